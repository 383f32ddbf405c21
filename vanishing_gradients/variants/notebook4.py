"""Right answers to the exercises of notebook 4, written differently."""

from __future__ import annotations

import math
from functools import reduce
from itertools import accumulate
from operator import mul
from typing import Any

import numpy as np

from autograder.content import Variants

variants = Variants()

# gradient_bound


@variants.add("gradient_bound", "one line of numpy")
def _(w: Any) -> Any:
    return np.prod(np.abs(w)) / 4.0 ** len(w)


@variants.add("gradient_bound", "loop over the weights, the sign taken off by hand")
def _(w: Any) -> Any:
    bound = 1.0
    for weight in w:
        if weight < 0:
            weight = -weight  # noqa: PLW2901 - as students write
        bound = bound * weight / 4
    return bound


@variants.add("gradient_bound", "recursion on the first weight")
def _recursive_bound(w: Any) -> Any:
    if len(w) == 0:
        return 1
    return abs(w[0]) * 0.25 * _recursive_bound(w[1:])


@variants.add("gradient_bound", "reduce and mul, plain Python")
def _(w: Any) -> Any:
    return abs(reduce(mul, [float(v) for v in w])) * 0.25 ** len(w)


@variants.add("gradient_bound", "the size taken at the very end")
def _(w: Any) -> Any:
    quarters = np.asarray(w, dtype=float) * 0.25
    return float(abs(quarters.prod()))


@variants.add("gradient_bound", "the last of the running products")
def _(w: Any) -> Any:
    return np.cumprod([abs(v) / 4 for v in w])[-1]


@variants.add("gradient_bound", "through logarithms, a zero weight apart")
def _(w: Any) -> Any:
    if 0 in list(w):
        return 0.0
    return np.exp(np.sum(np.log(np.abs(w)) - np.log(4)))


@variants.add("gradient_bound", "the root of the product of the squares, shifted by 2n bits")
def _(w: Any) -> Any:
    squares = np.square(np.array(w, dtype=np.float64))
    return math.ldexp(math.sqrt(squares.prod()), -2 * len(w))


@variants.add("gradient_bound", "runs the chain in which every unit stands at 0, and multiplies its slopes")
def _(w: Any) -> Any:
    a, slope = 1.7, 1.0
    for weight in w:
        z = weight * a + (-weight * a)
        a = 1 / (1 + math.exp(-z))
        slope *= weight * a * (1 - a)
    return abs(slope)


# log10_gradient_bound


@variants.add("log10_gradient_bound", "sum of the logarithms of |w|/4")
def _(w: Any) -> Any:
    return np.sum(np.log10(np.abs(w) / 4))


@variants.add("log10_gradient_bound", "natural logarithms, one loop, turned into log10 at the end")
def _(w: Any) -> Any:
    total = 0.0
    for v in w:
        total += math.log(abs(v)) - 2 * math.log(2)
    return total / math.log(10)


@variants.add("log10_gradient_bound", "math.fsum, the fours in one go")
def _(w: Any) -> Any:
    return math.fsum(math.log10(abs(v)) for v in w) - len(w) * math.log10(4)


@variants.add("log10_gradient_bound", "products of twenty weights at a time")
def _(w: Any) -> Any:
    blocks = [np.asarray(w[i : i + 20], dtype=float) for i in range(0, len(w), 20)]
    return float(sum(np.log10(np.prod(np.abs(block) / 4)) for block in blocks))


@variants.add("log10_gradient_bound", "half the logarithms of squares, so no sign is in the way")
def _(w: Any) -> Any:
    return 0.5 * np.log10(np.square(np.array(w, dtype=float)) / 16).sum()


# depth_curve


@variants.add("depth_curve", "one loop, append, the safe logarithm of the slope")
def _(w: Any, x: Any, n_max: Any) -> Any:
    curve, total, a = [], 0.0, x
    for _ in range(n_max):
        z = w * a
        a = 1 / (1 + math.exp(-z))
        total += math.log10(abs(w)) - (abs(z) + 2 * math.log1p(math.exp(-abs(z)))) / math.log(10)
        curve.append(total)
    return np.array(curve)


@variants.add("depth_curve", "forward pass into an array, then cumsum of log10 |w s (1 - s)|")
def _(w: Any, x: Any, n_max: Any) -> Any:
    heights = np.empty(n_max)
    for i in range(n_max):
        x = 1 / (1 + np.exp(-w * x))
        heights[i] = x
    return np.cumsum(np.log10(np.abs(w) * heights * (1 - heights)))


@variants.add("depth_curve", "accumulate twice, a plain list comes back")
def _(w: Any, x: Any, n_max: Any) -> Any:
    heights = accumulate(range(n_max), lambda a, _: (1 + math.tanh(w * a / 2)) / 2, initial=x)
    losses = [math.log10(abs(w) / 4) - 2 * math.log10(math.cosh(w * a / 2)) for a in heights]
    return list(accumulate(losses[:n_max]))


@variants.add("depth_curve", "running product whose powers of ten are taken out at each layer")
def _(w: Any, x: Any, n_max: Any) -> Any:
    out = np.zeros(n_max)
    mantissa, tens, a = 1.0, 0, float(x)
    for n in range(n_max):
        e = np.exp(-abs(w * a))
        mantissa *= abs(w) * e / (1 + e) ** 2
        while mantissa < 0.1:
            mantissa, tens = mantissa * 10, tens - 1
        a = 1 / (1 + e) if w * a >= 0 else e / (1 + e)
        out[n] = tens + np.log10(mantissa)
    return out


# fixed_point


@variants.add("fixed_point", "sixty halvings of [0, 1]")
def _(w: Any) -> Any:
    low, high = 0.0, 1.0
    for _ in range(60):
        mid = (low + high) / 2
        if 1 / (1 + np.exp(-w * mid)) > mid:
            low = mid
        else:
            high = mid
    return mid


@variants.add("fixed_point", "while-bisection on the side where the sign of w puts it")
def _(w: Any) -> Any:
    a, b = (0.5, 1.0) if w >= 0 else (0.0, 0.5)
    while b - a > 1e-13:
        m = a + (b - a) / 2
        difference = m - 1 / (1 + math.exp(-w * m))
        a, b = (a, m) if difference >= 0 else (m, b)
    return (a + b) / 2


@variants.add("fixed_point", "Newton from 1/2")
def _(w: Any) -> Any:
    a = 0.5
    for _ in range(50):
        s = 1 / (1 + math.exp(-w * a))
        a -= (a - s) / (1 - w * s * (1 - s))
    return a


@variants.add("fixed_point", "iteration that goes only half of each step, so that it settles")
def _(w: Any) -> Any:
    a = 0.5
    for _ in range(500):
        a = (a + 1 / (1 + np.exp(-w * a))) / 2
    return float(a)


@variants.add("fixed_point", "grids that close in on the change of sign")
def _(w: Any) -> Any:
    left, right = 0.0, 1.0
    for _ in range(12):
        grid = np.linspace(left, right, 21)
        above = 1 / (1 + np.exp(-w * grid)) >= grid
        k = int(np.sum(above)) - 1
        left, right = grid[k], grid[k + 1]
    return (left + right) / 2


# decay_rate


@variants.add("decay_rate", "bisection inside, then w a (1 - a)")
def _(w: Any) -> Any:
    low, high = 0.0, 1.0
    while high - low > 1e-12:
        a = (low + high) / 2
        if 1 / (1 + math.exp(-w * a)) < a:
            high = a
        else:
            low = a
    return w * a * (1 - a)


@variants.add("decay_rate", "recursive bisection, the slope at w a by cosh")
def _(w: Any) -> Any:
    def settle(low: float, high: float) -> float:
        mid = (low + high) / 2
        if high - low < 1e-13:
            return mid
        return settle(mid, high) if (1 + np.tanh(w * mid / 2)) / 2 > mid else settle(low, mid)

    return w / (2 * np.cosh(w * settle(0, 1) / 2)) ** 2


@variants.add("decay_rate", "solves for z = w sigma(z), the rate is z (1 - a)")
def _(w: Any) -> Any:
    def sigmoid(z: float) -> float:
        return 1 / (1 + math.exp(-z))

    low, high = min(w, 0.0), max(w, 0.0)
    for _ in range(100):
        z = (low + high) / 2
        if w * sigmoid(z) > z:
            low = z
        else:
            high = z
    return z * (1 - sigmoid(z))


@variants.add("decay_rate", "Newton on the activation")
def _(w: Any) -> Any:
    a, change = 0.5, 1.0
    while abs(change) > 1e-14:
        s = 1 / (1 + np.exp(-w * a))
        change = (s - a) / (1 - w * s * (1 - s))
        a = a + change
    return float(w * a * (1 - a))


@variants.add("decay_rate", "damped iteration, then the safe slope")
def _(w: Any) -> Any:
    a = 0.5
    for _ in range(300):
        a += 0.5 * (1 / (1 + math.exp(-w * a)) - a)
    e = math.exp(-abs(w * a))
    return w * e / (1 + e) ** 2


@variants.add("decay_rate", "regula falsi (Illinois), like a small brentq")
def _(w: Any) -> Any:
    def miss(a: float) -> float:
        return 1 / (1 + math.exp(-w * a)) - a

    left, right = 0.0, 1.0
    at_left, at_right = miss(left), miss(right)
    for _ in range(200):
        a = (left * at_right - right * at_left) / (at_right - at_left)
        here = miss(a)
        if abs(here) < 1e-15:
            break
        if here * at_right < 0:
            left, at_left = right, at_right
        else:
            at_left /= 2
        right, at_right = a, here
    return w * a * (1 - a)


@variants.add("decay_rate", "a built bit by bit")
def _(w: Any) -> Any:
    a = 0.0
    for k in range(1, 53):
        bit = 0.5**k
        if 1 / (1 + math.exp(-w * (a + bit))) >= a + bit:
            a += bit
    return w * (a - a**2)


@variants.add("decay_rate", "bisection on logit(a) = w a, the product through logarithms")
def _(w: Any) -> Any:
    if w == 0:
        return 0.0
    low, high = np.float64(1e-9), np.float64(1 - 1e-9)
    for _ in range(70):
        mid = (low + high) / 2
        low, high = (mid, high) if np.log(mid) - np.log1p(-mid) < w * mid else (low, mid)
    return np.sign(w) * np.exp(np.log(abs(w)) + np.log(mid) + np.log1p(-mid))


@variants.add("decay_rate", "zoom on a grid, then the geometric form of the slope")
def _(w: Any) -> Any:
    centre, radius = 0.5, 0.5
    for _ in range(14):
        grid = np.linspace(centre - radius, centre + radius, 41)
        centre = grid[np.argmin(np.abs(1 / (1 + np.exp(-w * grid)) - grid))]
        radius = radius / 10
    return w / (2 + np.exp(w * centre) + np.exp(-w * centre))


# window_width


@variants.add("window_width", "the formula of the textbook")
def _(w: Any) -> Any:
    w = abs(w)
    if w <= 4:
        return 0.0
    return 2 / w * math.log(w * (1 + math.sqrt(1 - 4 / w)) / 2 - 1)


@variants.add("window_width", "arccosh, the size cut off at 4")
def _(w: Any) -> Any:
    size = np.maximum(np.abs(w), 4.0)
    return 4 * np.arccosh(np.sqrt(size) / 2) / size


@variants.add("window_width", "bisection for the place whose slope is 1/|w|")
def _(w: Any) -> Any:
    if -4 <= w <= 4:
        return 0
    steep, flat = 0.0, 50.0
    for _ in range(200):
        z = 0.5 * (steep + flat)
        if abs(w) * math.exp(-z) / (1 + math.exp(-z)) ** 2 >= 1:
            steep = z
        else:
            flat = z
    return 2 * z / abs(w)


@variants.add("window_width", "heights from the quadratic equation, then their logits")
def _(w: Any) -> Any:
    if abs(w) <= 4:
        return 0.0
    root = np.sqrt(1 - 4 / abs(w))
    lower, upper = (1 - root) / 2, (1 + root) / 2
    return float((np.log(upper / (1 - upper)) - np.log(lower / (1 - lower))) / abs(w))


@variants.add("window_width", "solves u + 1/u = |w| - 2 for u = exp(z)")
def _(w: Any) -> Any:
    u = np.max(np.roots([1.0, 2.0 - abs(w), 1.0]).real) if abs(w) > 4 else 1.0
    return 2 * np.log(u) / max(abs(w), 1.0)


# explosive_biases


@variants.add("explosive_biases", "all halves at once, then the first one mended")
def _(x: Any, w: Any) -> Any:
    b = -np.array(w, dtype=float) / 2
    b[0] = -w[0] * x
    return b


@variants.add("explosive_biases", "walks the chain and cancels what arrives, a list comes back")
def _(x: Any, w: Any) -> Any:
    biases, a = [], x
    for weight in w:
        biases.append(-weight * a)
        a = 1 / (1 + math.exp(-(weight * a + biases[-1])))
    return biases


@variants.add("explosive_biases", "product with the activations x, 1/2, 1/2, ...")
def _(x: Any, w: Any) -> Any:
    return np.multiply(w, [-x] + [-0.5] * (len(w) - 1))


@variants.add("explosive_biases", "where and arange")
def _(x: Any, w: Any) -> Any:
    return np.where(np.arange(len(w)) == 0, x, 0.5) * np.negative(w)


@variants.add("explosive_biases", "recursion, unit by unit")
def _cancelling(x: Any, w: Any) -> Any:
    return [] if len(w) == 0 else [0.0 - w[0] * x, *_cancelling(0.5, w[1:])]
