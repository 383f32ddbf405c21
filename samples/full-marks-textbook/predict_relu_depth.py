predict("relu_depth", "about a billion")
