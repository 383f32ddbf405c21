predict("negative_arrow", "the first")
