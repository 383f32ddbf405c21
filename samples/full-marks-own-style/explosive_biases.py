def explosive_biases(x, w):
    if len(w) == 0:
        return []
    return [-float(w[0]) * x] + explosive_biases(0.5, w[1:])
