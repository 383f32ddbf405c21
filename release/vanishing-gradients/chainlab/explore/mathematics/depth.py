"""Numbers of the widget Depth decay: log10 |dy/dx| of ever deeper chains, and the pull on each weight.

For sigmoid chains the student's functions say it. For other activations, which are no exercise, slopes are
measured by the student's complex_step on a plain forward pass.
"""

from typing import NamedTuple

import numpy as np

from ... import words
from ...drawing.base import NotDrawnError, call, chain_arguments, finite_numbers, not_ready

FLOORS = {name: float(np.log10(float(np.finfo(name).smallest_subnormal))) for name in ("float32", "float64")}
OTHERS = {
    "tanh": np.tanh,
    "ReLU": lambda z: z if np.real(z) > 0 else 0.0 * z,
}
"""Activations beside the sigmoid, for complex numbers too."""
SIGMOID = "sigmoid"
WEIGHTS = (-12.0, 12.0)
"""The weights that can be chosen."""


class Look(NamedTuple):
    """Chains of 1 to n units that share a weight and a bias.

    Parameters
    ----------
    activation : str
        Name of the activation.
    w, b, x : float
        Weight and bias of every unit, and input.
    logs : array
        log10 |dy/dx| for the depths 1 to n; -inf if it is exactly 0.
    ceiling : array
        log10 of the student's ceiling for the same depths, or None.
    pulls : array
        |dy/dw_i| for each layer of the deepest chain, or None.
    """

    activation: str
    w: float
    b: float
    x: float
    logs: np.ndarray
    ceiling: np.ndarray | None
    pulls: np.ndarray | None

    def factor(self):
        """Return by how much the last layer multiplied |dy/dx|, or None where that is no number."""
        if len(self.logs) < 2 or not np.isfinite(self.logs[-2:]).all():
            return None
        return float(10.0 ** min(self.logs[-1] - self.logs[-2], 300.0))


def look(functions, activation, w, b, x, n):
    """Return what depth does to dy/dx.

    Parameters
    ----------
    functions : dict
        depth_curve; log10_abs_dydx for biases, log10_gradient_bound for the ceiling, chain_grads for the
        weights, complex_step for other activations, as far as they are written.
    activation : str
        "sigmoid" or one of `OTHERS`.
    w, b, x : float
        Weight and bias of every unit, and input.
    n : int
        The largest depth.
    """
    if activation != SIGMOID:
        return Look(activation, w, b, x, *_measured(functions, OTHERS[activation], w, b, x, n))
    if b == 0:
        logs = _logs("depth_curve", call("depth_curve", functions["depth_curve"], w, x, n), n)
    else:
        logs = _with_biases(functions, w, b, x, n)
    return Look(activation, w, b, x, logs, _ceiling(functions, w, n), _pulls(functions, w, b, x, n))


def _logs(name, value, n):
    """Return n logarithms; that of 0 is -inf, which no figure can draw, but which is right for w = 0."""
    try:
        logs = np.array(value, dtype=float)
    except (TypeError, ValueError):
        logs = value
    if isinstance(logs, np.ndarray) and logs.shape == (n,) and (np.isfinite(logs) | (logs == -np.inf)).all():
        return logs
    return finite_numbers(name, value, (n,))


def _with_biases(functions, w, b, x, n):
    name = "log10_abs_dydx"
    if name not in functions:
        raise NotDrawnError(f"With biases this widget needs your {name}, which is not ready.")
    values = [call(name, functions[name], *chain_arguments(x, [w] * k, [b] * k)) for k in range(1, n + 1)]
    if not all(isinstance(value, tuple | list) and len(value) == 2 for value in values):
        raise not_ready(name, words.SIGN_AND_LOG)
    return _logs(name, [log for _, log in values], n)


def _ceiling(functions, w, n):
    name = "log10_gradient_bound"
    if name not in functions or w == 0:
        return None
    values = [call(name, functions[name], np.full(k, w)) for k in range(1, n + 1)]
    return finite_numbers(name, values, (n,))


def _pulls(functions, w, b, x, n):
    if "chain_grads" not in functions:
        return None
    returned = call("chain_grads", functions["chain_grads"], *chain_arguments(x, [w] * n, [b] * n))
    if not isinstance(returned, dict) or "w" not in returned:
        raise not_ready("chain_grads", words.ENTRIES.format(keys='"x", "w" and "b"'))
    return np.abs(finite_numbers("chain_grads", returned["w"], (n,)))


def _measured(functions, activation, w, b, x, n):
    """Return (logs, no ceiling, pulls), each slope from one step sideways."""

    def output(weights, at):
        for weight in weights:
            at = activation(weight * at + b)
        return at

    def slope(f, at):
        value = call("complex_step", functions["complex_step"], f, at)
        return abs(float(finite_numbers("complex_step", value, ())))

    sizes = [slope(lambda at, k=k: output([w] * k, at), x) for k in range(1, n + 1)]
    pulls = [slope(lambda v, k=k: output([w] * k + [v] + [w] * (n - 1 - k), x), w) for k in range(n)]
    with np.errstate(divide="ignore"):
        return np.log10(np.array(sizes)), None, np.array(pulls)
