predict("slope_ratio", 20)
