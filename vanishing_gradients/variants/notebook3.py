"""Right answers to the exercises of notebook 3, written differently."""

from __future__ import annotations

import cmath
import math
from decimal import Decimal
from functools import reduce
from typing import Any

import numpy as np

from autograder.content import Variants

variants = Variants()


# central_difference


@variants.add("central_difference", "the formula in one line")
def _(f: Any, x: Any, h: Any = 1e-5) -> Any:
    return (f(x + h) - f(x - h)) / (2 * h)


@variants.add("central_difference", "named samples, rise over run")
def _(f: Any, x: Any, h: Any = 1e-5) -> Any:
    left, right = x - h, x + h
    rise = f(right) - f(left)
    run = right - left
    return rise / run


@variants.add("central_difference", "an array of samples and np.diff")
def _(f: Any, x: Any, h: Any = 1e-5) -> Any:
    samples = np.array([f(x - h), f(x + h)], dtype=float)
    return float(np.diff(samples)[0] / (2.0 * h))


@variants.add("central_difference", "np.gradient over two samples")
def _(f: Any, x: Any, h: Any = 1e-5) -> Any:
    return float(np.gradient([float(f(x - h)), float(f(x + h))], 2 * h)[0])


@variants.add("central_difference", "a signed sum in a loop")
def _(f: Any, x: Any, h: Any = 1e-5) -> Any:
    total = 0.0
    for sign in (-1, 1):
        total += sign * f(x + sign * h)
    return total / h / 2


@variants.add("central_difference", "a dot product with the weights -1/2 and 1/2")
def _(f: Any, x: Any, h: Any = 1e-5) -> Any:
    places = x + h * np.array([-1.0, 1.0])
    values = [f(place) for place in places]
    return np.dot([-0.5, 0.5], values) / h


# complex_step


@variants.add("complex_step", "complex(x, h) and .imag")
def _(f: Any, x: Any, h: Any = 1e-30) -> Any:
    return f(complex(x, h)).imag / h


@variants.add("complex_step", "x + ih and np.imag")
def _(f: Any, x: Any, h: Any = 1e-30) -> Any:
    place = np.complex128(x) + 1j * h
    return float(np.imag(f(place)) / h)


@variants.add("complex_step", "divided by ih first, then the real part")
def _(f: Any, x: Any, h: Any = 1e-30) -> Any:
    answer = complex(f(x + h * 1j))
    return (answer / (h * 1j)).real


# sigmoid_complex


@variants.add("sigmoid_complex", "the definition")
def _(z: Any) -> Any:
    return 1 / (1 + np.exp(-np.asarray(z, dtype=np.complex128)))


@variants.add("sigmoid_complex", "exp(z) above and below")
def _(z: Any) -> Any:
    e = np.exp(np.array(z, dtype=complex))
    return e / (e + 1)


@variants.add("sigmoid_complex", "through cosh of half of z")
def _(z: Any) -> Any:
    half = (np.asarray(z) + 0j) / 2
    return np.exp(half) / (2 * np.cosh(half))


@variants.add("sigmoid_complex", "cmath, one number at a time")
def _(z: Any) -> Any:
    def one(number: complex) -> complex:
        if number.real < 0:
            e = cmath.exp(number)
            return e / (1 + e)
        return 1 / (1 + cmath.exp(-number))

    z = np.asarray(z, dtype=np.complex128)
    if z.ndim == 0:
        return one(complex(z))
    return np.array([one(number) for number in z.ravel().tolist()]).reshape(z.shape)


@variants.add("sigmoid_complex", "two forms by the sign of the real part")
def _(z: Any) -> Any:
    z = np.asarray(z, dtype=np.complex128)
    flipped = np.where(z.real > 0, -z, z)
    e = np.exp(flipped)
    return np.where(z.real > 0, 1 / (1 + e), e / (1 + e))


# relative_error


@variants.add("relative_error", "the case of two zeros first")
def _(a: Any, b: Any) -> Any:
    if a == 0 and b == 0:
        return 0.0
    return abs(a - b) / max(abs(a), abs(b))


@variants.add("relative_error", "equal numbers first")
def _(a: Any, b: Any) -> Any:
    return 0.0 if a == b else math.fabs(a - b) / max(math.fabs(a), math.fabs(b))


@variants.add("relative_error", "the division is tried")
def _(a: Any, b: Any) -> Any:
    smaller, larger = sorted([float(a), float(b)], key=abs)
    try:
        return abs((larger - smaller) / larger)
    except ZeroDivisionError:
        return 0.0


@variants.add("relative_error", "arrays and np.ptp")
def _(a: Any, b: Any) -> Any:
    pair = np.array([a, b], dtype=np.float64)
    size = np.abs(pair).max()
    return float(np.ptp(pair) / size) if size > 0 else 0.0


@variants.add("relative_error", "np.divide where there is something to divide by")
def _(a: Any, b: Any) -> Any:
    size = np.maximum(np.abs(a), np.abs(b))
    return float(np.divide(np.abs(np.subtract(a, b)), size, out=np.zeros(()), where=size != 0))


# best_step


@variants.add("best_step", "min with a key")
def _(f: Any, dfdx: Any, x: Any, hs: Any) -> Any:
    return min(hs, key=lambda h: abs((f(x + h) - f(x - h)) / (2 * h) - dfdx(x)))


@variants.add("best_step", "a loop that keeps the best so far")
def _(f: Any, dfdx: Any, x: Any, hs: Any) -> Any:
    truth = dfdx(x)
    best, smallest = None, math.inf
    for h in hs:
        slope = (f(x + h) - f(x - h)) / (2 * h)
        error = abs(slope - truth) / max(abs(slope), abs(truth))
        if error < smallest:
            best, smallest = h, error
    return best


@variants.add("best_step", "arrays and argmin")
def _(f: Any, dfdx: Any, x: Any, hs: Any) -> Any:
    hs = np.asarray(hs, dtype=float)
    slopes = np.array([(f(x + h) - f(x - h)) / (2 * h) for h in hs])
    return hs[np.argmin((slopes - dfdx(x)) ** 2)]


@variants.add("best_step", "sorted pairs")
def _(f: Any, dfdx: Any, x: Any, hs: Any) -> Any:
    def error(h: float) -> float:
        return float(abs((f(x + h) - f(x - h)) / (2 * h) / dfdx(x) - 1))

    pairs = sorted((error(h), h) for h in hs)
    return pairs[0][1]


# log10_abs_dydx


@variants.add("log10_abs_dydx", "logs of arrays, with log1p")
def _(x: Any, w: Any, b: Any = None) -> Any:
    w = np.array(w, dtype=float)
    b = np.zeros(len(w)) if b is None else np.array(b, dtype=float)
    z, a = np.zeros(len(w)), x
    for i in range(len(w)):
        z[i] = w[i] * a + b[i]
        a = 1 / (1 + np.exp(-z[i]))
    if np.any(w == 0):
        return 0.0, -np.inf
    size = np.abs(z)
    logs = np.log(np.abs(w)) - size - 2 * np.log1p(np.exp(-size))
    return np.prod(np.sign(w)), logs.sum() / np.log(10)


@variants.add("log10_abs_dydx", "one loop with math.log10")
def _(x: Any, w: Any, b: Any = None) -> Any:
    sign, total, a = 1.0, 0.0, x
    for i, weight in enumerate(w):
        z = weight * a + (0 if b is None else b[i])
        a = 1 / (1 + math.exp(-z))
        link = weight * a * (1 - a)
        if link == 0:
            return 0.0, -math.inf
        if link < 0:
            sign = -sign
        total += math.log10(abs(link))
    return sign, total


@variants.add("log10_abs_dydx", "np.linalg.slogdet of every link")
def _(x: Any, w: Any, b: Any = None) -> Any:
    w = np.asarray(w, dtype=np.float64)
    b = 0 * w if b is None else np.asarray(b, dtype=np.float64)
    links, a = [], np.float64(x)
    for weight, bias in zip(w, b, strict=True):
        e = np.exp(-np.abs(weight * a + bias))
        links.append(weight * e / (1 + e) ** 2)
        a = (1 if weight * a + bias >= 0 else e) / (1 + e)
    signs, logs = np.linalg.slogdet(np.array(links).reshape(-1, 1, 1))
    return float(np.prod(signs)), float(np.sum(logs) / np.log(10))


@variants.add("log10_abs_dydx", "a product kept between 0.1 and 1, with its exponent")
def _(x: Any, w: Any, b: Any = None) -> Any:
    product, decades, a = 1.0, 0, x
    for i in range(len(w)):
        z = w[i] * a + (b[i] if b is not None else 0.0)
        a = 0.5 + 0.5 * math.tanh(z / 2)
        product *= w[i] / (4 * math.cosh(z / 2) ** 2)
        if product == 0:
            return 0.0, -math.inf
        while abs(product) < 0.1:
            product *= 10
            decades -= 1
    return math.copysign(1.0, product), decades + math.log10(abs(product))


@variants.add("log10_abs_dydx", "decimal numbers, whose exponents have no such end")
def _(x: Any, w: Any, b: Any = None) -> Any:
    biases = [0.0] * len(w) if b is None else list(b)
    product, a = Decimal(1), float(x)
    for weight, bias in zip(w, biases, strict=True):
        e = math.exp(-(weight * a + bias))
        a = 1 / (1 + e)
        product *= Decimal(float(weight * e * a * a))
    if product == 0:
        return 0.0, float("-inf")
    return (1.0 if product > 0 else -1.0), float(abs(product).log10())


@variants.add("log10_abs_dydx", "reduce over (activation, sign, log), with logaddexp")
def _(x: Any, w: Any, b: Any = None) -> Any:
    def pass_on(state: Any, unit: Any) -> Any:
        (a, sign, log), (weight, bias) = state, unit
        z = weight * a + bias
        log_slope = -np.logaddexp(0, z) - np.logaddexp(0, -z)
        log_weight = np.log(abs(weight)) if weight else -np.inf
        return np.exp(-np.logaddexp(0, -z)), sign * np.sign(weight), log + log_weight + log_slope

    biases = np.zeros(len(w)) if b is None else b
    _, sign, log = reduce(pass_on, zip(w, biases, strict=True), (x, 1.0, 0.0))
    return float(sign), float(log / np.log(10))


@variants.add("log10_abs_dydx", "binary exponents by frexp, at the end log10(2)")
def _(x: Any, w: Any, b: Any = None) -> Any:
    a, mantissa, exponent = float(x), 1.0, 0
    for i, weight in enumerate(np.asarray(w, dtype=float).tolist()):
        z = weight * a if b is None else weight * a + float(b[i])
        a = 1.0 / (1.0 + math.exp(-z))
        mantissa, shift = math.frexp(mantissa * weight * a * (1.0 - a))
        exponent += shift
    if mantissa == 0:
        return 0.0, -math.inf
    return math.copysign(1.0, mantissa), math.log10(abs(mantissa)) + exponent * math.log10(2)


# underflow_depth


@variants.add("underflow_depth", "dtype called like a function")
def _(w: Any, x: Any = 0.5, dtype: Any = np.float64) -> Any:
    w, a, product, n = dtype(w), dtype(x), dtype(1), 0
    while product != 0:
        z = w * a
        e = np.exp(-abs(z))
        product = product * w * (e / (1 + e) ** 2)
        a = 1 / (1 + e) if z >= 0 else e / (1 + e)
        n += 1
    return n


@variants.add("underflow_depth", "every number rounded by np.array, slopes in float64 before")
def _(w: Any, x: Any = 0.5, dtype: Any = np.float64) -> Any:
    def rounded(number: Any) -> Any:
        return np.array(number, dtype=dtype)[()]

    a, product, n = rounded(x), rounded(1), 0
    while product != 0:
        z = rounded(float(w) * float(a))
        s = 1 / (1 + math.exp(-float(z)))
        product = rounded(product * rounded(float(w) * s * (1 - s)))
        a = rounded(s)
        n += 1
    return n


@variants.add("underflow_depth", "cumprod over many layers, then the first 0")
def _(w: Any, x: Any = 0.5, dtype: Any = np.float64) -> Any:
    layers = 2000
    links = np.zeros(layers, dtype=dtype)
    a = np.zeros(layers + 1, dtype=dtype)
    a[0] = x
    weight = np.zeros((), dtype=dtype) + np.asarray(w, dtype=dtype)
    for i in range(layers):
        e = np.exp(-np.abs(weight * a[i]))
        links[i] = weight * (e / (1 + e) ** 2)
        a[i + 1] = (1 if weight * a[i] >= 0 else e) / (1 + e)
    return int(np.argmax(np.cumprod(links, dtype=dtype) == 0)) + 1


@variants.add("underflow_depth", "counted on the logarithm, down to half of the smallest float")
def _(w: Any, x: Any = 0.5, dtype: Any = np.float64) -> Any:
    lowest = math.log2(float(np.finfo(dtype).smallest_subnormal)) - 1
    a, bits, n = float(x), 0.0, 0
    while bits > lowest:
        z = float(w) * a
        a = 1 / (1 + math.exp(-z))
        bits += math.log2(abs(w) * a * (1 - a))
        n += 1
    return n
