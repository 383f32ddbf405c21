def gradient_bound(w):
    """Each layer multiplies by at most |w_i| times the largest slope, 1/4."""
    return float(np.prod(np.abs(w) * 0.25))
