predict("residual_sign", "about 1")
