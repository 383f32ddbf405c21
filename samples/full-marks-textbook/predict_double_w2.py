predict("double_w2", "no")
