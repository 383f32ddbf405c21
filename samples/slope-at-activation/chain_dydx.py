def chain_dydx(x, w, b=None):
    z, a = chain_forward(x, w, b)
    return np.prod(w) * np.prod(sigmoid_prime(a[1:]))
