"""How large the gradient of a chain can be: the bound, its equality case, positive chains."""

import math

import numpy as np
from numpy.typing import ArrayLike

from vanishing_gradients.reference.inputs import Vector, chain, vector
from vanishing_gradients.reference.products import product

POSITIVE_CHAIN_RATE = 0.2784645427610738
"""t = W(1/e), the solution of t exp(t) = 1/e: the largest value of z (1 - sigma(z)), taken at z = 1 + t."""


def gradient_bound(w: ArrayLike) -> float:
    """Give the least number that |dy/dx| never exceeds, whatever the input and the biases.

    |dy/dx| <= prod_i |w_i| / 4**n, with equality iff every z_i is 0 or some w_i is 0

    Parameters
    ----------
    w : array_like of float, shape (n,)
        Weights.

    Returns
    -------
    float
        The bound; no partial product overflows or underflows.

    Raises
    ------
    ValueError
        If `w` is empty, not one-dimensional or not finite.

    Notes
    -----
    Source: sigma' <= 1/4 in every factor; `explosive_biases` attain it.
    Error bound (derived): (n - 1) eps/2; a power of 4 costs nothing.

    Examples
    --------
    >>> gradient_bound([1.5, -2.0, 0.8, 3.0])
    0.028125000000000004
    """
    sizes = np.abs(vector("w", w))
    return product(np.column_stack([sizes, np.full_like(sizes, 0.25)]).ravel())


def log10_gradient_bound(w: ArrayLike) -> float:
    """Give the decimal logarithm of the bound, at any depth.

    sum_i (log10 |w_i| - log10 4)

    Parameters
    ----------
    w : array_like of float, shape (n,)
        Weights.

    Returns
    -------
    float
        In decades; -inf if some weight is 0.

    Raises
    ------
    ValueError
        If `w` is empty, not one-dimensional or not finite.

    Notes
    -----
    Error bound (derived), absolute: 2 eps sum_i (|log10 |w_i|| + log10 4) + eps/2 |result|, for a log10 right
    to two units in the last place; the sum itself is exact.

    Examples
    --------
    >>> log10_gradient_bound([4.0] * 2000)
    0.0
    """
    weights = vector("w", w)
    if not weights.all():
        return -math.inf
    return math.fsum(t for v in weights.tolist() for t in (math.log10(abs(v)), -math.log10(4.0)))


def explosive_biases(x: float, w: ArrayLike) -> Vector:
    """Give the biases that make every z_i zero, and so dy/dx = prod w_i / 4**n.

    b_1 = -w_1 x, b_i = -w_i/2 for i >= 2

    Parameters
    ----------
    x : float
        Input.
    w : array_like of float, shape (n,)
        Weights.

    Returns
    -------
    ndarray of float64, shape (n,)
        Biases. z_i = w_i a_{i-1} + b_i is exactly 0 in floats too, unless some |w_i| is subnormal.

    Raises
    ------
    ValueError
        If `w` is empty or not one-dimensional, an input is not finite, or w_1 x exceeds the largest float.

    Notes
    -----
    Error bound (derived): the first entry is right to eps/2, the others are exact.

    Examples
    --------
    >>> explosive_biases(0.5, [8.0, -6.0]).tolist()
    [-4.0, 3.0]
    """
    start, weights, _ = chain(x, w, None)
    biases = -0.5 * weights
    biases[0] = -float(weights[0]) * start
    if not np.isfinite(biases[0]):
        raise ValueError("The bias -w_1 x exceeds the largest float.")
    return biases


def positive_chain_ceiling(w: ArrayLike) -> float:
    """Give a number that |dy/dx| of a bias-free chain stays below, however large the positive w_2 .. w_n are.

    |dy/dx| < |w_1| t**(n-1) for n >= 2 and w_1 != 0, with t = W(1/e) = 0.278465

    Parameters
    ----------
    w : array_like of float, shape (n,)
        Weights; all but the first must be positive.

    Returns
    -------
    float
        |w_1| t**(n-1).

    Raises
    ------
    ValueError
        If `w` is empty, not one-dimensional or not finite, or one of w_2 .. w_n is not positive.

    Notes
    -----
    Proof: w_i = z_i/a_{i-1} and sigma'(z_i) = a_i (1 - a_i), so the product telescopes to
    |dy/dx| = |w_1| (1 - a_1) a_n prod_{i>=2} z_i (1 - a_i), and z (1 - sigma(z)) <= t for z > 0.
    Error bound (derived): n eps.

    Examples
    --------
    >>> round(positive_chain_ceiling([1.0, 50.0, 50.0]), 6)
    0.077543
    """
    weights = vector("w", w)
    if not (weights[1:] > 0.0).all():
        raise ValueError("The ceiling holds for positive w_2 .. w_n only.")
    return product([abs(weights[0]), *[POSITIVE_CHAIN_RATE] * (weights.size - 1)])
