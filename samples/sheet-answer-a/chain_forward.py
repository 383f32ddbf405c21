def chain_forward(x, w, b=None):
    z, a = [], [x]
    for i in range(len(w)):
        z.append(w[i] * a[i] + (0 if b is None else b[i]))
        a.append(sigmoid(z[i]))
    return np.array(z), np.array(a)
