predict("weight_20", "above 1000")
