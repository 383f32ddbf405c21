predict("left_of_zero", "grows")
