"""Quantities of derivatives that are taken in steps, in floats and without rounding."""

from __future__ import annotations

from cmath import exp as cexp
from functools import cache
from math import cos, sqrt
from typing import Any

import numpy as np

from vanishing_gradients.reference import (
    central_difference,
    chain_dydx,
    relative_error,
    sigmoid,
    sigmoid_prime,
    sigmoid_second,
    sigmoid_third,
)
from vanishing_gradients.statements.chains import A_CHAIN, EPS, dydx, y


@cache
def error(n: int, h: float, w: float = 1.0) -> float:
    """Return the relative error of the central difference in floats, for n equal weights."""
    weights = [w] * n
    return relative_error(central_difference(lambda x: y(x, weights), 0.5, h), chain_dydx(0.5, weights))


@cache
def error_on_a(h: float) -> float:
    """Return the relative error of the central difference in floats, on sheet A's chain."""
    return relative_error(central_difference(lambda x: y(x, A_CHAIN[1]), 0.5, h), chain_dydx(*A_CHAIN))


def error_by_tanh(n: int, h: float) -> float:
    """Return the same with the sigmoid written by tanh."""

    def out(x: float) -> float:
        for _ in range(n):
            x = 0.5 * (1.0 + float(np.tanh(0.5 * x)))
        return x

    return relative_error(central_difference(out, 0.5, h), dydx(n, 1.0))


def median_error(n: int | None, low: float, high: float) -> float:
    """Return the middle one of the errors of 400 steps between two; n = None is sheet A."""
    steps = np.geomspace(low, high, 401)
    return float(np.median([error_on_a(h) if n is None else error(n, h) for h in steps.tolist()]))


def least_error(n: int | None, low: float, high: float) -> float:
    """Return the error of the luckiest of those steps."""
    steps = np.geomspace(low, high, 401)
    return min(error_on_a(h) if n is None else error(n, h) for h in steps.tolist())


@cache
def wide_error(n: int, h: float) -> float:
    """Return the relative error of the central difference without rounding.

    (y(x+h) - y(x-h)) / 2h is the mean of dy/dx between x - h and x + h, in which nothing cancels.
    """
    nodes, weights = np.polynomial.legendre.leggauss(40)
    mean = sum(weight * dydx(n, 1.0, 0.5 + h * node) for node, weight in zip(nodes, weights, strict=True)) / 2
    return abs(mean / dydx(n, 1.0) - 1)


def digits_that_differ(h: float) -> int:
    """Return how many of the last of 16 digits differ between y(x + h) and y(x - h) on sheet A."""
    above, below = (f"{y(0.5 + side * h, A_CHAIN[1]):.16f}" for side in (1, -1))
    return len(above) - next(k for k, pair in enumerate(zip(above, below, strict=True)) if len(set(pair)) > 1)


def values_of_y(n: int) -> int:
    """Return how many floats y takes over 2001 inputs from -0.5 to 1.5."""
    return len({y(float(x), [1.0] * n) for x in np.linspace(-0.5, 1.5, 2001)})


def derivatives(x: float, w: list[float]) -> tuple[float, float, float]:
    """Return the first three derivatives of y by x, carried from unit to unit (Faa di Bruno)."""
    at, first, second, third = x, 1.0, 0.0, 0.0
    for weight in w:
        z = weight * at
        first, second, third = weight * first, weight * second, weight * third
        d1, d2, d3 = float(sigmoid_prime(z)), float(sigmoid_second(z)), float(sigmoid_third(z))
        third = d3 * first**3 + 3 * d2 * first * second + d1 * third
        second = d2 * first**2 + d1 * second
        first, at = d1 * first, float(sigmoid(z))
    return first, second, third


def best_step_over_books(n: int | None) -> float:
    """Return (3 eps |f/f'''|)^(1/3) in units of eps^(1/3), for n units of weight 1; None is sheet A."""
    weights = A_CHAIN[1] if n is None else [1.0] * n
    return float(np.cbrt(3 * y(0.5, weights) / abs(derivatives(0.5, weights)[2])))


def best_forward_step() -> float:
    """Return 2 sqrt(eps |f/f''|) on sheet A."""
    return 2 * sqrt(EPS * abs(y(*A_CHAIN) / derivatives(*A_CHAIN)[1]))


def forward_error() -> float:
    """Return the middle error of the forward difference on sheet A, from half that step to twice."""
    steps = best_forward_step() * np.geomspace(0.5, 2, 201)
    at = y(*A_CHAIN)
    slopes = [(y(0.5 + h, A_CHAIN[1]) - at) / h for h in steps.tolist()]
    return float(np.median([relative_error(slope_, chain_dydx(*A_CHAIN)) for slope_ in slopes]))


def best_error(n: int) -> float:
    """Return the error at the best step of n units, of the steps that the figure of notebook 3 draws."""
    return min(error(n, h) for h in np.logspace(-12, 0, 61).tolist())


def complex_y(n: int) -> Any:
    """Return y of n units of weight 1, for a complex input."""

    def out(x: complex) -> complex:
        for _ in range(n):
            x = 1 / (1 + cexp(-x))
        return x

    return out


def complex_a(x: complex) -> complex:
    """Return y of sheet A's chain, for a complex input."""
    for w in A_CHAIN[1]:
        x = 1 / (1 + cexp(-w * x))
    return x


def sin_error(h: float) -> float:
    """Return the error of the central difference of sin at 1, as the table of notebook 3's hints has it."""
    return relative_error(central_difference(np.sin, 1.0, h), cos(1.0)) * cos(1.0)


def first_zero(factor: float) -> int:
    """Return the depth at which a product of equal factors first is 0 in floats."""
    product, n = 1.0, 0
    while product:
        product, n = product * factor, n + 1
    return n
