predict("if_only_if", "only the first")
