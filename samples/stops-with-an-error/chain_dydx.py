def chain_dydx(x, w, b=None):
    z, a = chain_forward(x, w, b)
    return np.prod(weights * sigmoid_prime(z))
