"""Numbers of the widget Fading nudge: by how much each arrow multiplies, and what is left of a nudge."""

import math
from typing import NamedTuple

import numpy as np

from ...drawing.base import run_forward
from .chain import measured_link, own_factors

SIGMOID = "sigmoid"
OTHERS = {
    "tanh": (math.tanh, lambda z: 1.0 - math.tanh(z) ** 2),
    "ReLU": (lambda z: max(z, 0.0), lambda z: float(z > 0.0)),
}
"""Activations beside the sigmoid, which are no exercise, with their slopes."""
DEPTHS = (1, 30)


class Look(NamedTuple):
    """A nudge of size 1 that starts at y and runs back to x.

    Parameters
    ----------
    activation : str
        Of every unit.
    w, x : float
        Weight of every unit, and input.
    factors : array
        By how much each arrow multiplies, from x to y: two for each unit, into z and from z to a.
    effects : array
        What a nudge at x, z_1, a_1, ..., a_n = y does to y: the nudge after its way back to there.
    yours : bool
        Whether the factors are those of chain_factors.
    """

    activation: str
    w: float
    x: float
    factors: np.ndarray
    effects: np.ndarray
    yours: bool

    def units(self):
        """Return the number of units."""
        return len(self.factors) // 2


def look(functions, activation, w, x, n):
    """Return what is left of a nudge at each place of a chain without biases.

    Parameters
    ----------
    functions : dict
        chain_forward; chain_factors if it is written.
    activation : str
        "sigmoid" or one of `OTHERS`.
    w, x : float
        Weight of every unit, and input.
    n : int
        Number of units.
    """
    weights, yours = [w] * n, activation == SIGMOID and "chain_factors" in functions
    if yours:
        factors = own_factors(functions, x, weights)
    elif activation == SIGMOID:
        _, a = run_forward(functions["chain_forward"], x, weights, None)
        links = [measured_link(functions["chain_forward"], start, w)[:2] for start in a[:-1]]
        factors = [factor for link in links for factor in link]
    else:
        factors = _of_other(*OTHERS[activation], w, x, n)
    # From y, where nothing was lost yet, each arrow back multiplies once more.
    back = np.cumprod([1.0, *reversed(factors)])
    return Look(activation, w, x, np.array(factors, dtype=float), back[::-1], yours)


def _of_other(activation, slope, w, a, n):
    factors = []
    for _ in range(n):
        z = w * a
        factors += [w, slope(z)]
        a = activation(z)
    return factors
