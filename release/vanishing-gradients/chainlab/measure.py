"""Slopes measured on the student's own functions: move an input a little, and look."""

import numpy as np

from . import words
from .coach.findings import are_right

NEAR = 1e-3  # relative; a measured slope has five or six digits


def around(value):
    """Return a few inputs around a value, for `measured_slope`."""
    return value + 1e-3 * np.arange(-2, 3)


def measured_slope(outputs, inputs):
    """Return the slope at the middle of a few samples, or nan if the input does not move."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.gradient(outputs, inputs)[len(inputs) // 2])


def measurement(name, function, other, args):
    """Return a sentence that holds a derivative against the function it belongs to, or no sentence.

    Parameters
    ----------
    name, function
        The student's derivative: by z for one unit, by x or by the weights for a chain.
    other : str
        Name of the student's function that it is the derivative of, looked up beside the derivative.
    args : tuple
        An input of the check.
    """
    own = getattr(function, "__globals__", {}).get(other)
    if own is None:
        return []
    try:
        moved, what, yours, measured = _compare(function(*args), own, args)
        right = are_right(other, own)
    except Exception:  # whatever the student's functions do: then there is no measurement
        return []
    if not (np.isfinite(measured).all() and np.shape(yours) == np.shape(measured)):
        return []
    if np.allclose(yours, measured, rtol=NEAR, atol=0):
        return [] if right else [words.AGREES.format(other=other)]
    numbers = {"measured": _spell(measured), "yours": _spell(yours)}
    return [words.MEASURED.format(name=name, other=other, moved=moved, what=what, **numbers)]


def _compare(value, own, args):
    """Return (what is moved, what is measured, the student's numbers, the measured ones)."""
    if len(args) == 1:
        return "z", *_at_one(value, own, np.ravel(args[0]))
    x, w, *b = args

    def output(x, w):
        return float(own(x, w, *b)[1][-1])

    if not isinstance(value, dict):
        return "x", "dy/dx", float(value), _slope(lambda t: output(t, w.copy()), x)

    def with_weight(k, t):
        changed = w.copy()
        changed[k] = t
        return output(x, changed)

    measured = [_slope(lambda t, k=k: with_weight(k, t), w[k]) for k in range(len(w))]
    return "one weight at a time", "dy/dw", np.asarray(value["w"], dtype=float), np.array(measured)


def _at_one(value, own, places):
    """Return (what is measured, the student's number, the measured one) where they first part."""
    yours = np.ravel(np.asarray(value, dtype=float))
    measured = np.array([_slope(lambda t: float(own(t)), z) for z in places])
    apart = np.flatnonzero(~np.isclose(yours, measured, rtol=NEAR, atol=0))
    k = apart[0] if len(apart) else 0
    return f"the slope at z = {places[k]:g}", yours[k], measured[k]


def _slope(f, at):
    inputs = around(float(at))
    return measured_slope(np.array([f(t) for t in inputs]), inputs)


def _spell(value):
    return np.array2string(np.asarray(value), precision=4) if np.ndim(value) else f"{value:.4g}"


# Answers held against the student's other functions

PLACE = 1e-7
"""Largest relative difference between two sides of a top: the place is then right to about 1e-6."""


def objections(name, value, own):
    """Return sentences on what does not fit in an answer whose right numbers no check may know.

    Parameters
    ----------
    name : str
        Name of the exercise.
    value
        The answer.
    own : dict
        The student's own functions by their names.
    """
    return {"max_of_sigmoid_prime": _no_top, "find_counterexample": _too_near}[name](value, **own)


def _no_top(value, sigmoid_prime, step=0.1):
    """Say what does not fit in (place, height) of the slope's top."""
    z, height = map(float, value)
    at, left, right = (float(sigmoid_prime(t)) for t in (z, z - step, z + step))
    if not np.isclose(at, height, rtol=1e-6, atol=0):
        digits = next(d for d in range(3, 18) if f"{at:.{d}g}" != f"{height:.{d}g}" or d == 17)
        return [words.OWN_SLOPE.format(z=f"{z:g}", own=f"{at:.{digits}g}", said=f"{height:.{digits}g}")]
    if np.isclose(left, right, rtol=PLACE, atol=0) and at > left:
        return []
    digits = next(d for d in range(4, 18) if f"{left:.{d}g}" != f"{right:.{d}g}" or d == 17)
    sides = {"left": f"{left:.{digits}g}", "right": f"{right:.{digits}g}"}
    return [words.UNEVEN.format(step=step, z=f"{z:g}", **sides)]


def _too_near(value, sigmoid_prime, chain_forward, chain_dydx):
    """Say what does not fit in a chain on which the sheet's formula should be far off."""
    x, w = float(value[0]), np.asarray(value[1], dtype=float)
    _, a = chain_forward(x, w)
    sheet = float(np.prod(w) * np.prod(sigmoid_prime(np.asarray(a)[:-1])))
    own = float(chain_dydx(x, w))
    numbers = {"sheet": f"{sheet:.4g}", "own": f"{own:.4g}"}
    if 0 in (sheet, own) or not np.isfinite([sheet, own]).all():
        return [words.SHOWS_NOTHING.format(**numbers)]
    if 0.5 <= own / sheet <= 2:
        return [words.TOO_NEAR.format(ratio=f"{own / sheet:.3g}", **numbers)]
    return []
