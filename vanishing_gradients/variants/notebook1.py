"""Right answers to the exercises of notebook 1, written differently."""

from __future__ import annotations

import cmath
import math
from typing import Any

import numpy as np

from autograder.content import Variants

variants = Variants()

# sigmoid


@variants.add("sigmoid", "one fraction for both sides, exponents clipped at 0")
def _(z: Any) -> Any:
    z = np.asarray(z, dtype=float)
    return np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))


@variants.add("sigmoid", "through tanh")
def _(z: Any) -> Any:
    return 0.5 * (1 + np.tanh(0.5 * np.array(z, dtype=np.float64)))


@variants.add("sigmoid", "two masks and an empty array")
def _(z: Any) -> Any:
    z = np.asarray(z, dtype=float)
    out = np.empty(z.shape)
    right = z >= 0
    out[right] = 1 / (1 + np.exp(-z[right]))
    e = np.exp(z[~right])
    out[~right] = e / (1 + e)
    return out


@variants.add("sigmoid", "math on one number, np.vectorize around it")
def _(z: Any) -> Any:
    def one(t: float) -> float:
        if t >= 0:
            return 1 / (1 + math.exp(-t))
        e = math.exp(t)
        return e / (1 + e)

    return np.vectorize(one, otypes=[float])(z)


@variants.add("sigmoid", "logarithm first, with logaddexp")
def _(z: Any) -> Any:
    return np.exp(-np.logaddexp(0, -np.asarray(z, dtype=float)))


@variants.add("sigmoid", "recursion over rows down to single numbers")
def _(z: Any) -> Any:
    def sigma(part: Any) -> Any:
        if np.ndim(part) > 0:
            return np.array([sigma(inner) for inner in part])
        if part < 0:
            return math.exp(part) / (1 + math.exp(part))
        return 1 / (1 + math.exp(-part))

    return sigma(z)


@variants.add("sigmoid", "the textbook formula on clipped z")
def _(z: Any) -> Any:
    z = np.clip(np.asarray(z, dtype=float), -500, 500)
    return 1 / (1 + np.exp(-z))


@variants.add("sigmoid", "the textbook formula, overflow allowed where inf is meant")
def _(z: Any) -> Any:
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-np.asarray(z, dtype=float)))


@variants.add("sigmoid", "np.piecewise")
def _(z: Any) -> Any:
    z = np.asarray(z, dtype=float)
    return np.piecewise(z, [z >= 0], [lambda t: 1 / (1 + np.exp(-t)), lambda t: np.exp(t) / (1 + np.exp(t))])


@variants.add("sigmoid", "half of z, and cosh")
def _(z: Any) -> Any:
    half = np.array(z, dtype=float) / 2
    return np.exp(half) / (2 * np.cosh(half))


@variants.add("sigmoid", "a list of all numbers, put back into shape")
def _(z: Any) -> Any:
    z = np.asarray(z)
    flat = [float(t) for t in z.ravel()]
    values = [1 / (1 + math.exp(-t)) if t > -700 else 0.0 for t in flat]
    return np.reshape(values, z.shape)


# sigmoid_prime


@variants.add("sigmoid_prime", "e / (1 + e)^2 with the exponential of -|z|")
def _(z: Any) -> Any:
    e = np.exp(-np.abs(np.asarray(z, dtype=float)))
    return e / (1 + e) ** 2


@variants.add("sigmoid_prime", "sigma(z) sigma(-z)")
def _(z: Any) -> Any:
    def sigmoid(t: Any) -> Any:
        e = np.exp(-np.abs(t))
        return np.where(t >= 0, 1, e) / (1 + e)

    z = np.asarray(z, dtype=float)
    return sigmoid(z) * sigmoid(-z)


@variants.add("sigmoid_prime", "logarithm first, with log1p")
def _(z: Any) -> Any:
    size = np.abs(np.array(z, dtype=float))
    return np.exp(-size - 2 * np.log1p(np.exp(-size)))


@variants.add("sigmoid_prime", "logarithm first, with logaddexp on both sides")
def _(z: Any) -> Any:
    z = np.asarray(z, dtype=float)
    return np.exp(-np.logaddexp(0, z) - np.logaddexp(0, -z))


@variants.add("sigmoid_prime", "cosh, the square taken last")
def _(z: Any) -> Any:
    return (0.5 / np.cosh(np.asarray(z, dtype=float) / 2)) ** 2


@variants.add("sigmoid_prime", "s (1 - s) on the left side, where s is small")
def _(z: Any) -> Any:
    e = np.exp(-np.abs(np.asarray(z, dtype=float)))
    s = e / (1 + e)
    return s * (1 - s)


@variants.add("sigmoid_prime", "s - s^2 on the left side")
def _(z: Any) -> Any:
    left = -np.abs(np.asarray(z, dtype=float))
    s = np.exp(left) / (1 + np.exp(left))
    return s - s**2


@variants.add("sigmoid_prime", "math on one number, np.vectorize around it")
def _(z: Any) -> Any:
    def one(t: float) -> float:
        e = math.exp(-abs(t))
        return 1 / (1 / e + 2 + e) if e > 1e-300 else e

    return np.vectorize(one, otypes=[np.float64])(z)


@variants.add("sigmoid_prime", "imaginary step on the left side")
def _(z: Any) -> Any:
    left = -np.abs(np.asarray(z, dtype=float)) + 1e-20j
    return (np.exp(left) / (1 + np.exp(left))).imag / 1e-20


@variants.add("sigmoid_prime", "recursion over rows down to single numbers")
def _(z: Any) -> Any:
    def slope(part: Any) -> Any:
        if isinstance(part, list | np.ndarray) and np.ndim(part) > 0:
            return np.array([slope(inner) for inner in part])
        if part > 0:
            return slope(-part)
        return math.exp(part) / (1 + math.exp(part)) ** 2

    return slope(z)


# sigmoid_second


@variants.add("sigmoid_second", "s' (1 - 2s)")
def _(z: Any) -> Any:
    s = 1 / (1 + np.exp(-np.asarray(z, dtype=float)))
    return s * (1 - s) * (1 - 2 * s)


@variants.add("sigmoid_second", "-s' tanh(z/2)")
def _(z: Any) -> Any:
    z = np.asarray(z, dtype=float)
    e = np.exp(-np.abs(z))
    return -np.tanh(z / 2) * e / (1 + e) ** 2


@variants.add("sigmoid_second", "the quotient rule twice, on one side, then the sign")
def _(z: Any) -> Any:
    z = np.array(z, dtype=np.float64)
    e = np.exp(-np.abs(z))
    return np.sign(z) * e * (e - 1) / (e + 1) ** 3


@variants.add("sigmoid_second", "sinh and cosh")
def _(z: Any) -> Any:
    half = np.asarray(z, dtype=float) / 2
    return -np.sinh(half) / (4 * np.cosh(half) ** 3)


@variants.add("sigmoid_second", "a polynomial in s")
def _(z: Any) -> Any:
    s = (1 + np.tanh(np.asarray(z, dtype=float) / 2)) / 2
    return s - 3 * s**2 + 2 * s**3


@variants.add("sigmoid_second", "the two terms of the product rule")
def _(z: Any) -> Any:
    z = np.asarray(z, dtype=float)
    s = np.exp(z) / (1 + np.exp(z))
    slope = s * (1 - s)
    return slope * (1 - s) - s * slope


@variants.add("sigmoid_second", "imaginary step on the slope")
def _(z: Any) -> Any:
    s = 1 / (1 + np.exp(-(np.asarray(z, dtype=float) + 1e-20j)))
    return (s * (1 - s)).imag / 1e-20


@variants.add("sigmoid_second", "Taylor coefficients, number by number")
def _(z: Any) -> Any:
    def one(t: float) -> float:
        # 1 + exp(-(t + h)) = c0 + c1 h + c2 h^2 + ..., then one over it, coefficient by coefficient
        e = math.exp(-t)
        c0, c1, c2 = 1 + e, -e, e / 2
        d0 = 1 / c0
        d1 = -c1 * d0 / c0
        d2 = -(c1 * d1 + c2 * d0) / c0
        return 2 * d2

    z = np.asarray(z, dtype=float)
    return np.array([one(t) for t in z.flat]).reshape(z.shape)


@variants.add("sigmoid_second", "math on one number, the odd symmetry used")
def _(z: Any) -> Any:
    def right(t: float) -> float:
        s = 1 / (1 + math.exp(t))
        return s * (1 - s) * (2 * s - 1)

    return np.vectorize(lambda t: right(t) if t > 0 else -right(-t) if t < 0 else 0.0, otypes=[float])(z)


# max_of_sigmoid_prime


@variants.add("max_of_sigmoid_prime", "two numbers")
def _() -> Any:
    return 0, 0.25


@variants.add("max_of_sigmoid_prime", "an array")
def _() -> Any:
    return np.array([0.0, 1 / 4])


@variants.add("max_of_sigmoid_prime", "the place, and the slope computed there")
def _() -> Any:
    z_star = 0.0
    s = 1 / (1 + math.exp(-z_star))
    return [z_star, s * (1 - s)]


@variants.add("max_of_sigmoid_prime", "bisection for the zero of the second derivative")
def _() -> Any:
    low, high = -8.0, 8.0
    while high - low > 1e-12:
        middle = (low + high) / 2
        change = -math.tanh(middle / 2)
        if change == 0:
            break
        low, high = (middle, high) if change > 0 else (low, middle)
    return middle, 1 / (4 * math.cosh(middle / 2) ** 2)


@variants.add("max_of_sigmoid_prime", "a search over whole numbers")
def _() -> Any:
    slopes = {z: math.exp(z) / (1 + math.exp(z)) ** 2 for z in range(-20, 21)}
    z_star = max(slopes, key=lambda z: slopes[z])
    return z_star, slopes[z_star]


# z_with_slope


@variants.add("z_with_slope", "the quadratic equation for e^z")
def _(s: Any) -> Any:
    if s > 0.25:
        raise ValueError("no place is so steep")
    return math.log((1 - 2 * s + math.sqrt(1 - 4 * s)) / (2 * s))


@variants.add("z_with_slope", "acosh")
def _(s: Any) -> Any:
    if not 0 < s <= 0.25:
        raise ValueError(s)
    return 2 * math.acosh(max(1.0, 0.5 / math.sqrt(s)))


@variants.add("z_with_slope", "asinh")
def _(s: Any) -> Any:
    if s > 1 / 4:
        raise ValueError("s is at most 1/4")
    return float(2 * np.arcsinh(np.sqrt((0.25 - s) / s)))


@variants.add("z_with_slope", "the height of the unit first, then its place")
def _(s: Any) -> Any:
    if s > 0.25:
        raise ValueError("too steep")
    distance = 2 * s / (1 + np.sqrt(1 - 4 * s))  # 1 - height, without a difference
    return np.log(1 - distance) - np.log(distance)


@variants.add("z_with_slope", "bisection")
def _(s: Any) -> Any:
    if s > 0.25:
        raise ValueError("the slope of the sigmoid is never above 1/4")
    steep, flat = 0.0, 800.0
    for _ in range(200):
        middle = (steep + flat) / 2
        e = math.exp(-middle)
        if e / (1 + e) ** 2 > s:
            steep = middle
        else:
            flat = middle
    return (steep + flat) / 2


@variants.add("z_with_slope", "Newton's method on the logarithm of the slope")
def _(s: Any) -> Any:
    if s > 0.25:
        raise ValueError("the slope of the sigmoid is never above 1/4")
    z = -math.log(s)
    for _ in range(100):
        e = math.exp(-z)
        down = (1 - e) / (1 + e)
        if down == 0:
            break
        z = max(0.0, z + (-z - 2 * math.log1p(e) - math.log(s)) / down)
    return z


@variants.add("z_with_slope", "complex numbers: the slope as 1/(2 + 2 cosh z)")
def _(s: Any) -> Any:
    if s > 0.25:
        raise ValueError("no such place")
    return abs(cmath.acosh(1 / (2 * s) - 1))
