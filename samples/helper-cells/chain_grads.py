def chain_grads(x, w, b=None):
    z, a = chain_forward(x, w, b)
    later = suffix_products(np.asarray(w, dtype=float) * sigmoid_prime(z))
    db = sigmoid_prime(z) * later[1:]
    return {"x": float(later[0]), "w": a[:-1] * db, "b": db}
