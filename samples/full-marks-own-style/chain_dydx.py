from math import exp


def chain_dydx(x, w, b=None):
    if len(w) == 0:
        return 1.0
    z = w[0] * x + (0 if b is None else b[0])
    e = exp(-abs(z))
    a = (1 if z >= 0 else e) / (1 + e)
    rest = chain_dydx(a, w[1:], None if b is None else b[1:])
    return float(w[0] * e / (1 + e) ** 2 * rest)
