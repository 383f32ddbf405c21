predict("hundred_factors", "0.0")
