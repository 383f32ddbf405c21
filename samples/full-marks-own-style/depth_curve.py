from itertools import accumulate
from math import exp, log, log1p


def depth_curve(w, x, n_max):
    def decades():
        a = x
        for _ in range(n_max):
            z = abs(w * a)
            yield (log(abs(w)) - z - 2 * log1p(exp(-z))) / log(10)
            a = (1 if w * a >= 0 else exp(-z)) / (1 + exp(-z))

    return list(accumulate(decades()))
