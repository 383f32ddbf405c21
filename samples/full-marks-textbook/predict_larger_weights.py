predict("larger_weights", "later")
