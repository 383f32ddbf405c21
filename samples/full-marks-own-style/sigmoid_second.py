def sigmoid_second(z):
    s = sigmoid(z)
    return s * (1 - s * (3 - 2 * s))
