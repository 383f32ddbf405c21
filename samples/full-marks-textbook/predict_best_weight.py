predict("best_weight", "about 4")
