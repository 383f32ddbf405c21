def chain_grads(x, w, b=None):
    """Walk back from y to x once, and keep what is shared."""
    z, a = chain_forward(x, w, b)
    slopes = sigmoid_prime(z)
    n = len(w)
    dw, db = np.zeros(n), np.zeros(n)
    da = 1.0
    for i in range(n - 1, -1, -1):
        dz = da * slopes[i]
        db[i] = dz
        dw[i] = dz * a[i]
        da = dz * w[i]
    return {"x": float(da), "w": dw, "b": db}
