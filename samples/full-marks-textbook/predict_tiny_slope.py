predict("tiny_slope", "about z = 28")
