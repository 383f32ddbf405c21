"""Numbers of the widget Cobweb and knife edge: activations from unit to unit, and |dy/dx| over x."""

from typing import NamedTuple

import numpy as np

from ...drawing.base import NotDrawnError, call, finite_numbers, on_grid, run_dydx, run_forward

LOW, HIGH = -2.0, 3.0
"""|dy/dx| is looked at from LOW to HIGH."""
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
    fixed: tuple | None
    ceiling: float | None

    def peak(self):
        """Return (x, size) where the largest |dy/dx| was found."""
        k = int(np.argmax(self.sizes))
        return float(self.places[k]), float(self.sizes[k])

    def area(self):
        """Return the area under |dy/dx|."""
        return float(np.trapezoid(self.sizes, self.places))

    def length(self, level):
        """Return the total length of the stretches on which |dy/dx| is at least as high as a level."""
        low, high = np.minimum(self.sizes[1:], self.sizes[:-1]), np.maximum(self.sizes[1:], self.sizes[:-1])
        share = np.divide(high - level, high - low, out=(low >= level).astype(float), where=high > low)
        return float(np.sum(np.diff(self.places) * np.clip(share, 0.0, 1.0)))


def look(functions, w, n, x, mode=NONE, b=0.0):
    """Return what a chain does at x, and how steep it is over all x.

    Parameters
    ----------
    functions : dict
        chain_forward, chain_dydx and sigmoid; explosive_biases, fixed_point and gradient_bound where they
        are written.
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

    def size(at):
        return abs(run_dydx(functions["chain_dydx"], at, weights, biases))

    places, sizes = sampled(size, LOW, HIGH)
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
    return Look(w, x, a, grid, out, size(x), places, sizes, fixed, ceiling)


def _biases(functions, w, n, mode, b):
    if mode == NONE:
        return None
    if mode == SAME:
        return np.full(n, float(b))
    name = "explosive_biases"
    if name not in functions:
        raise NotDrawnError(f"This figure waits for {name}: it is not written yet.")
    return finite_numbers(name, call(name, functions[name], AT, np.full(n, float(w))), (n,))


def sampled(size_at, low, high):
    """Return places and sizes, dense around the largest: its peak can be narrower than any even grid.

    Parameters
    ----------
    size_at : function
        The size at a place.
    low, high : float
        Where the places begin and end.
    """
    x = np.linspace(low, high, 101)
    sizes = np.array([size_at(place) for place in x.tolist()])
    left = right = None
    for _ in range(12):
        k = min(max(int(np.argmax(sizes)), 1), len(x) - 2)
        left, right = float(x[k - 1]), float(x[k + 1])
        if right - left < 1e-12 or sizes[k - 1 : k + 2].min() > 0.9 * sizes.max():
            break
        x, sizes = _with(x, sizes, np.linspace(left, right, 11)[1:-1], size_at)
    peak = float(x[np.argmax(sizes)])
    # Away from the peak the distances grow step by step, so that every width of a hill is seen.
    reach = np.geomspace(
        0.5 * (right - left), high - low, 12 + int(14 * np.log10((high - low) / (right - left)))
    )
    around = np.concatenate([peak - reach, peak + reach])
    return _with(x, sizes, around[(around > low) & (around < high)], size_at)


def _with(x, sizes, places, size_at):
    new = np.setdiff1d(places, x)
    x, sizes = np.append(x, new), np.append(sizes, [size_at(place) for place in new.tolist()])
    order = np.argsort(x)
    return x[order], sizes[order]
