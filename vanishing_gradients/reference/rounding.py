"""How far rounding can move a chain: the proved error bounds of the chain functions, as functions.

Every step of the forward pass is right to a few eps, but an error of a_{i-1} moves z_i, an error of z_i moves
a_i, and so on down the chain. The recursion below follows these errors. The bounds are of first order in eps:
where they come out below 1e-6 the neglected terms are below one part in a thousand of them.
"""

import numpy as np
from numpy.typing import ArrayLike

from vanishing_gradients.reference.chain import Gradients, chain_forward
from vanishing_gradients.reference.inputs import Vector, chain
from vanishing_gradients.reference.unit import sigmoid_prime

EPS = 2.0**-52
"""The spacing of the float64 numbers at 1."""

TINY = 2.0**-1074
"""The spacing of the subnormal float64 numbers."""


def forward_error_bounds(x: float, w: ArrayLike, b: ArrayLike | None = None) -> tuple[Vector, Vector]:
    """Bound the absolute rounding errors of `chain_forward`.

    zeta_i = |w_i| alpha_{i-1} + (eps/2) (|w_i a_{i-1}| + |z_i|) + tiny,
    alpha_i = sigma'(z_i) zeta_i + 2 eps a_i + tiny, alpha_0 = 0, with tiny = 2**-1074

    Parameters
    ----------
    x, w, b
        As in `chain_forward`.

    Returns
    -------
    zeta : ndarray of float64, shape (n,)
        Bounds on the errors of z_1 .. z_n.
    alpha : ndarray of float64, shape (n+1,)
        Bounds on the errors of a_0 .. a_n.

    Raises
    ------
    ValueError
        As `chain_forward`.

    Notes
    -----
    The product and the sum in z_i are right to eps/2 each, the sigmoid to 2 eps; tiny is the loss of
    subnormal numbers. With shared w and no bias the recursion multiplies by |w| sigma'(z): it settles when
    that is below 1 (always for 0 < w, where it tends to at most W(1/e) = 0.278), and grows for w < -5.87 at
    the repelling fixed point. That growth is the chain's own sensitivity, no fault of the arithmetic.
    """
    _, weights, _ = chain(x, w, b)
    z, a = chain_forward(x, w, b)
    slope = sigmoid_prime(z)
    zeta, alpha = np.zeros(z.size), np.zeros(a.size)
    for i in range(z.size):
        weight = abs(weights[i])
        zeta[i] = weight * alpha[i] + 0.5 * EPS * (weight * abs(a[i]) + abs(z[i])) + TINY
        alpha[i + 1] = slope[i] * zeta[i] + 2.0 * EPS * a[i + 1] + TINY
    return zeta, alpha


def gradient_error_bounds(x: float, w: ArrayLike, b: ArrayLike | None = None) -> Gradients:
    """Bound the relative rounding errors of `chain_grads`, and so of `chain_dydx`.

    beta_i = sum_{j>=i} (4 eps + |1 - 2 a_j| zeta_j) for dy/db_i; beta_1 for dy/dx;
    beta_i + alpha_{i-1} / |a_{i-1}| + eps/2 for dy/dw_i

    Parameters
    ----------
    x, w, b
        As in `chain_forward`.

    Returns
    -------
    dict
        ``'x'``: float; ``'w'`` and ``'b'``: ndarray of float64, shape (n,): |computed - true| / |true|.

    Raises
    ------
    ValueError
        As `chain_forward`.

    Notes
    -----
    Valid where every |z_i| <= 700 and the derivative is a normal float; a subnormal one has a further error
    of 2**-1074 (times a_{i-1}, plus 2**-1074, for dy/dw_i). (log sigma')' = 1 - 2 sigma gives the factor of
    zeta_j; sigma' itself is right to 3 eps; each layer has two products, eps/2 each.
    If every |w_i| <= 3, then |w_i| sigma'(z_{i-1}) <= 3/4 and, with m_i = max(|z_i|, |w_i a_{i-1}|),
    zeta_i <= (3/4) zeta_{i-1} + 3 eps m_i; summed up, beta_1 <= 4 eps sum_i (1 + 3 m_i).
    """
    _, a = chain_forward(x, w, b)
    zeta, alpha = forward_error_bounds(x, w, b)
    layer = 4.0 * EPS + np.abs(1.0 - 2.0 * a[1:]) * zeta
    beta = np.cumsum(layer[::-1])[::-1]
    # An input of 0 and an activation that underflowed have no relative error: the derivative is 0 with them.
    before = np.divide(alpha[:-1], np.abs(a[:-1]), out=np.zeros(zeta.size), where=a[:-1] != 0.0)
    return {"x": float(beta[0]), "w": beta + before + 0.5 * EPS, "b": beta}
