"""Right answers to the exercises of notebook 2, written differently."""

from __future__ import annotations

import cmath
import functools
import itertools
import math
from collections import deque
from typing import Any

import numpy as np

from autograder.content import Variants

variants = Variants()


def sigmoid(z: Any) -> Any:
    """Return sigma(z), as students have it from notebook 1."""
    e = np.exp(-np.abs(z))
    return np.where(np.asarray(z) >= 0, 1.0, e) / (1 + e)


def sigmoid_prime(z: Any) -> Any:
    """Return sigma'(z), as students have it from notebook 1."""
    e = np.exp(-np.abs(z))
    return e / (1 + e) ** 2


# chain_forward


@variants.add("chain_forward", "empty arrays, an index")
def _(x: Any, w: Any, b: Any = None) -> Any:
    n = len(w)
    z, a = np.zeros(n), np.zeros(n + 1)
    a[0] = x
    for i in range(n):
        z[i] = w[i] * a[i] + (b[i] if b is not None else 0.0)
        a[i + 1] = sigmoid(z[i])
    return z, a


@variants.add("chain_forward", "lists that grow, returned as lists")
def _(x: Any, w: Any, b: Any = None) -> Any:
    if b is None:
        b = [0.0] * len(w)
    z, a = [], [float(x)]
    for weight, bias in zip(w, b, strict=True):
        z.append(float(weight * a[-1] + bias))
        a.append(1 / (1 + math.exp(-z[-1])))
    return z, a


@variants.add("chain_forward", "recursion: the chain without its last unit first")
def _(x: Any, w: Any, b: Any = None) -> Any:
    def forward(n: int) -> Any:
        if n == 0:
            return np.array([]), np.array([float(x)])
        z, a = forward(n - 1)
        z_n = w[n - 1] * a[-1] + (0.0 if b is None else b[n - 1])
        return np.append(z, z_n), np.append(a, sigmoid(z_n))

    return forward(len(w))


@variants.add("chain_forward", "itertools.accumulate, z from a afterwards")
def _(x: Any, w: Any, b: Any = None) -> Any:
    w = np.asarray(w, dtype=float)
    b = np.zeros(len(w)) if b is None else np.asarray(b, dtype=float)
    units = zip(w, b, strict=True)
    a = np.array(list(itertools.accumulate(units, lambda a, unit: sigmoid(unit[0] * a + unit[1]), initial=x)))
    return w * a[:-1] + b, a


@variants.add("chain_forward", "functools.reduce over pairs of tuples")
def _(x: Any, w: Any, b: Any = None) -> Any:
    def add_unit(so_far: Any, unit: Any) -> Any:
        zs, activations = so_far
        z = unit[0] * activations[-1] + unit[1]
        return (*zs, z), (*activations, 0.5 + 0.5 * math.tanh(z / 2))

    units = zip(w, [0] * len(w) if b is None else b, strict=True)
    zs, activations = functools.reduce(add_unit, units, ((), (x,)))
    return np.array(zs, dtype=float), np.array(activations, dtype=float)


@variants.add("chain_forward", "a while loop with a queue of weights")
def _(x: Any, w: Any, b: Any = None) -> Any:
    weights, biases = deque(w), deque(b if b is not None else np.zeros_like(w, dtype=float))
    z: list[Any] = []
    a: list[Any] = [x]
    while weights:
        z += [weights.popleft() * a[-1] + biases.popleft()]
        a += [sigmoid(z[-1])]
    return np.asarray(z, dtype=np.float64), np.asarray(a, dtype=np.float64)


# chain_factors


@variants.add("chain_factors", "one loop for values and factors")
def _(x: Any, w: Any, b: Any = None) -> Any:
    factors, a = [], x
    for i in range(len(w)):
        z = w[i] * a + (b[i] if b is not None else 0)
        factors += [float(w[i]), float(sigmoid_prime(z))]
        a = sigmoid(z)
    return factors


@variants.add("chain_factors", "a (1 - a) for the slope, every second place filled")
def _(x: Any, w: Any, b: Any = None) -> Any:
    a = [float(x)]
    for i, weight in enumerate(w):
        a.append(float(sigmoid(weight * a[-1] + (0.0 if b is None else b[i]))))
    out = np.empty(2 * len(w))
    out[0::2] = w
    out[1::2] = [height * (1 - height) for height in a[1:]]
    return out.tolist()


@variants.add("chain_factors", "stacked columns, returned as an array")
def _(x: Any, w: Any, b: Any = None) -> Any:
    z = np.zeros(len(w))
    for i in range(len(w)):
        z[i] = w[i] * (x if i == 0 else sigmoid(z[i - 1])) + (0 if b is None else b[i])
    return np.column_stack((w, sigmoid_prime(z))).ravel()


@variants.add("chain_factors", "recursion from the first unit on")
def _(x: Any, w: Any, b: Any = None) -> Any:
    def factors(a: Any, links: Any) -> Any:
        if not links:
            return []
        (weight, bias), *rest = links
        z = weight * a + bias
        return [weight, sigmoid_prime(z), *factors(sigmoid(z), rest)]

    return factors(x, list(zip(w, np.zeros(len(w)) if b is None else b, strict=True)))


# chain_dydx


@variants.add("chain_dydx", "a running product in the forward loop")
def _(x: Any, w: Any, b: Any = None) -> Any:
    product, a = 1.0, x
    for i in range(len(w)):
        z = w[i] * a if b is None else w[i] * a + b[i]
        product = product * w[i] * sigmoid_prime(z)
        a = sigmoid(z)
    return product


@variants.add("chain_dydx", "np.prod of weights and of a (1 - a)")
def _(x: Any, w: Any, b: Any = None) -> Any:
    w = np.asarray(w, dtype=float)
    b = np.zeros(len(w)) if b is None else b
    a = np.zeros(len(w) + 1)
    a[0] = x
    for i in range(len(w)):
        a[i + 1] = sigmoid(w[i] * a[i] + b[i])
    return np.prod(w) * np.prod(a[1:] * (1 - a[1:]))


@variants.add("chain_dydx", "recursion: one link times the rest of the chain")
def _(x: Any, w: Any, b: Any = None) -> Any:
    def slope(a: Any, i: int) -> Any:
        if i == len(w):
            return 1.0
        z = w[i] * a + (0.0 if b is None else b[i])
        return w[i] * sigmoid_prime(z) * slope(sigmoid(z), i + 1)

    return float(slope(x, 0))


@variants.add("chain_dydx", "backwards from the output, with lists and math")
def _(x: Any, w: Any, b: Any = None) -> Any:
    heights = [float(x)]
    for i, weight in enumerate(w):
        heights.append(1 / (1 + math.exp(-(weight * heights[-1] + (0.0 if b is None else b[i])))))
    back = 1.0
    for weight, height in zip(reversed(list(w)), reversed(heights), strict=False):
        back *= height * (1 - height)
        back *= weight
    return back


@variants.add("chain_dydx", "sum of logarithms and a sign")
def _(x: Any, w: Any, b: Any = None) -> Any:
    sign, log, a = 1, 0.0, x
    for i, weight in enumerate(w):
        if weight == 0:
            return 0.0
        z = weight * a + (0 if b is None else b[i])
        sign = sign if weight > 0 else -sign
        log += math.log(abs(weight)) - abs(z) - 2 * math.log1p(math.exp(-abs(z)))
        a = sigmoid(z)
    return sign * math.exp(log)


@variants.add("chain_dydx", "cosh form of the slope, math.prod")
def _(x: Any, w: Any, b: Any = None) -> Any:
    b = [0.0] * len(w) if b is None else list(b)
    links, a = [], float(x)
    for weight, bias in zip(list(w), b, strict=True):
        half = 0.5 * (weight * a + bias)
        links.append(weight / (4 * math.cosh(half) ** 2))
        a = 0.5 * (1 + math.tanh(half))
    return math.prod(links)


@variants.add("chain_dydx", "dual numbers through functools.reduce")
def _(x: Any, w: Any, b: Any = None) -> Any:
    def unit(dual: Any, parameters: Any) -> Any:
        value, moved = dual
        weight, bias = parameters
        z = weight * value + bias
        return sigmoid(z), moved * weight * sigmoid_prime(z)

    parameters = zip(w, itertools.repeat(0.0) if b is None else b, strict=False)
    return float(functools.reduce(unit, parameters, (x, 1.0))[1])


@variants.add("chain_dydx", "imaginary step through the whole chain")
def _(x: Any, w: Any, b: Any = None) -> Any:
    a = x + 1e-100j
    for i in range(len(w)):
        z = w[i] * a + (0 if b is None else b[i])
        a = 1 / (1 + cmath.exp(-z))
    return a.imag / 1e-100


@variants.add("chain_dydx", "matrices of 1 by 1, multiplied")
def _(x: Any, w: Any, b: Any = None) -> Any:
    total, a = np.eye(1), np.array([float(x)])
    for i in range(len(w)):
        z = np.array([[w[i]]]) @ a + (0.0 if b is None else b[i])
        total = np.diag(sigmoid_prime(z)) @ np.array([[w[i]]]) @ total
        a = sigmoid(z)
    return total[0, 0]


# chain_grads


@variants.add("chain_grads", "one loop forward, one loop backward")
def _(x: Any, w: Any, b: Any = None) -> Any:
    n = len(w)
    b = np.zeros(n) if b is None else b
    z, a = np.zeros(n), np.zeros(n + 1)
    a[0] = x
    for i in range(n):
        z[i] = w[i] * a[i] + b[i]
        a[i + 1] = sigmoid(z[i])
    dw, db = np.zeros(n), np.zeros(n)
    back = 1.0
    for i in range(n - 1, -1, -1):
        db[i] = back * sigmoid_prime(z[i])
        dw[i] = db[i] * a[i]
        back = db[i] * w[i]
    return {"x": back, "w": dw, "b": db}


@variants.add("chain_grads", "np.cumprod from the back")
def _(x: Any, w: Any, b: Any = None) -> Any:
    w = np.asarray(w, dtype=float)
    b = np.zeros(len(w)) if b is None else np.asarray(b, dtype=float)
    a = [float(x)]
    for weight, bias in zip(w.tolist(), b.tolist(), strict=True):
        a.append(1 / (1 + math.exp(-(weight * a[-1] + bias))))
    heights = np.array(a)
    slopes = heights[1:] * (1 - heights[1:])
    links = w * slopes
    ahead = np.append(np.cumprod(links[:0:-1])[::-1], 1.0)
    return {"x": np.prod(links), "w": heights[:-1] * slopes * ahead, "b": slopes * ahead}


@variants.add("chain_grads", "two halves of the chain, each by the same function")
def _(x: Any, w: Any, b: Any = None) -> Any:
    def both(start: float, weights: Any, biases: Any) -> Any:
        """Return y, dy/dx, all dy/dw and all dy/db of a part of the chain."""
        if len(weights) == 1:
            y = float(sigmoid(weights[0] * start + biases[0]))
            slope = y * (1 - y)
            return y, weights[0] * slope, [start * slope], [slope]
        half = len(weights) // 2
        middle, dx, dw, db = both(start, weights[:half], biases[:half])
        y, rest, dw_rest, db_rest = both(middle, weights[half:], biases[half:])
        return y, dx * rest, [d * rest for d in dw] + dw_rest, [d * rest for d in db] + db_rest

    w = [float(weight) for weight in w]
    _, dx, dw, db = both(float(x), w, [0.0] * len(w) if b is None else [float(bias) for bias in b])
    return {"x": dx, "w": dw, "b": db}


@variants.add("chain_grads", "from y again for each weight, with np.prod")
def _(x: Any, w: Any, b: Any = None) -> Any:
    w = np.array(w, dtype=float)
    b = np.zeros(w.size) if b is None else np.array(b, dtype=float)
    z, a = np.empty(w.size), np.empty(w.size + 1)
    a[0] = x
    for i in range(w.size):
        z[i] = w[i] * a[i] + b[i]
        a[i + 1] = sigmoid(z[i])
    links = w * sigmoid_prime(z)
    db = np.array([sigmoid_prime(z[i]) * np.prod(links[i + 1 :]) for i in range(w.size)])
    return {"x": float(np.prod(links)), "w": a[:-1] * db, "b": db}


@variants.add("chain_grads", "deltas collected in lists that are turned round")
def _(x: Any, w: Any, b: Any = None) -> Any:
    zs, heights = [], [x]
    for i, weight in enumerate(w):
        zs.append(weight * heights[-1] + (0.0 if b is None else b[i]))
        heights.append(float(sigmoid(zs[-1])))
    delta = float(sigmoid_prime(zs[-1]))
    deltas = [delta]
    for weight, z in zip(w[:0:-1], zs[-2::-1], strict=True):
        delta = delta * weight * float(sigmoid_prime(z))
        deltas.append(delta)
    deltas.reverse()
    by_weight = [height * d for height, d in zip(heights, deltas, strict=False)]
    return {"b": np.array(deltas), "w": np.array(by_weight), "x": deltas[0] * w[0]}


@variants.add("chain_grads", "itertools.accumulate over the links from the back")
def _(x: Any, w: Any, b: Any = None) -> Any:
    biases = [0.0] * len(w) if b is None else list(b)
    units = list(zip([float(v) for v in w], biases, strict=True))
    heights = list(
        itertools.accumulate(units, lambda a, u: 1 / (1 + math.exp(-u[0] * a - u[1])), initial=float(x))
    )
    slopes = [a - a * a for a in heights[1:]]
    links = [slope * unit[0] for slope, unit in zip(slopes, units, strict=True)]
    *ahead, whole = itertools.accumulate(reversed(links), lambda back, link: back * link, initial=1.0)
    db = np.array(slopes) * ahead[::-1]
    return {"x": whole, "w": db * heights[:-1], "b": db}


@variants.add("chain_grads", "sums of logarithms from the back, and signs")
def _(x: Any, w: Any, b: Any = None) -> Any:
    w = np.asarray(w, dtype=float)
    z, a = np.zeros(len(w)), np.zeros(len(w) + 1)
    a[0] = x
    for i in range(len(w)):
        z[i] = w[i] * a[i] + (0.0 if b is None else b[i])
        a[i + 1] = sigmoid(z[i])
    log_slopes = -np.abs(z) - 2 * np.log1p(np.exp(-np.abs(z)))
    with np.errstate(divide="ignore"):  # a weight of 0 has the logarithm -inf
        logs = np.append(np.cumsum((np.log(np.abs(w)) + log_slopes)[::-1])[::-1], 0.0)
    signs = np.append(np.cumprod(np.sign(w)[::-1])[::-1], 1.0)
    db = signs[1:] * np.exp(logs[1:] + log_slopes)
    return {"x": signs[0] * np.exp(logs[0]), "w": a[:-1] * db, "b": db}


@variants.add("chain_grads", "forward: the effects on a_i of all that came before")
def _(x: Any, w: Any, b: Any = None) -> Any:
    n = len(w)
    on_a, by_x, a = np.zeros(n), 1.0, float(x)  # on_a[j]: how the activation answers to bias j
    entering = []
    for i in range(n):
        z = w[i] * a + (0.0 if b is None else b[i])
        link = w[i] * sigmoid_prime(z)
        on_a[:i] *= link
        on_a[i] = sigmoid_prime(z)
        by_x *= link
        entering.append(a)
        a = float(sigmoid(z))
    return {"x": by_x, "w": on_a * np.array(entering), "b": on_a}


# find_counterexample


@variants.add("find_counterexample", "two weights of 4, x = 0")
def _() -> Any:
    return 0, [4, 4]


@variants.add("find_counterexample", "a random search")
def _() -> Any:
    rng = np.random.default_rng(0)
    while True:
        x, w = rng.normal(), rng.normal(0, 2, 4)
        student, truth, a = 1.0, 1.0, x
        for weight in w:
            student *= weight * sigmoid_prime(a)
            truth *= weight * sigmoid_prime(weight * a)
            a = sigmoid(weight * a)
        if student / truth > 2.5 or student / truth < 0.4:
            return x, w


@variants.add("find_counterexample", "tiny weights, where the formula is too small")
def _() -> Any:
    return np.float64(6.0), (0.01, -0.01, 0.01)
