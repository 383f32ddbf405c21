"""Running products that neither overflow nor underflow on their way; for the chain and its bounds."""

import math
from collections.abc import Iterable, Iterator


def running_products(factors: Iterable[float]) -> Iterator[float]:
    """Give f_1, f_1 f_2, f_1 f_2 f_3, ..., each as if exponents were unbounded.

    Parameters
    ----------
    factors : iterable of float
        Finite factors.

    Yields
    ------
    float
        The products; +/-inf where one exceeds the largest float, subnormal or 0 only where the product is.

    Notes
    -----
    Error bound (derived): (k - 1) eps/2 for the k-th product, plus 2**-1075 where it is subnormal (Higham,
    section 3.1). A mantissa in [1/2, 1) and an exponent are kept apart, so only the mantissas are rounded.

    Examples
    --------
    >>> list(running_products([2.0**-700, 2.0**-700, 2.0**700, 2.0**700]))[1:] == [0.0, 2.0**-700, 1.0]
    True
    """
    mantissa, exponent = 1.0, 0
    for factor in factors:
        m, e = math.frexp(factor)
        mantissa, carry = math.frexp(mantissa * m)
        exponent += e + carry
        try:
            yield math.ldexp(mantissa, exponent)
        except OverflowError:
            yield math.copysign(math.inf, mantissa)


def product(factors: Iterable[float]) -> float:
    """Give the last of the running products, 1.0 for no factors; error bound as there."""
    result = 1.0
    for result in running_products(factors):  # noqa: B007 - the last value is what is wanted
        pass
    return result
