def chain_forward(x, w, b=None):
    """Return (z, a): all values before and after the sigmoids."""
    n = len(w)
    if b is None:
        b = [0.0] * n
    z = np.zeros(n)
    a = np.zeros(n + 1)
    a[0] = x
    for i in range(n):
        z[i] = w[i] * a[i] + b[i]
        a[i + 1] = sigmoid(z[i])
    return z, a
