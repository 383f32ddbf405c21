"""Samples smooth functions of one number, for exercises that take one; complex numbers suit them too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.content import Rng
from vanishing_gradients import reference
from vanishing_gradients.exercises.sampling import away_from_zero

Function = Callable[[Any], Any]


def cubic(rng: Rng) -> tuple[Function, Function]:
    """Return (f, f') for a polynomial of degree 3 with all its terms."""
    a, b, c, d = away_from_zero(rng, 0.4, 2.0, 4).tolist()
    return (lambda t: ((a * t + b) * t + c) * t + d), (lambda t: (3 * a * t + 2 * b) * t + c)


def wave(rng: Rng, rate: float | None = None) -> tuple[Function, Function]:
    """Return (f, f') for A sin(r t + p)."""
    size, phase = float(rng.uniform(0.6, 2.0)), float(rng.uniform(0.3, 1.2))
    r = float(rng.uniform(0.7, 2.0)) if rate is None else rate
    return (lambda t: size * np.sin(r * t + phase)), (lambda t: size * r * np.cos(r * t + phase))


def growth(rng: Rng) -> tuple[Function, Function]:
    """Return (f, f') for A exp(r t)."""
    size, rate = float(rng.uniform(0.6, 2.0)), float(rng.uniform(0.5, 1.2))
    return (lambda t: size * np.exp(rate * t)), (lambda t: size * rate * np.exp(rate * t))


def complex_chain(n: int) -> Function:
    """Return y as a function of a complex x, for the chain of n units with every weight 1."""

    def y(x: complex) -> complex:
        a = x
        for _ in range(n):
            a = complex(reference.sigmoid_complex(a))
        return a

    return y
