def chain_grads(x, w, b=None):
    z, a = chain_forward(x, w, b)
    back = 1.0
    dw, db = [], []
    for i in reversed(range(len(w))):
        db.append(back * sigmoid_prime(z[i]))
        dw.append(db[-1] * a[i])
        back = db[-1] * w[i]
    return {"x": float(back), "w": np.array(dw), "b": np.array(db)}
