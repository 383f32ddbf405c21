predict("all_ones", "the same")
