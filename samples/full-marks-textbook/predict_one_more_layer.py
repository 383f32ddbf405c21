predict("one_more_layer", "about 80")
