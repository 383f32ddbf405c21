def sigmoid_second(z):
    s = sigmoid(z)
    return s * (1 - s) * (2 * s - 1)
