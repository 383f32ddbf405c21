def chain_dydx(x, w, b=None):
    return Number(1.0)
