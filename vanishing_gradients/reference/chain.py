"""The sigmoid chain: its values, the factors of dy/dx, and all its derivatives in one backward sweep.

a_0 = x, z_i = w_i a_{i-1} + b_i, a_i = sigma(z_i), y = a_n, with n = len(w). Biases are optional; without
them b_i = 0. The error bounds are those of `gradient_error_bounds`, where they are derived.
"""

import math
from typing import TypedDict

import numpy as np
from numpy.typing import ArrayLike

from vanishing_gradients.reference.inputs import Vector, chain, vector
from vanishing_gradients.reference.products import product, running_products
from vanishing_gradients.reference.unit import sigmoid_prime


class Gradients(TypedDict):
    """A number for x, for each weight and for each bias: derivatives of y, or bounds on their errors."""

    x: float
    w: Vector
    b: Vector


def chain_forward(x: float, w: ArrayLike, b: ArrayLike | None = None) -> tuple[Vector, Vector]:
    """Give all pre-activations and activations of the chain.

    z_i = w_i a_{i-1} + b_i, a_i = sigma(z_i)

    Parameters
    ----------
    x : float
        Input a_0.
    w : array_like of float, shape (n,)
        Weights.
    b : array_like of float, shape (n,), optional
        Biases.

    Returns
    -------
    z : ndarray of float64, shape (n,)
        z[i-1] is z_i.
    a : ndarray of float64, shape (n+1,)
        a[0] = x, a[n] = y.

    Raises
    ------
    ValueError
        If `w` is empty or not one-dimensional, `b` has another length, an input is not finite, or a z_i
        exceeds the largest float.

    Notes
    -----
    Error bound (derived): the absolute errors zeta_i of z_i and alpha_i of a_i in `forward_error_bounds`.

    Examples
    --------
    >>> z, a = chain_forward(0.5, [1.5, -2.0, 0.8, 3.0])
    >>> z.round(6).tolist()
    [0.75, -1.358357, 0.163606, 1.622431]
    """
    before, weights, biases = chain(x, w, b)
    exp = math.exp
    z: list[float] = []
    a = [before]
    # Layer i needs layer i-1, so the loop cannot be vectorised; math is ten times as fast on one number.
    for weight, bias in zip(weights.tolist(), biases.tolist(), strict=True):
        pre = weight * before + bias
        if pre >= 0.0:
            before = 1.0 / (1.0 + exp(-pre))
        else:
            e = exp(pre)
            before = e / (1.0 + e)
        z.append(pre)
        a.append(before)
    pre_activations = np.array(z)
    if not np.isfinite(pre_activations).all():
        raise ValueError("The chain leaves the range of floats: some w_i a_{i-1} + b_i is not finite.")
    return pre_activations, np.array(a)


def chain_factors(x: float, w: ArrayLike, b: ArrayLike | None = None) -> list[float]:
    """Give the 2n factors of dy/dx from the input to the output.

    [w_1, sigma'(z_1), w_2, sigma'(z_2), ..., w_n, sigma'(z_n)]

    Parameters
    ----------
    x, w, b
        As in `chain_forward`.

    Returns
    -------
    list of float, length 2n
        The factors, in the order of the arrows from x to y.

    Raises
    ------
    ValueError
        As `chain_forward`.

    Notes
    -----
    Error bound (derived): the weights are exact; sigma'(z_i) is right to 3 eps + |1 - 2 a_i| zeta_i.

    Examples
    --------
    >>> chain_factors(0.0, [3.0])
    [3.0, 0.25]
    """
    z, _ = chain_forward(x, w, b)
    factors: list[float] = _factors(w, z).tolist()
    return factors


def _factors(w: ArrayLike, z: Vector) -> Vector:
    return np.column_stack([vector("w", w), sigmoid_prime(z)]).ravel()


def chain_dydx(x: float, w: ArrayLike, b: ArrayLike | None = None) -> float:
    """Give the derivative of the chain's output by its input.

    dy/dx = prod_{i=1}^{n} w_i sigma'(z_i)

    Parameters
    ----------
    x, w, b
        As in `chain_forward`.

    Returns
    -------
    float
        dy/dx; no partial product overflows or underflows.

    Raises
    ------
    ValueError
        As `chain_forward`.

    Notes
    -----
    Source: the chain rule (for instance Rudin, *Principles of Mathematical Analysis*, 3rd ed., theorem 5.5).
    Error bound (derived), where every |z_i| <= 700: sum_i (4 eps + |1 - 2 a_i| zeta_i), with zeta_i the
    error of z_i. If every |w_i| <= 3 this is at most 4 eps sum_i (1 + 3 max(|z_i|, |w_i a_{i-1}|)).

    Examples
    --------
    >>> round(chain_dydx(0.5, [1.5, -2.0, 0.8, 3.0]), 12)
    -0.008726845985
    """
    return product(chain_factors(x, w, b))


def chain_grads(x: float, w: ArrayLike, b: ArrayLike | None = None) -> Gradients:
    """Give the derivatives of the chain's output by its input, its weights and its biases, in O(n).

    dy/db_i = sigma'(z_i) prod_{j>i} w_j sigma'(z_j), dy/dw_i = a_{i-1} dy/db_i, dy/dx = w_1 dy/db_1

    Parameters
    ----------
    x, w, b
        As in `chain_forward`.

    Returns
    -------
    dict
        ``'x'``: float; ``'w'`` and ``'b'``: ndarray of float64, shape (n,).

    Raises
    ------
    ValueError
        As `chain_forward`.

    Notes
    -----
    Source: Rumelhart, Hinton and Williams, "Learning representations by back-propagating errors", Nature 323
    (1986). Error bound (derived), where every |z_i| <= 700: `gradient_error_bounds`; for dy/db_i
    sum_{j>=i} (4 eps + |1 - 2 a_j| zeta_j), for dy/dw_i moreover the relative error of a_{i-1} and eps/2.

    Examples
    --------
    >>> chain_grads(2.0, [0.0])["w"]
    array([0.5])
    """
    return backward_sweep(w, *chain_forward(x, w, b))


def backward_sweep(w: ArrayLike, z: Vector, a: Vector) -> Gradients:
    """Give what `chain_grads` gives, from the weights and what `chain_forward` gave."""
    # From the output backwards: sigma'(z_n) is dy/db_n, times w_n is dy/da_{n-1}, times sigma'(z_{n-1}) ...
    backward = running_products(_factors(w, z)[::-1])
    by_bias = backward[::2][::-1].copy()
    return {"x": float(backward[-1]), "w": a[:-1] * by_bias, "b": by_bias}


def find_counterexample() -> tuple[float, Vector]:
    """Give a chain on which prod w_i * prod sigma'(a_{i-1}) is not dy/dx, by a factor of 2.49.

    The slope of unit i belongs to its pre-activation z_i = w_i a_{i-1}; without the weight inside, the two
    agree if every |w_i| is 1 (sigma' is even) or some w_i is 0.

    Returns
    -------
    x : float
        Input.
    w : ndarray of float64, shape (4,)
        Weights. dy/dx is -0.0087268, the other formula gives -0.0217355.
    """
    return 0.5, np.array([1.5, -2.0, 0.8, 3.0])
