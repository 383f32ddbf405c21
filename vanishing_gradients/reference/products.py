"""Running products that neither overflow nor underflow on their way; for the chain and its bounds."""

import math

import numpy as np
from numpy.typing import ArrayLike

from vanishing_gradients.reference.inputs import Vector

STRETCH = 1000
"""Mantissas multiplied in one go: each is at least 1/2, so that their product is still a normal float."""


def running_products(factors: ArrayLike) -> Vector:
    """Give f_1, f_1 f_2, f_1 f_2 f_3, ..., each as if exponents were unbounded.

    Parameters
    ----------
    factors : array_like of float, shape (n,)
        Finite factors.

    Returns
    -------
    ndarray of float64, shape (n,)
        The products; +/-inf where one exceeds the largest float, subnormal or 0 only where the product is.

    Notes
    -----
    Error bound (derived): (k - 1) eps/2 for the k-th product, plus 2**-1075 where it is subnormal (Higham,
    section 3.1). Mantissas in [1/2, 1) and exponents are kept apart, so only the mantissas are rounded.

    Examples
    --------
    >>> running_products([2.0**-700, 2.0**-700, 2.0**700, 2.0**700])[1:].tolist() == [0.0, 2.0**-700, 1.0]
    True
    """
    mantissas, powers = np.frexp(np.asarray(factors, dtype=np.float64))
    exponents = powers.cumsum(dtype=np.int64)
    mantissa, exponent = 1.0, 0  # of the product of all earlier mantissas
    for start in range(0, mantissas.size, STRETCH):
        stretch = slice(start, start + STRETCH)
        mantissas[start] *= mantissa
        np.multiply.accumulate(mantissas[stretch], out=mantissas[stretch])
        exponents[stretch] += exponent
        mantissa, power = math.frexp(mantissas[stretch][-1])
        exponent += power
    with np.errstate(over="ignore", under="ignore"):
        products: Vector = np.ldexp(mantissas, exponents)
    return products


def product(factors: ArrayLike) -> float:
    """Give the last of the running products, 1.0 for no factors; error bound as there."""
    products = running_products(factors)
    return float(products[-1]) if products.size else 1.0
