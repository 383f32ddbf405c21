def train_chain(w, b, X, T, lr, steps):
    """Gradient descent, written out with loops."""
    n, m = len(w), len(X)
    w = np.array(w, dtype=float)
    b = np.array(b, dtype=float)
    losses = np.zeros(steps + 1)
    all_w = np.zeros((steps + 1, n))
    all_b = np.zeros((steps + 1, n))
    for k in range(steps + 1):
        all_w[k] = w
        all_b[k] = b
        dw, db = np.zeros(n), np.zeros(n)
        for x, t in zip(X, T):
            z, a = chain_forward(x, w, b)
            g = chain_grads(x, w, b)
            losses[k] += (a[-1] - t) ** 2 / m
            dw += 2 * (a[-1] - t) * g["w"] / m
            db += 2 * (a[-1] - t) * g["b"] / m
        w = w - lr * dw
        b = b - lr * db
    return {"loss": losses, "w": all_w, "b": all_b}
