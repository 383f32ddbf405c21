def jacobian(Ws, x):
    """Multiply D_L W_L ... D_1 W_1, with the slopes of each layer on a diagonal."""
    a = np.array(x, dtype=float)
    product = np.eye(len(a))
    for W in Ws:
        W = np.array(W, dtype=float)
        z = W @ a
        product = np.diag(sigmoid_prime(z)) @ W @ product
        a = sigmoid(z)
    return product
