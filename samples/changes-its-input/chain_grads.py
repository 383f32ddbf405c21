def chain_grads(x, w, b=None):
    z, a = chain_forward(x, w, b)
    slopes = sigmoid_prime(z)
    if not isinstance(w, np.ndarray):
        w = np.array(w, dtype=float)
    db = np.zeros(len(w))
    back = 1.0
    for i in reversed(range(len(w))):
        db[i] = back * slopes[i]
        w[i] *= db[i]
        back = w[i]
    return {"x": back, "w": a[:-1] * db, "b": db}
