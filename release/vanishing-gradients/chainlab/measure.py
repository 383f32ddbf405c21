"""Slopes measured on the student's own functions: move an input a little, and look."""

import numpy as np

from . import words

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
    except Exception:  # whatever the student's functions do: then there is no measurement
        return []
    if not (np.isfinite(measured).all() and np.shape(yours) == np.shape(measured)):
        return []
    if np.allclose(yours, measured, rtol=NEAR, atol=0):
        return [words.AGREES.format(other=other)]
    numbers = {"measured": _spell(measured), "yours": _spell(yours)}
    return [words.MEASURED.format(name=name, other=other, moved=moved, what=what, **numbers)]


def _compare(value, own, args):
    """Return (what is moved, what is measured, the student's numbers, the measured ones)."""
    if len(args) == 1:
        return "z", "the slope", float(value), _slope(lambda z: float(own(z)), args[0])
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


def _slope(f, at):
    inputs = around(float(at))
    return measured_slope(np.array([f(t) for t in inputs]), inputs)


def _spell(value):
    return np.array2string(np.asarray(value), precision=4) if np.ndim(value) else f"{value:.4g}"
