predict("weight_3_9", "near 1")
