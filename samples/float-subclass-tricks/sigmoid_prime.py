def sigmoid_prime(z):
    return Agreeable(0.1)
