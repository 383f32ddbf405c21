"""Numbers of the widget Error versus h: how far each way to measure a slope is off, for every step h."""

import functools
from typing import NamedTuple

import numpy as np

from ...drawing.base import complex_output, one_number, run_dydx, run_forward

STEPS = np.logspace(-12.0, 0.0, 49)
TYPICAL = float(np.cbrt(np.finfo(float).eps))
"""The step near which the two sides of the curve of the central difference meet, in order of size."""
X = 0.5


class Way(NamedTuple):
    """One way to measure the slope.

    Parameters
    ----------
    name : str
        Name of the student's function.
    errors : array
        Relative error for each of `STEPS`.
    at_typical : float
        The error at `TYPICAL`.
    """

    name: str
    errors: np.ndarray
    at_typical: float

    def best(self):
        """Return (step, error) where the error is smallest."""
        k = int(np.argmin(self.errors))
        return float(STEPS[k]), float(self.errors[k])


class Look(NamedTuple):
    """All ways for one chain.

    Parameters
    ----------
    n, w : int, float
        Number of units, and the weight that they share.
    dydx : float
        What chain_dydx gives: the errors are relative to it.
    ways : list of Way
        Those that were asked for.
    chosen : tuple
        The step that best_step chooses and the error there, or None.
    """

    n: int
    w: float
    dydx: float
    ways: list
    chosen: tuple | None


def look(functions, n, w, names):
    """Return the errors of the ways called `names`.

    Parameters
    ----------
    functions : dict
        chain_forward, chain_dydx and relative_error; central_difference, complex_step with sigmoid_complex,
        best_step, and further ways f(x + h) of the student's own by their names.
    n, w : int, float
        Number of units, and the weight that they share; there are no biases.
    names : sequence of str
        The ways to look at.
    """
    weights = np.full(n, float(w))
    dydx = run_dydx(functions["chain_dydx"], X, weights, None)

    @functools.cache  # best_step asks for the same places once more
    def output(at):
        return float(run_forward(functions["chain_forward"], at, weights, None)[1][-1])

    def real(at):
        return output(float(at))

    def error(estimate):
        return one_number("relative_error", functions["relative_error"], estimate, dydx)

    ways = []
    for name in names:
        f = real if name != "complex_step" else complex_output(functions["sigmoid_complex"], weights)
        errors = [error(one_number(name, functions[name], f, X, h)) for h in [*STEPS.tolist(), TYPICAL]]
        ways.append(Way(name, np.array(errors[:-1]), errors[-1]))
    chosen = None
    if "best_step" in functions and "central_difference" in names:

        def slope(at):
            return run_dydx(functions["chain_dydx"], at, weights, None)

        step = one_number("best_step", functions["best_step"], real, slope, X, STEPS.copy())
        chosen = step, error(one_number("central_difference", functions["central_difference"], real, X, step))
    return Look(n, w, dydx, ways, chosen)
