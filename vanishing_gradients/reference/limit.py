"""Where an ever deeper chain with one shared weight settles, and the factor that each further layer costs."""

from vanishing_gradients.reference.inputs import number
from vanishing_gradients.reference.unit import sigmoid, sigmoid_prime


def fixed_point(w: float) -> float:
    """Give the activation that a bias-free unit of weight w reproduces.

    a = sigma(w a), 0 < a < 1

    Parameters
    ----------
    w : float
        The weight of every layer, any finite number.

    Returns
    -------
    float
        The one fixed point; at least 1/2 iff w >= 0.

    Raises
    ------
    ValueError
        If `w` is not one finite number.

    Notes
    -----
    There is exactly one: a fixed point has w = logit(a)/a, and a -> logit(a)/a rises strictly on (0, 1),
    since its derivative has the sign of 1 + exp(z) - z > 0 with z = logit(a). So sigma(w a) - a changes sign
    once, and bisection finds the change where iterating a -> sigma(w a) ends in a 2-cycle (w < -5.87).

    Error bound (derived): 4 eps. The sign of sigma(w a) - a is computed rightly unless a is within
    (2 eps + |z| (1 - a) eps/2) / (1 - lambda) of the root, relative, with lambda = z (1 - a): at most 3 eps,
    for lambda <= W(1/e) = 0.278; bisection stops at neighbouring floats, eps more.

    Examples
    --------
    >>> round(fixed_point(1.0), 6), round(fixed_point(-10.0), 5)
    (0.659046, 0.16335)
    """
    weight = number("w", w)
    low, high = 0.0, 1.0
    while low < (middle := 0.5 * (low + high)) < high:
        if float(sigmoid(weight * middle)) >= middle:
            low = middle
        else:
            high = middle
    return middle


def decay_rate(w: float) -> float:
    """Give the factor by which dy/dx changes with each further layer, at the fixed point.

    lambda(w) = w a (1 - a) = w sigma'(w a), with a = `fixed_point` (w)

    Parameters
    ----------
    w : float
        The weight of every layer.

    Returns
    -------
    float
        lambda(w) <= W(1/e) = 0.278465 for every w; below -1 iff w < -(1+t)**2/t = -5.8695860, t = W(1/e).

    Raises
    ------
    ValueError
        If `w` is not one finite number.

    Notes
    -----
    Error bound (derived), for |w a| <= 700: (4 + 5 |w a|) eps: sigma' moves relatively by |1 - 2a| <= 1 times
    the error of z = w a, which is 4.5 eps |z|, and adds 3 eps; the product adds eps/2. The form 1 - a would
    lose all digits of lambda for w > 36, where a rounds to 1.

    Examples
    --------
    >>> round(decay_rate(1.0), 6), round(decay_rate(-10.0), 5)
    (0.224704, -1.36667)
    """
    weight = number("w", w)
    return weight * float(sigmoid_prime(weight * fixed_point(weight)))
