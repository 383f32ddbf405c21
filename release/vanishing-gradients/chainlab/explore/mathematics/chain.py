"""Numbers of the widget Chain stepper: values forward, then the effect on y of a nudge at each place.

The effect of a nudge at a_i is asked of the student's chain_dydx, for the chain that begins there; the rest
is measured on the student's chain_forward, by moving one number a little.
"""

from typing import NamedTuple

import numpy as np

from ...drawing.base import (
    around,
    call,
    chain_arguments,
    finite_numbers,
    measured_slope,
    run_dydx,
    run_forward,
)
from ...measure import NEAR

PATTERN = (1.5, -2.0, 0.8, 3.0, -1.2, 1.0, 2.0, -1.0)
"""The weights of sheets A and B, and what follows them in a longer chain."""


class Arrow(NamedTuple):
    """One arrow of the chain.

    Parameters
    ----------
    yours, measured : float
        What it multiplies a nudge by: as chain_factors says (None without it), and as measured.
    """

    yours: float | None
    measured: float

    def factor(self):
        """Return what the arrow multiplies by: as chain_factors says, or else as measured."""
        return self.measured if self.yours is None else self.yours

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
        From x to y: two for each unit, into z and from z to a.
    links : list of float
        Measured: what both arrows of each unit together multiply a nudge by.
    effects : list of float
        What a nudge at x, z_1, a_1, ..., a_n = y does to y, in units of the nudge.
    by_dydx : bool
        Whether the effects at x and at every a come from chain_dydx; else they are measured.
    """

    w: np.ndarray
    z: np.ndarray
    a: np.ndarray
    arrows: list
    links: list
    effects: list
    by_dydx: bool

    def number(self, k):
        """Return number k of x, z_1, a_1, z_2, ..., a_n."""
        return float(self.z[k // 2] if k % 2 else self.a[k // 2])

    def effect(self, k):
        """Return what a nudge at number k does to y."""
        return self.effects[k]


def look(functions, x, w):
    """Return the numbers of a chain without biases.

    Parameters
    ----------
    functions : dict
        chain_forward; chain_factors and chain_dydx if they are written.
    x : float
        The input.
    w : sequence of float
        The weights.
    """
    forward, n = functions["chain_forward"], len(w)
    z, a = run_forward(forward, x, w, None)
    yours, arrows, links, effects = own_factors(functions, x, w), [], [], []
    for i in range(n):
        into, squash, link = measured_link(forward, a[i], w[i])
        arrows += [Arrow(yours[2 * i], into), Arrow(yours[2 * i + 1], squash)]
        links.append(link)
        effects += [_effect(functions, a[i], w[i:]), _effect_at_z(forward, a[i], w[i:])]
    weights = np.array(w, dtype=float)
    return Look(weights, z, a, arrows, links, [*effects, 1.0], "chain_dydx" in functions)


def measured_link(forward, start, weight):
    """Return by how much a nudge grows into z of one unit, from z to a, and on both, as measured."""
    starts = around(float(start))
    link = [run_forward(forward, place, [weight], None) for place in starts]
    z_of, a_of = np.array([z[0] for z, _ in link]), np.array([out[1] for _, out in link])
    return measured_slope(z_of, starts), _squash(forward, start, weight), measured_slope(a_of, starts)


def own_factors(functions, x, w):
    """Return what chain_factors says, or None for each arrow if there is none."""
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
    """Return some biases of the first unit, which move z alone, and what the chain gives with each."""
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
        found.append(
            Candidate(name, float(value), float(slope), bool(np.isclose(slope, measured, NEAR, 0.0)))
        )
    return found
