predict("far_right", "less than 0.0001")
