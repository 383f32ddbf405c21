predict("largest_dw", "the last")
