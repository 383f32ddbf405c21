"""One sigmoid unit: sigma, its first three derivatives and the logarithm of its slope, safe for every float.

Notation of the error bounds, here and in the modules beside it: eps = 2**-52, and a bound of "k eps" means
|computed - true| <= k eps |true| to first order in eps, plus 2**-1074 (one spacing of the subnormal numbers)
where the result is subnormal. They are derived by the standard model of floating-point arithmetic (Higham,
*Accuracy and Stability of Numerical Algorithms*, 2nd ed., 2002, section 2.2): each operation is right to
eps/2. exp, expm1, log, log1p are taken to be right to one unit in the last place, that is to eps.

All functions are warning-free under ``np.errstate(over="raise", invalid="raise", divide="raise")``. They
underflow silently, as the true values do. An infinity gives the limit, NaN gives NaN.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vanishing_gradients.reference.inputs import Vector, real_array


def sigmoid(z: ArrayLike) -> Vector:
    """Give the logistic sigmoid, elementwise.

    sigma(z) = 1 / (1 + exp(-z)) = exp(min(z, 0)) / (1 + exp(-|z|))

    Parameters
    ----------
    z : array_like of float
        Pre-activations, any shape, dimensionless.

    Returns
    -------
    ndarray of float64, the shape of `z`
        Values in [0, 1]. A scalar gives an ``np.float64``.

    Raises
    ------
    ValueError
        If `z` is not made of real numbers.

    Notes
    -----
    Error bound (derived): 2 eps. An error d of e = exp(-|z|) reaches the quotient as d/(1+e) or d e/(1+e), at
    most eps; the sum and the quotient add eps/2 each.

    Examples
    --------
    >>> sigmoid([-1000.0, 0.0, 1000.0])
    array([0. , 0.5, 1. ])
    """
    z = real_array("z", z)
    return np.exp(np.minimum(z, 0.0)) / (1.0 + np.exp(-np.abs(z)))


def sigmoid_prime(z: ArrayLike) -> Vector:
    """Give the slope of the sigmoid, elementwise.

    sigma'(z) = sigma(z) (1 - sigma(z)) = e / (1 + e)**2 with e = exp(-|z|)

    Parameters
    ----------
    z : array_like of float
        Pre-activations, any shape.

    Returns
    -------
    ndarray of float64, the shape of `z`
        Values in [0, 1/4]; exactly even in z. They are subnormal from |z| = 708.4 and 0 from |z| = 745.2.

    Raises
    ------
    ValueError
        If `z` is not made of real numbers.

    Notes
    -----
    Error bound (derived): 3 eps. An error d of e reaches the result as d (1-e)/(1+e), at most eps; the sum
    counts twice, the square and the quotient once, eps/2 each. Where e is subnormal, 1 + e is 1 and the
    result is e itself, right to 2**-1074. The product s (1 - s) has no such bound: it is 0 from z = 36.74.

    Examples
    --------
    >>> sigmoid_prime([-40.0, 0.0, 40.0])
    array([4.24835426e-18, 2.50000000e-01, 4.24835426e-18])
    """
    e = np.exp(-np.abs(real_array("z", z)))
    # Within a few eps of 0 the rounded quotient can be one spacing above its supremum.
    return np.minimum(e / (1.0 + e) ** 2, 0.25)


def sigmoid_second(z: ArrayLike) -> Vector:
    """Give the second derivative of the sigmoid, elementwise.

    sigma''(z) = sigma'(z) (1 - 2 sigma(z)) = -sign(z) sigma'(z) (1 - e) / (1 + e) with e = exp(-|z|)

    Parameters
    ----------
    z : array_like of float
        Pre-activations, any shape.

    Returns
    -------
    ndarray of float64, the shape of `z`
        Exactly odd in z, 0 only at 0 (and where it underflows); extremes -/+ sqrt(3)/18 at +/- ln(2+sqrt(3)).

    Raises
    ------
    ValueError
        If `z` is not made of real numbers.

    Notes
    -----
    Error bound (derived): 6 eps. 1 - e is taken from expm1, so that nothing cancels at z = 0 (eps); e counts
    with the factor 1 - 3e/(1+e), at most 1 (eps); seven roundings of eps/2.

    Examples
    --------
    >>> float(sigmoid_second(0.0)), round(float(sigmoid_second(1.0)), 8)
    (0.0, -0.09085775)
    """
    z = real_array("z", z)
    e = np.exp(-np.abs(z))
    size = sigmoid_prime(z) * np.expm1(-np.abs(z)) / (1.0 + e)
    # 0.0 - z rather than -z: at z = 0 the result is then 0.0 and not -0.0.
    return np.copysign(size, 0.0 - z)


def sigmoid_third(z: ArrayLike) -> Vector:
    """Give the third derivative of the sigmoid, elementwise.

    sigma'''(z) = sigma'(z) (1 - 6 sigma'(z))

    Parameters
    ----------
    z : array_like of float
        Pre-activations, any shape.

    Returns
    -------
    ndarray of float64, the shape of `z`
        Exactly even in z; zeros at +/- ln(2+sqrt(3)), where sigma' = 1/6; the minimum -1/8 at 0.

    Raises
    ------
    ValueError
        If `z` is not made of real numbers.

    Notes
    -----
    Error bound (derived): |computed - true| <= 10 eps sigma'(z). The bound is relative to sigma', because the
    bracket passes through 0 at an irrational z. With p = sigma' and f = 1 - 6p, |f| <= 1: 3 eps |f| from p,
    18 eps p <= 4.5 eps from p inside f, and at most 2 eps from the roundings.
    """
    slope = sigmoid_prime(z)
    return slope * (1.0 - 6.0 * slope)


def log_sigmoid_prime(z: ArrayLike) -> Vector:
    """Give the natural logarithm of the slope, elementwise, for every finite z.

    log sigma'(z) = -|z| - 2 log(1 + exp(-|z|))

    Parameters
    ----------
    z : array_like of float
        Pre-activations, any shape.

    Returns
    -------
    ndarray of float64, the shape of `z`
        Values at most -log 4, in nats.

    Raises
    ------
    ValueError
        If `z` is not made of real numbers.

    Notes
    -----
    Error bound (derived): 2.5 eps. Both terms have one sign, so nothing cancels; |z| is exact; log1p adds eps
    and passes on at most the eps of exp; the sum adds eps/2.

    Examples
    --------
    >>> float(log_sigmoid_prime(1000.0))
    -1000.0
    """
    m = np.abs(real_array("z", z))
    return -m - 2.0 * np.log1p(np.exp(-m))


def sigmoid_complex(z: ArrayLike) -> NDArray[np.complex128]:
    """Give the sigmoid of complex numbers, elementwise, for complex-step derivatives.

    sigma(z) = 1 / (1 + exp(-z)) = exp(z) / (1 + exp(z))

    Parameters
    ----------
    z : array_like of complex
        Pre-activations, any shape, away from the poles at odd multiples of i pi.

    Returns
    -------
    ndarray of complex128, the shape of `z`
        A scalar gives an ``np.complex128``.

    Notes
    -----
    The form is chosen by the sign of Re z, which keeps exp at most 1 in size. Both forms are the same
    analytic function, so the choice leaves the derivative alone; |z| would not, it is analytic nowhere.
    Error bound (measured): for z + ih with h = 1e-30 and |z| <= 600, the real part and the imaginary part
    over h are right to 4 eps and 6 eps.

    Examples
    --------
    >>> round(float(sigmoid_complex(2.0 + 1e-30j).imag / 1e-30), 12)
    0.104993585404
    """
    c = np.array(z, dtype=np.complex128)
    right = c.real >= 0
    e = np.exp(np.where(right, -c, c))
    value = np.exp(np.where(right, 0j, c)) / (1.0 + e)
    return value.astype(np.complex128, copy=False)
