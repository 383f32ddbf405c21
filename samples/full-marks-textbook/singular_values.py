def singular_values(Ws, x):
    """Return the diagonal of the singular value decomposition."""
    u, s, vt = np.linalg.svd(jacobian(Ws, x))
    return s
