"""Where the slope of a unit is steep: its maximum, the place of a given slope, and Nielsen's window."""

import math

from vanishing_gradients.reference.inputs import number


def max_of_sigmoid_prime() -> tuple[float, float]:
    """Give the place and the value of the largest slope: (0, 1/4), both exact.

    sigma' = s (1 - s) = 1/4 - (s - 1/2)**2 <= 1/4, with equality iff s = 1/2 iff z = 0.
    """
    return 0.0, 0.25


def z_with_slope(s: float) -> float:
    """Give the z >= 0 at which the sigmoid has the slope s.

    z = log((1 + r) / (1 - r)) = 2 log(1 + r) - log(4s) with r = sqrt(1 - 4s), since (1 - r)(1 + r) = 4s

    Parameters
    ----------
    s : float
        A slope, 0 < s <= 1/4.

    Returns
    -------
    float
        z with sigma'(z) = s; 0.0 for s = 1/4.

    Raises
    ------
    ValueError
        If `s` lies outside (0, 1/4].

    Notes
    -----
    Error bound (derived): 2.5 eps, from s = 5e-324 to s = 1/4. Both terms of the last form are at least 0, so
    nothing cancels at either end. 4s is exact, and so is 1 - 4s for s >= 1/8 (Sterbenz' lemma; Higham,
    theorem 2.5); below, its rounding counts half in r. log1p passes on at most the relative error of r. The
    largest total is (1/4 + 1/2 + 1) eps in the first term and eps/2 from the sum.

    Examples
    --------
    >>> z_with_slope(0.25), round(z_with_slope(1 / 6), 5), round(z_with_slope(1e-12), 3)
    (0.0, 1.31696, 27.631)
    """
    s = number("s", s)
    if not 0.0 < s <= 0.25:
        raise ValueError("s must lie in (0, 1/4]: no other number is a slope of the sigmoid.")
    return 2.0 * math.log1p(math.sqrt(1.0 - 4.0 * s)) - math.log(4.0 * s)


def window_width(w: float) -> float:
    """Give the length of the set of activations a on which a unit can amplify, |w sigma'(w a + b)| >= 1.

    (2/|w|) log(|w| (1 + sqrt(1 - 4/|w|)) / 2 - 1) for |w| > 4, else 0; the bias shifts the set only

    Parameters
    ----------
    w : float
        Weight.

    Returns
    -------
    float
        The length, at most 0.4477432 (at |w| = 6.8941510).

    Raises
    ------
    ValueError
        If `w` is not one finite number.

    Notes
    -----
    Source: Nielsen, *Neural Networks and Deep Learning* (2015), chapter 5, problem on the vanishing gradient.
    The set is |z| <= z* with sigma'(z*) = 1/|w|, so the length is 2 z*/|w|, z* = 2 log(1+r) + log(|w|/4),
    r = sqrt((|w| - 4)/|w|). Error bound (derived): 3 eps, also just above 4, where the formula above cancels.

    Examples
    --------
    >>> window_width(4.0), round(window_width(-6.894151), 6)
    (0.0, 0.447743)
    """
    size = abs(number("w", w))
    if size <= 4.0:
        return 0.0
    # 4/|w| enters as the logarithm of |w|/4, which is exact.
    z = 2.0 * math.log1p(math.sqrt((size - 4.0) / size)) + math.log(0.25 * size)
    return 2.0 * z / size
