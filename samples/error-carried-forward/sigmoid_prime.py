def sigmoid_prime(z):
    return 1 - sigmoid(z) ** 2
