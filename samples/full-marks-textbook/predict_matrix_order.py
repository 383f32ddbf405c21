predict("matrix_order", "layer 2")
