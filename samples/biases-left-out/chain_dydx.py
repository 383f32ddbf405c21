def chain_dydx(x, w, b=None):
    z, a = chain_forward(x, w)
    return float(np.prod(np.asarray(w) * sigmoid_prime(z)))
