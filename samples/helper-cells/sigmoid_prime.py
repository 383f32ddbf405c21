def sigmoid_prime(z):
    return tail(z) / (1 + tail_size(z))
