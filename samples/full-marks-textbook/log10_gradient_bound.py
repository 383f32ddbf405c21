def log10_gradient_bound(w):
    """Add the logarithms instead of multiplying the factors."""
    return float(np.sum(np.log10(np.abs(w))) - len(w) * np.log10(4))
