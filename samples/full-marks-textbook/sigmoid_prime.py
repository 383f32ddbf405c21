def sigmoid_prime(z):
    """Return sigma(z) (1 - sigma(z)), written so that nothing is lost far out."""
    e = np.exp(-np.abs(np.asarray(z, dtype=float)))
    s = 1 / (1 + e)
    return s * (e * s)
