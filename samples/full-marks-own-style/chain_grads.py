def chain_grads(x, w, b=None):
    z, a = chain_forward(x, w, b)
    links = np.array(w) * sigmoid_prime(z)
    # what a nudge of a_i does to y: the product of all later links
    later = np.append(np.cumprod(links[:0:-1])[::-1], 1.0)
    db = sigmoid_prime(z) * later
    return {"x": links[0] * later[0], "w": (db * a[:-1]).tolist(), "b": db.tolist()}
