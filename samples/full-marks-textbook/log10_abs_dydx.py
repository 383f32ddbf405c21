def log10_abs_dydx(x, w, b=None):
    """Add the logarithms of all factors, and multiply their signs."""
    w = np.asarray(w, dtype=float)
    if np.any(w == 0):
        return 0.0, -np.inf
    z, a = chain_forward(x, w, b)
    log10 = np.sum(np.log10(np.abs(w))) + np.sum(np.log10(sigmoid_prime(z)))
    return float(np.prod(np.sign(w))), float(log10)
