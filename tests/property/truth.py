"""The same mathematics at high precision, by other formulas than the reference uses (mpmath)."""

from collections.abc import Sequence

import mpmath as mp

EPS = 2.0**-52
TINY = 2.0**-1074
NORMAL = 2.0**-1022

Real = mp.mpf


def sigma(z: Real) -> Real:
    """1 / (1 + exp(-z)), as it is defined."""
    return 1 / (1 + mp.exp(-z))


def slope(z: Real) -> Real:
    """sigma'(z) by the hyperbolic form, which cancels nowhere."""
    return 1 / (4 * mp.cosh(z / 2) ** 2)


def forward(x: Real, w: Sequence[float], b: Sequence[float] | None) -> tuple[list[Real], list[Real]]:
    """z_1 .. z_n and a_0 .. a_n."""
    z, a = [], [mp.mpf(x)]
    for i, weight in enumerate(w):
        z.append(mp.mpf(weight) * a[-1] + (mp.mpf(b[i]) if b is not None else 0))
        a.append(sigma(z[-1]))
    return z, a


def output(x: Real, w: Sequence[Real], b: Sequence[Real] | None) -> Real:
    """y."""
    return forward(x, w, b)[1][-1]


def gradients(x: float, w: Sequence[float], b: Sequence[float] | None) -> tuple[Real, list[Real], list[Real]]:
    """dy/dx, dy/dw and dy/db, each as a product of its own over the layers after it."""
    z, a = forward(x, w, b)
    by_b = [
        slope(z[i]) * mp.fprod(mp.mpf(w[j]) * slope(z[j]) for j in range(i + 1, len(w)))
        for i in range(len(w))
    ]
    return mp.mpf(w[0]) * by_b[0], [a[i] * by_b[i] for i in range(len(w))], by_b


def ulps(computed: float, true: Real, scale: Real | None = None) -> float:
    """|computed - true| in units of eps |scale|, less one subnormal spacing where that is below 2**-1022."""
    size = abs(true if scale is None else scale)
    error = abs(mp.mpf(computed) - true)
    if size < NORMAL:
        error = max(mp.mpf(0), error - mp.mpf(TINY))
    if error == 0:
        return 0.0
    return float(error / (EPS * size)) if size else float("inf")
