def chain_dydx(x, w, b=None):
    z, a = chain_forward(x, w, b)
    # w5 w4 w3 w2 w1 * sigma'(x) sigma'(a1) sigma'(a2) sigma'(a3) sigma'(a4)
    return np.prod(w) * np.prod(sigmoid_prime(a[:-1]))
