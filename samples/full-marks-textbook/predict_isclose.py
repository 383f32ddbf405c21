predict("isclose", "False")
