from math import exp, inf, log, log1p, log10


def log10_abs_dydx(x, w, b=None):
    sign, total, a = 1, 0.0, float(x)
    for i, weight in enumerate(w):
        if weight == 0:
            return 0, -inf
        z = float(weight * a + (0 if b is None else b[i]))
        e = exp(-abs(z))
        sign = sign if weight > 0 else -sign
        total += log10(abs(weight)) - (abs(z) + 2 * log1p(e)) / log(10)
        a = (1 if z >= 0 else e) / (1 + e)
    return sign, total
