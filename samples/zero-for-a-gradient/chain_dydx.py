def chain_dydx(x, w, b=None):
    return 0.0
