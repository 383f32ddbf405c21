from math import fsum, log2


def log10_gradient_bound(w):
    halvings = fsum(log2(abs(weight)) - 2 for weight in w)
    return halvings * np.log10(2)
