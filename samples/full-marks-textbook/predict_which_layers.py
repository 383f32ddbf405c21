predict("which_layers", "over 1000 times smaller")
