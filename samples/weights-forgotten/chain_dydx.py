def chain_dydx(x, w, b=None):
    z, a = chain_forward(x, w, b)
    return float(np.prod(sigmoid_prime(z)))
