"""Numbers of the widget Window: where one unit amplifies, and how long that stretch is for every weight.

The place of the stretch moves with the bias, so the incoming activations that are looked at move with it.
"""

from typing import NamedTuple

import numpy as np

from ...drawing.base import call, finite_numbers, on_grid

SAMPLES = 2001
LOW, HIGH, STRIDE = -0.5, 1.5, 0.5
"""The incoming activations that are looked at, moved by whole strides to the steepest place."""
WEIGHTS = np.linspace(0.25, 40.0, 160)
WINDOWS_FROM = 1.0
"""A smaller weight has a slope so wide that there is no place to go to."""


class Look(NamedTuple):
    """One unit with its weight and bias.

    Parameters
    ----------
    w, b : float
        Weight and bias.
    a, gain : arrays
        Incoming activations, and the size of the factor of one link there.
    width : float
        What window_width says of this weight, or None.
    """

    w: float
    b: float
    a: np.ndarray
    gain: np.ndarray
    width: float | None

    def stretch(self):
        """Return (first a, last a) with a factor of at least 1, between samples on a line, or None."""
        inside = np.flatnonzero(self.gain >= 1.0)
        if not inside.size:
            return None
        first, last = inside[0], inside[-1]
        return self._crossing(first - 1, first), self._crossing(last + 1, last)

    def _crossing(self, outside, inside):
        """Return where the factor is 1, between a sample outside of the stretch and its neighbour inside."""
        if not 0 <= outside < len(self.a) or self.gain[inside] == self.gain[outside]:
            return float(self.a[inside])
        share = (1.0 - self.gain[outside]) / (self.gain[inside] - self.gain[outside])
        return float(self.a[outside] + share * (self.a[inside] - self.a[outside]))


def look(functions, w, b):
    """Return the factor of one link over the activation that comes in.

    Parameters
    ----------
    functions : dict
        sigmoid_prime, and window_width if it is written.
    w, b : float
        Weight and bias of the unit.
    """
    steepest = -b / w if w else 0.0  # where z is 0
    middle = 0.5 * (LOW + HIGH)
    moved = STRIDE * round((steepest - middle) / STRIDE) if abs(w) >= WINDOWS_FROM else 0.0
    if LOW + STRIDE <= steepest <= HIGH - STRIDE:
        moved = 0.0
    a = np.linspace(LOW + moved, HIGH + moved, SAMPLES)
    gain = np.abs(w * on_grid("sigmoid_prime", functions["sigmoid_prime"], w * a + b))
    width = _width(functions["window_width"], w) if "window_width" in functions else None
    return Look(w, b, a, gain, width)


def widths(window_width):
    """Return what window_width says of all `WEIGHTS`."""
    return np.array([_width(window_width, weight) for weight in WEIGHTS.tolist()])


def _width(window_width, weight):
    return float(finite_numbers("window_width", call("window_width", window_width, float(weight)), ()))
