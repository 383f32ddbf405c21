"""Numbers of the widget Tangent: one unit at one place z."""

from typing import NamedTuple

import numpy as np

from ...drawing.base import around, measured_slope, on_grid

LOW, HIGH = -8.0, 8.0
Z = np.linspace(LOW, HIGH, 321)
"""Where the curves are drawn."""


class Look(NamedTuple):
    """One unit, looked at in one place.

    Parameters
    ----------
    place : float
        The place z.
    curves : dict
        For each function, by its name, its values on `Z`.
    here : dict
        For each function its value at the place.
    lean : float
        Slope of the tangent.
    measured : bool
        Whether that slope was measured, since there is no sigmoid_prime.
    """

    place: float
    curves: dict
    here: dict
    lean: float
    measured: bool


def look(functions, place):
    """Return what the student's functions say of one unit at a place.

    Parameters
    ----------
    functions : dict
        sigmoid, and sigmoid_prime and sigmoid_second if they are written.
    place : float
        The place z.
    """
    curves = {name: on_grid(name, function, Z) for name, function in functions.items()}
    here = {n: float(on_grid(n, function, np.array([place]))[0]) for n, function in functions.items()}
    measured = "sigmoid_prime" not in here
    if measured:
        near = around(place)
        lean = measured_slope(on_grid("sigmoid", functions["sigmoid"], near), near)
    else:
        lean = here["sigmoid_prime"]
    return Look(place, curves, here, lean, measured)
