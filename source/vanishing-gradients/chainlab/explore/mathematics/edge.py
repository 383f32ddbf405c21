"""Numbers of the widget Cobweb and knife edge: activations from unit to unit, and |dy/dx| over x."""

from typing import NamedTuple

import numpy as np

from ... import words
from ...drawing.base import call, finite_numbers, not_ready, on_grid, run_dydx, run_forward
from ...peaks import WIDGET, length, sampled

LOW, HIGH = -2.0, 3.0
"""|dy/dx| is looked at from LOW to HIGH."""
INPUTS = (-1.0, 2.0)
"""The inputs that can be chosen."""
AT = 0.5
"""The x that explosive_biases are made for."""
LEVELS = (1.0, 1000.0)
NONE, SAME, MADE = "none", "same", "made"
"""Biases: none, the same for every unit, or those of explosive_biases."""


class Look(NamedTuple):
    """A chain of n units with one weight, at one x and over all x.

    Parameters
    ----------
    w, x : float
        Weight of every unit, and input.
    a : array
        Activations a_0 = x, a_1, ..., a_n.
    grid, out : arrays
        Incoming activations, and what the last unit gives out for them.
    here : float
        |dy/dx| at x.
    places, sizes : arrays
        |dy/dx| over x, dense where it is largest.
    ends : tuple
        y at `LOW` and at `HIGH`.
    fixed : tuple
        The student's fixed point and what the unit makes of it, or None.
    ceiling : float
        The student's ceiling for these weights, or None.
    """

    w: float
    x: float
    a: np.ndarray
    grid: np.ndarray
    out: np.ndarray
    here: float
    places: np.ndarray
    sizes: np.ndarray
    ends: tuple
    fixed: tuple | None
    ceiling: float | None

    def peak(self):
        """Return (x, size) where the largest |dy/dx| was found."""
        k = int(np.argmax(self.sizes))
        return float(self.places[k]), float(self.sizes[k])

    def area(self):
        """Return the area under |dy/dx|: it is the way of y, which turns nowhere, and so never above 1."""
        return abs(self.ends[1] - self.ends[0])

    def length(self, level):
        """Return the total length of the stretches on which |dy/dx| is at least as high as a level."""
        return length(self.places, self.sizes, level)


def look(functions, w, n, x, mode=NONE, b=0.0):
    """Return what a chain does at x, and how steep it is over all x.

    Parameters
    ----------
    functions : dict
        chain_forward, chain_dydx and sigmoid; explosive_biases, fixed_point and gradient_bound if they are
        written.
    w, n, x : float, int, float
        Weight of every unit, number of units, input.
    mode : str
        Which biases: NONE, SAME or MADE.
    b : float
        The bias of every unit, for SAME.
    """
    weights, biases = np.full(n, float(w)), _biases(functions, w, n, mode, b)
    a = run_forward(functions["chain_forward"], x, weights, biases)[1]
    last = 0.0 if biases is None else float(biases[-1])

    def y(at):
        return float(run_forward(functions["chain_forward"], at, weights, biases)[1][-1])

    def size(at):
        return abs(run_dydx(functions["chain_dydx"], at, weights, biases))

    places, sizes = sampled(size, LOW, HIGH, WIDGET)
    grid = np.linspace(min(0.0, x), max(1.0, x), 121)
    out = on_grid("sigmoid", functions["sigmoid"], w * grid + last)
    fixed = None
    if mode == NONE and "fixed_point" in functions and abs(w) <= 10:
        point = float(
            finite_numbers("fixed_point", call("fixed_point", functions["fixed_point"], float(w)), ())
        )
        fixed = point, float(on_grid("sigmoid", functions["sigmoid"], np.array([w * point]))[0])
    ceiling = None
    if "gradient_bound" in functions:
        returned = call("gradient_bound", functions["gradient_bound"], weights.copy())
        ceiling = float(finite_numbers("gradient_bound", returned, ()))
    return Look(w, x, a, grid, out, size(x), places, sizes, (y(LOW), y(HIGH)), fixed, ceiling)


def _biases(functions, w, n, mode, b):
    if mode == NONE:
        return None
    if mode == SAME:
        return np.full(n, float(b))
    name = "explosive_biases"
    if name not in functions:
        raise not_ready(name, words.UNWRITTEN)
    return finite_numbers(name, call(name, functions[name], AT, np.full(n, float(w))), (n,))
