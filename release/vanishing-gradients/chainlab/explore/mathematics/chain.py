"""Numbers of the widget Chain stepper: values forward, then the effect on y of a nudge at each place.

The effect of a nudge at a_i is asked of the student's chain_dydx, for the chain that begins there; the rest is
measured on the student's chain_forward, by moving one number a little.
"""

from typing import NamedTuple

import numpy as np

from ...drawing.base import around, call, chain_arguments, finite_numbers, measured_slope, run_dydx, run_forward
from ...measure import NEAR

PATTERN = (1.5, -2.0, 0.8, 3.0, -1.2, 1.0, 2.0, -1.0)
"""The weights of sheets A and B, and what follows them in a longer chain."""


class Arrow(NamedTuple):
    """One arrow of the chain, and the nudge that goes through it.

    Parameters
    ----------
    unit : int
        The unit that it belongs to, from 1.
    squashes : bool
        Whether it leads from z to a; else from the a before to z.
    yours, measured : float
        What it multiplies a nudge by: as chain_factors says (None without it), and as measured.
    effect : float
        What a nudge at the arrow's start does to y, in units of the nudge.
    """

    unit: int
    squashes: bool
    yours: float | None
    measured: float
    effect: float

    def differs(self):
        """Return whether chain_factors and the measurement disagree."""
        return self.yours is not None and not np.isclose(self.yours, self.measured, NEAR, 1e-9)


class Look(NamedTuple):
    """A chain at one input.

    Parameters
    ----------
    w, z, a : arrays
        Weights, and what chain_forward returns.
    arrows : list of Arrow
        From x to y.
    links : list of float
        Measured: what both arrows of each unit together multiply a nudge by.
    effects : list of float
        What a nudge at a_0, ..., a_n does to y.
    by_dydx : bool
        Whether these effects come from chain_dydx; else they are measured.
    """

    w: np.ndarray
    z: np.ndarray
    a: np.ndarray
    arrows: list
    links: list
    effects: list
    by_dydx: bool


def look(functions, x, w):
    """Return the numbers of a chain without biases.

    Parameters
    ----------
    functions : dict
        chain_forward; chain_factors and chain_dydx where they are written.
    x : float
        The input.
    w : sequence of float
        The weights.
    """
    forward, n = functions["chain_forward"], len(w)
    z, a = run_forward(forward, x, w, None)
    yours = _factors(functions, x, w)
    effects = [_effect(functions, a[i], w[i:]) for i in range(n)] + [1.0]
    arrows, links = [], []
    for i in range(n):
        starts = around(float(a[i]))
        link = [run_forward(forward, start, [w[i]], None) for start in starts]
        z_of, a_of = np.array([zs[0] for zs, _ in link]), np.array([out[1] for _, out in link])
        arrows.append(Arrow(i + 1, False, yours[2 * i], measured_slope(z_of, starts), effects[i]))
        squash = _squash(forward, a[i], w[i])
        arrows.append(Arrow(i + 1, True, yours[2 * i + 1], squash, _effect_at_z(forward, a[i], w[i:])))
        links.append(measured_slope(a_of, starts))
    return Look(np.array(w, dtype=float), z, a, arrows, links, effects, "chain_dydx" in functions)


def _factors(functions, x, w):
    if "chain_factors" not in functions:
        return [None] * (2 * len(w))
    returned = call("chain_factors", functions["chain_factors"], *chain_arguments(x, w, None))
    return finite_numbers("chain_factors", returned, (2 * len(w),)).tolist()


def _effect(functions, start, w):
    """Return what a nudge at the start of a chain does to its end."""
    if "chain_dydx" in functions:
        return run_dydx(functions["chain_dydx"], start, w, None)
    places = around(float(start))
    ys = [run_forward(functions["chain_forward"], place, w, None)[1][-1] for place in places]
    return measured_slope(np.array(ys), places)


def _by_bias(forward, start, w):
    """Return (bias, what the chain gives) for a few biases of its first unit: they move z and nothing else."""
    biases = around(0.0)
    rest = [0.0] * (len(w) - 1)
    return biases, [run_forward(forward, start, w, [bias, *rest]) for bias in biases]


def _squash(forward, start, weight):
    _, seen = _by_bias(forward, start, [weight])
    return measured_slope(np.array([a[1] for _, a in seen]), np.array([z[0] for z, _ in seen]))


def _effect_at_z(forward, start, w):
    biases, seen = _by_bias(forward, start, w)
    return measured_slope(np.array([a[-1] for _, a in seen]), biases)


class Candidate(NamedTuple):
    """A number that stands near an arrow, and the slope of the sigmoid there."""

    name: str
    value: float
    slope: float
    fits: bool


def candidates(sigmoid_prime, look, unit):
    """Return the numbers around a unit, and at which of them the slope is as measured on its arrow."""
    from_before = "x" if unit == 1 else f"a{unit - 1}"
    around_it = (
        (from_before, look.a[unit - 1]),
        (f"w{unit}", look.w[unit - 1]),
        (f"z{unit}", look.z[unit - 1]),
        (f"a{unit}", look.a[unit]),
    )
    measured, found = look.arrows[2 * unit - 1].measured, []
    for name, value in around_it:
        slope = finite_numbers(
            "sigmoid_prime", call("sigmoid_prime", sigmoid_prime, np.array([float(value)])), (1,)
        )[0]
        found.append(Candidate(name, float(value), float(slope), bool(np.isclose(slope, measured, NEAR, 0.0))))
    return found
