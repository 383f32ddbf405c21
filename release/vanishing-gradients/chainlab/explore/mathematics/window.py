"""Numbers of the widget Window: where one unit amplifies, and how long that stretch is for every weight."""

from typing import NamedTuple

import numpy as np

from ...drawing.base import call, finite_numbers, on_grid

A = np.linspace(-0.5, 1.5, 2001)
WEIGHTS = np.linspace(0.25, 40.0, 160)


class Look(NamedTuple):
    """One unit with its weight and bias.

    Parameters
    ----------
    w, b : float
        Weight and bias.
    gain : array
        The size of the factor of one link, for the incoming activations `A`.
    width : float
        What window_width says of this weight, or None.
    """

    w: float
    b: float
    gain: np.ndarray
    width: float | None

    def stretch(self):
        """Return (first a, last a) with a factor of at least 1, as read off the picture, or None."""
        inside = A[self.gain >= 1.0]
        return (float(inside[0]), float(inside[-1])) if inside.size else None


def look(functions, w, b):
    """Return the factor of one link over the activation that comes in.

    Parameters
    ----------
    functions : dict
        sigmoid_prime, and window_width if it is written.
    w, b : float
        Weight and bias of the unit.
    """
    gain = np.abs(w * on_grid("sigmoid_prime", functions["sigmoid_prime"], w * A + b))
    width = _width(functions["window_width"], w) if "window_width" in functions else None
    return Look(w, b, gain, width)


def widths(window_width):
    """Return what window_width says of all `WEIGHTS`."""
    return np.array([_width(window_width, weight) for weight in WEIGHTS.tolist()])


def _width(window_width, weight):
    return float(finite_numbers("window_width", call("window_width", window_width, float(weight)), ()))
