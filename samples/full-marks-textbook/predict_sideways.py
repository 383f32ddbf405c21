predict("sideways", "none")
