"""Derivatives without a formula: the central difference, the complex step, the error that compares them."""

from collections.abc import Callable

from numpy.typing import ArrayLike

from vanishing_gradients.reference.inputs import number, vector

Function = Callable[[float], float]
"""A real function of one real number."""


def central_difference(f: Function, x: float, h: float = 1e-5) -> float:
    """Estimate f'(x) from two samples.

    (f(x+h) - f(x-h)) / (2h) = f'(x) + f'''(xi) h**2/6, |xi - x| <= h

    Parameters
    ----------
    f : callable
        Takes a float, gives a float; called exactly twice.
    x : float
        Where.
    h : float
        The step from x to each sample, not 0.

    Returns
    -------
    float
        The estimate.

    Raises
    ------
    ValueError
        If `x` or `h` is not one finite number, or `h` is 0.

    Notes
    -----
    Error bound (derived), absolute: max|f'''| h**2/6 + (E + eps |f|)/|h| + eps |x| max|f'|/|h| for samples of
    f right to E, with |x| >= |h|; the last term is the rounding of x+h and x-h (Nocedal and Wright,
    *Numerical Optimization*, 2nd ed., 2006, section 8.1). Best near h = (3 eps |f/f'''|)**(1/3).

    Examples
    --------
    >>> central_difference(lambda t: t**3, 1.0, 0.25)
    3.0625
    """
    at, step = number("x", x), number("h", h)
    if step == 0.0:
        raise ValueError("h must not be 0.")
    return float((f(at + step) - f(at - step)) / (2.0 * step))


def complex_step(f: Callable[[complex], complex], x: float, h: float = 1e-30) -> float:
    """Estimate f'(x) from one sample off the real line, without cancellation.

    Im f(x + ih) / h = f'(x) - f'''(x) h**2/6 + ...

    Parameters
    ----------
    f : callable
        Analytic near x: takes a complex, gives a complex.
    x : float
        Where.
    h : float
        The step, not 0.

    Returns
    -------
    float
        The estimate.

    Raises
    ------
    ValueError
        If `x` or `h` is not one finite number, or `h` is 0.

    Notes
    -----
    Source: Squire and Trapp, "Using complex variables to estimate derivatives of real functions", SIAM Review
    40 (1998). Error bound (derived): that of the imaginary part f computes, relative, eps/2 for the quotient,
    and |f'''(x)/f'(x)| h**2/6, which is below 1e-59 times the ratio for the default step.

    Examples
    --------
    >>> complex_step(lambda t: t * t * t, 2.0)
    12.0
    """
    at, step = number("x", x), number("h", h)
    if step == 0.0:
        raise ValueError("h must not be 0.")
    return float(f(complex(at, step)).imag / step)


def relative_error(a: float, b: float) -> float:
    """Give the distance of two numbers relative to the larger one.

    |a - b| / max(|a|, |b|), and 0 if both are 0

    Parameters
    ----------
    a, b : float
        Finite numbers of one unit.

    Returns
    -------
    float
        Between 0 and 2; above 1 only for opposite signs.

    Raises
    ------
    ValueError
        If `a` or `b` is not one finite number.

    Notes
    -----
    Error bound (derived): eps, and exact differences for b/2 <= a <= 2b (Sterbenz' lemma).

    Examples
    --------
    >>> relative_error(0.0, 0.0), relative_error(1e-300, 2e-300)
    (0.0, 0.5)
    """
    a, b = number("a", a), number("b", b)
    largest = max(abs(a), abs(b))
    if largest == 0.0:
        return 0.0
    # Halving is exact above 1, and keeps the difference of two opposite numbers below the largest float.
    scale = 0.5 if largest > 1.0 else 1.0
    return abs(scale * a - scale * b) / (scale * largest)


def best_step(f: Function, dfdx: Function | float, x: float, hs: ArrayLike) -> float:
    """Give the step at which the central difference comes closest to the true derivative.

    argmin_h relative_error(central_difference(f, x, h), f'(x))

    Parameters
    ----------
    f : callable
        Takes a float, gives a float.
    dfdx : callable or float
        The true derivative, as a function of x or as its value at x.
    x : float
        Where.
    hs : array_like of float, shape (k,)
        The steps to choose from, none 0.

    Returns
    -------
    float
        One of `hs`, the first of equally good ones.

    Raises
    ------
    ValueError
        If `hs` is empty, not one-dimensional or not finite, contains 0, or a sample of f is not finite.
    """
    truth = dfdx(x) if callable(dfdx) else dfdx
    steps: list[float] = vector("hs", hs).tolist()
    return min(steps, key=lambda h: relative_error(central_difference(f, x, h), truth))
