"""What tests of the numbers that students read share."""

import numpy as np

from vanishing_gradients import reference as ref

T = ref.POSITIVE_CHAIN_RATE
A_CHAIN = (0.5, [1.5, -2.0, 0.8, 3.0])
B_CHAIN = (0.5, [1.5, -2.0, 0.8, 3.0, -1.2])


def stated(value, text):
    """The computed value, rounded to the significant digits that the text shows, is that number."""
    digits = len(text.lstrip("-").split("e")[0].replace(".", "").lstrip("0"))
    return float(f"{float(value):.{digits - 1}e}") == float(text)


def slopes_of_shared_weight(w, n, xs):
    """|dy/dx| of the bias-free chain of n equal weights, at many inputs."""
    slope, a = np.ones_like(xs), xs
    for _ in range(n):
        slope, a = slope * abs(w) * ref.sigmoid_prime(w * a), ref.sigmoid(w * a)
    return slope


def largest_slope(w, n):
    """The maximum of |dy/dx| over x, on grids that close in on it."""
    low, high = -12.0 / abs(w) - 1.0, 12.0 / abs(w) + 1.0
    for points in (200_001, 2001, 2001, 2001, 2001):
        xs = np.linspace(low, high, points)
        slope = slopes_of_shared_weight(w, n, xs)
        k, step = int(slope.argmax()), xs[1] - xs[0]
        low, high = xs[k] - 3 * step, xs[k] + 3 * step
    return float(slope[k])
