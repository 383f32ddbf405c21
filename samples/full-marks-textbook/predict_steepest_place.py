predict("steepest_place", "z = 0")
