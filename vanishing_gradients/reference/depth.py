"""What depth does to dy/dx: its logarithm, which does not underflow, and the depth at which floats do."""

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from vanishing_gradients.reference.chain import chain_forward
from vanishing_gradients.reference.inputs import Vector, chain, depth, number
from vanishing_gradients.reference.unit import log_sigmoid_prime

LAYER_LIMIT = 100_000
"""How many layers `underflow_depth` tries before it says that there is no underflow."""


def log10_abs_dydx(x: float, w: ArrayLike, b: ArrayLike | None = None) -> tuple[float, float]:
    """Give the sign of dy/dx and the decimal logarithm of its size, at any depth.

    log10 |dy/dx| = sum_i (log |w_i| + log sigma'(z_i)) / log 10

    Parameters
    ----------
    x, w, b
        As in `chain_forward`.

    Returns
    -------
    sign : float
        1.0, -1.0, or 0.0 if some weight is 0.
    log10 : float
        In decades; -inf if some weight is 0.

    Raises
    ------
    ValueError
        As `chain_forward`.

    Notes
    -----
    Error bound (derived), absolute: sum_i (eps |log |w_i|| + 2.5 eps |log sigma'(z_i)| + |1 - 2 a_i| zeta_i)
    / log 10 + 1.5 eps |result|, with zeta_i of `forward_error_bounds`. `math.fsum` adds without error
    (Shewchuk, "Adaptive precision floating-point arithmetic", 1997) and rounds once, so depth adds nothing of
    its own.

    Examples
    --------
    >>> sign, log10 = log10_abs_dydx(0.7, [1.3, -2.1, 0.6, 4.0] * 150)
    >>> sign, round(log10, 5)
    (1.0, -358.98701)
    """
    _, weights, _ = chain(x, w, b)
    z, _ = chain_forward(x, w, b)
    if not weights.all():
        return 0.0, -math.inf
    logs = np.concatenate([np.log(np.abs(weights)), log_sigmoid_prime(z)])
    return float(np.prod(np.sign(weights))), math.fsum(logs.tolist()) / math.log(10.0)


def depth_curve(w: float, x: float, n_max: int) -> Vector:
    """Give log10 |dy/dx| of the bias-free chains of depth 1 .. n_max with one shared weight, in O(n_max).

    curve[n-1] = sum_{i<=n} log10 |w sigma'(z_i)|

    Parameters
    ----------
    w : float
        The weight of every layer.
    x : float
        Input.
    n_max : int
        The largest depth, at least 1.

    Returns
    -------
    ndarray of float64, shape (n_max,)
        In decades; -inf throughout if w = 0.

    Raises
    ------
    ValueError
        If `w` or `x` is not one finite number, or `n_max` not a whole number >= 1.

    Notes
    -----
    Error bound (derived), absolute: that of `log10_abs_dydx` and n eps/2 times the sum of |log10 |w
    sigma'(z_i)||, since a running sum rounds at every layer (Higham, section 4.2).

    Examples
    --------
    >>> depth_curve(1.0, 0.5, 3).round(4).tolist()
    [-0.6289, -1.2724, -1.9196]
    """
    weight, layers = number("w", w), depth("n_max", n_max)
    z, _ = chain_forward(x, np.full(layers, weight))
    if weight == 0.0:
        return np.full(layers, -np.inf)
    return np.cumsum(math.log(abs(weight)) + log_sigmoid_prime(z)) / math.log(10.0)


def underflow_depth(w: float, x: float = 0.5, dtype: DTypeLike = np.float64) -> int:
    """Give the first depth at which the product of the w sigma'(z_i) is exactly 0 in floats.

    The running product prod_{i<=n} (w sigma'(z_i)), bias-free, with every number and operation in `dtype`.

    Parameters
    ----------
    w : float
        The weight of every layer.
    x : float
        Input.
    dtype : dtype
        A binary floating type: float16, float32 or float64.

    Returns
    -------
    int
        The depth n >= 1.

    Raises
    ------
    ValueError
        If `dtype` is not a floating type, an input is not finite in it, or the product is not 0 within 100
        000 layers.

    Notes
    -----
    A fact about floats, not about the chain. Another exp in the last place, or another order of the products,
    can move it by one layer.

    Examples
    --------
    >>> [underflow_depth(1.0, dtype=t) for t in (np.float64, np.float32, np.float16)]
    [500, 70, 12]
    """
    real: Any = np.dtype(dtype).type
    if np.dtype(dtype).kind != "f":
        raise ValueError("dtype must be a floating type.")
    weight, a, one = real(number("w", w)), real(number("x", x)), real(1)
    if not (np.isfinite(weight) and np.isfinite(a)):
        raise ValueError(f"w and x must be finite in {np.dtype(dtype)}.")
    running = one
    with np.errstate(over="ignore", invalid="ignore"):
        for n in range(1, LAYER_LIMIT + 1):
            z = weight * a
            e = np.exp(-abs(z))
            running = running * (weight * (e / (one + e) ** 2))
            a = (one if z >= 0 else e) / (one + e)
            if running == 0:
                return n
    raise ValueError(f"The product does not underflow within {LAYER_LIMIT} layers.")
