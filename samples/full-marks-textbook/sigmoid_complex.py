def sigmoid_complex(z):
    """Return 1 / (1 + exp(-z)); no absolute value, which would not be analytic."""
    z = np.asarray(z, dtype=complex)
    return 1 / (1 + np.exp(-z))
