def sigmoid_second(z):
    """Return s (1 - s) (1 - 2 s)."""
    return sigmoid_prime(z) * (1 - 2 * sigmoid(z))
