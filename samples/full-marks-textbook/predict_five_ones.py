predict("five_ones", "about 1/20")
