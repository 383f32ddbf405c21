from math import prod


def gradient_bound(w):
    return prod(abs(float(weight)) / 4 for weight in w)
