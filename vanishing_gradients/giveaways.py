"""What no hint may hold."""

from __future__ import annotations

GIVEAWAYS = (
    "s*(1", "s * (1", "s(1", "1-s", "1 - s ", "1 - sig", "(1 - a", "(1-a", "exp(-z", "exp(z", "np.prod",
    "prod(", "cumprod", "sp(", "sigma'", "sigmoid_prime(z)", "sigmoid_prime(z[", "w[", "a[i", "z[i", "* w",
    "w_i", "a_i", "z_i", "4**", "/ 4", "arccosh", "arcsinh", "log((", "sqrt", "x + h", "x+h", "2*h", "2 * h",
    ".imag", "svd(", "log1p", "cumsum",
)  # fmt: skip
"""Pieces of code and of formulas that would give an answer away."""
