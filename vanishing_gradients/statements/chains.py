"""Quantities of chains that the statements speak of."""

from __future__ import annotations

from functools import cache
from math import sqrt
from typing import Any

import numpy as np

from vanishing_gradients.reference import (
    POSITIVE_CHAIN_RATE,
    chain_dydx,
    chain_forward,
    chain_grads,
    explosive_biases,
    fixed_point,
    sigmoid,
    sigmoid_prime,
)

T = POSITIVE_CHAIN_RATE
A_CHAIN = (0.5, [1.5, -2.0, 0.8, 3.0])
B_CHAIN = (0.5, [1.5, -2.0, 0.8, 3.0, -1.2])
EPS = 2.0**-52

BEST_WEIGHT = (1 + T) ** 2
"""The positive weight with the slowest decay."""
WIDEST_Z = 1.5434046384182085
"""The z at the ends of the longest window: z tanh(z/2) = 1."""


def chosen(*numbers: float) -> bool:
    """Return whether numbers are round enough to have been chosen: at most two digits, then zeros."""
    return all(float(f"{number:.1e}") == number for number in numbers)


def dydx(n: int, w: float, x: float = 0.5) -> float:
    """Return dy/dx of n units with the same weight, without biases."""
    return chain_dydx(x, [float(w)] * int(n))


def y(x: float, w: list[float], b: list[float] | None = None) -> float:
    """Return the output of a chain."""
    return float(chain_forward(x, w, b)[1][-1])


def z(i: int, chain: tuple[float, list[float]] = A_CHAIN) -> float:
    """Return z_i of a chain."""
    return float(chain_forward(*chain)[0][i - 1])


def a(i: int, chain: tuple[float, list[float]] = A_CHAIN) -> float:
    """Return a_i of a chain."""
    return float(chain_forward(*chain)[1][i])


def slope(i: int, chain: tuple[float, list[float]] = A_CHAIN) -> float:
    """Return sigma'(z_i) of a chain."""
    return float(sigmoid_prime(z(i, chain)))


def link(i: int) -> float:
    """Return what link i of sheet A's chain leaves."""
    return A_CHAIN[1][i - 1] * slope(i)


def by_weights(n: int, w: float = 1.0, x: float = 1.0) -> Any:
    """Return dy/dw of n units with the same weight."""
    return chain_grads(x, [w] * n)["w"]


def changed(chain: tuple[float, list[float]], i: int, weight: float) -> tuple[float, list[float]]:
    """Return A chain with another weight w_i."""
    x, w = chain
    return x, [*w[: i - 1], weight, *w[i:]]


def sheet_b(x: float, w: list[float]) -> float:
    """Return what the formula of sheet B gives: its slopes are taken at the activations."""
    before = chain_forward(x, w)[1][:-1]
    return float(np.prod(w) * np.prod(sigmoid_prime(before)))


def slopes_of_shared_weight(w: float, n: int, xs: Any) -> Any:
    """Return |dy/dx| of the bias-free chain of n equal weights, at many inputs."""
    size, at = np.ones_like(xs), xs
    for _ in range(n):
        size, at = size * abs(w) * sigmoid_prime(w * at), sigmoid(w * at)
    return size


@cache
def largest_slope(w: float, n: int) -> float:
    """Return the maximum of |dy/dx| over x, on grids that close in on it."""
    low, high = -12.0 / abs(w) - 1.0, 12.0 / abs(w) + 1.0
    for points in (200_001, 2001, 2001, 2001, 2001):
        xs = np.linspace(low, high, points)
        size = slopes_of_shared_weight(w, n, xs)
        k, step = int(size.argmax()), xs[1] - xs[0]
        low, high = xs[k] - 3 * step, xs[k] + 3 * step
    return float(size[k])


@cache
def largest_of(*weights: float) -> float:
    """Return the largest |dy/dx| over x of a chain of different weights, on a fine grid."""
    at = np.linspace(-2.0, 2.0, 400_001)
    size = np.ones_like(at)
    for w in weights:
        size, at = size * abs(w) * sigmoid_prime(w * at), sigmoid(w * at)
    return float(size.max())


def loop(w: float = -10.0) -> tuple[float, float]:
    """Return the two values between which a deep chain of this weight ends."""
    low, high = 0.0, fixed_point(w)
    for _ in range(200):  # the least a with a = sigma(w sigma(w a)), by bisection from below the fixed point
        middle = (low + high) / 2
        low, high = (low, middle) if sigmoid(w * sigmoid(w * middle)) < middle else (middle, high)
    return low, float(sigmoid(w * low))


def loop_rate(w: float = -10.0) -> float:
    """Return the factor of one layer in that loop, the mean of both."""
    low, high = loop(w)
    return abs(w) * sqrt(low * (1 - low) * high * (1 - high))


def area(w: float = 8.0, n: int = 3) -> float:
    """Return the area under |dy/dx| over all x, with biases made for x = 0.5: the way that y travels."""
    weights = [w] * n
    biases = explosive_biases(0.5, weights).tolist()
    return abs(y(1e3, weights, biases) - y(-1e3, weights, biases))


def mostly(values: Any, low: float, high: float) -> bool:
    """Return whether at least eight of ten values lie between two numbers."""
    return bool(np.mean((values >= low) & (values <= high)) >= 0.8)


def stretch(n: int, w: float = 1.0, b: float = 0.0, ends: tuple[float, float] = (-2.0, 3.0)) -> float:
    """Return how far apart two inputs are after n layers."""
    first, last = (y(x, [w] * n, [b] * n) if n else x for x in ends)
    return abs(last - first)
