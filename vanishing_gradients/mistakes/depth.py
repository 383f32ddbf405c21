"""Wrong answers for what depth does to dy/dx: the decay curve."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.content import Mistake
from vanishing_gradients.mistakes.base import Vector, quiet, slope
from vanishing_gradients.mistakes.fixed import fixed_point, rate, sigma_of_one

# depth_curve


@dataclass(frozen=True)
class _Curve:
    """A bias-free chain with one shared weight, for wrong formulas to pick from.

    Parameters
    ----------
    w, x
        The weight of every unit, the input.
    z, a
        Pre-activations, shape (n,); activations, shape (n + 1,), a[0] = x.
    """

    w: float
    x: float
    z: Vector
    a: Vector

    @property
    def n(self) -> int:
        """Number of units."""
        return len(self.z)

    @property
    def depths(self) -> Vector:
        """The depths 1 .. n."""
        return np.arange(1.0, self.n + 1)

    @property
    def links(self) -> Vector:
        """Weight times slope, for each unit."""
        return self.w * slope(self.z)

    @property
    def logs(self) -> Vector:
        """The decimal logarithm of the size of each link, right far out too."""
        m = np.abs(self.z)
        return np.asarray((-m - 2 * np.log1p(np.exp(-m))) / np.log(10.0) + np.log10(abs(np.float64(self.w))))

    @property
    def right(self) -> Vector:
        """The right curve."""
        return np.cumsum(self.logs)


@functools.lru_cache(maxsize=4)
def _walk(w: float, x: float, n: int) -> _Curve:
    z, a = np.empty(n), np.empty(n + 1)
    a[0] = x
    for i in range(n):
        z[i] = w * a[i]
        a[i + 1] = sigma_of_one(z[i])
    return _Curve(w, x, z, a)


def _log_size(links: Vector) -> Vector:
    """Return the running sum of the logarithms of what is taken for the links."""
    return np.cumsum(np.log10(np.abs(links)))


def _each_product(c: _Curve) -> Vector:
    """Return the products of the first 1 .. n links, each multiplied from the start, until they are 0."""
    products, zeros = np.zeros(c.n), 0
    for n in range(1, c.n + 1):
        products[n - 1] = np.prod(c.links[:n])
        zeros = zeros + 1 if products[n - 1] == 0 else 0
        if zeros > 10:
            break
    return products


def _without_sigmoid(c: _Curve) -> Vector:
    """Return the curve of a chain whose units pass on z."""
    return _log_size(c.w * slope(c.x * np.float64(c.w) ** c.depths))


CurveRow = tuple[str, str, Callable[[_Curve], Any]]

_CURVE: tuple[CurveRow, ...] = (
    (
        "log_of_product",
        "The logarithm of a running product, -inf where it underflows.",
        lambda c: np.log10(np.abs(np.cumprod(c.links))),
    ),
    (
        "log_of_product",
        "The logarithm of products multiplied anew for each depth.",
        lambda c: np.log10(np.abs(_each_product(c))),
    ),
    (
        "log_of_product",
        "The logarithm of |w|^n times the product of the slopes.",
        lambda c: np.log10(np.float64(abs(c.w)) ** c.depths * np.cumprod(slope(c.z))),
    ),
    *(
        (
            "epsilon_added",
            f"log10(|dy/dx| + {epsilon:g}): the curve levels off.",
            lambda c, epsilon=epsilon: np.log10(np.abs(np.cumprod(c.links)) + epsilon),
        )
        for epsilon in (1e-10, 1e-12, 1e-15, 1e-16, 1e-20, 1e-30, 1e-300, 1e-308)
    ),
    ("other_log", "The natural logarithm.", lambda c: c.right * np.log(10.0)),
    ("other_log", "The logarithm to base 2.", lambda c: c.right * np.log2(10.0)),
    ("ceiling_for_curve", "n log10(|w| / 4).", lambda c: c.depths * np.log10(np.float64(abs(c.w)) / 4)),
    ("first_link_everywhere", "n times the first logarithm.", lambda c: c.depths * c.logs[0]),
    (
        "limit_from_the_start",
        "n log10 |decay rate|: a straight line.",
        lambda c: c.depths * np.log10(np.abs(rate(c.w, fixed_point(c.w)))),
    ),
    ("weights_missing", "Only the slopes are multiplied.", lambda c: _log_size(slope(c.z))),
    (
        "weight_once",
        "The weight is there once, whatever the depth.",
        lambda c: _log_size(slope(c.z)) + np.log10(np.float64(abs(c.w))),
    ),
    ("weight_missing_inside", "Each slope is taken at a_{i-1}.", lambda c: _log_size(c.w * slope(c.a[:-1]))),
    ("slope_at_activation", "Each slope is taken at a_i.", lambda c: _log_size(c.w * slope(c.a[1:]))),
    ("height_for_slope", "a_i stands for its slope.", lambda c: _log_size(c.w * c.a[1:])),
    ("sigmoid_missing", "Each unit passes on its z.", _without_sigmoid),
    (
        "last_slope_missing",
        "The slope of the last unit is missing at each depth.",
        lambda c: c.right - np.log10(slope(c.z)),
    ),
    (
        "starts_at_depth_0",
        "0 for the depth 0 stands in front, and the last depth is missing.",
        lambda c: np.append(0.0, c.right[:-1]),
    ),
    ("starts_at_depth_0", "0 for the depth 0 stands in front.", lambda c: np.append(0.0, c.right)),
    (
        "starts_at_depth_2",
        "The depths 2 to n_max + 1.",
        lambda c: _walk(c.w, c.x, c.n + 1).right[1:],
    ),
    ("starts_at_depth_2", "The depths 2 to n_max.", lambda c: c.right[1:]),
    ("last_depth_missing", "The depths 1 to n_max - 1.", lambda c: c.right[:-1]),
    ("not_added_up", "The logarithm of each link alone.", lambda c: c.logs),
    ("added_up_twice", "The running sum of the right curve.", lambda c: np.cumsum(c.right)),
    ("average_per_layer", "The right curve over n.", lambda c: c.right / c.depths),
    (
        "abs_missing",
        "The logarithm of negative links.",
        lambda c: np.cumsum(np.log10(c.links)),
    ),
    (
        "abs_missing",
        "The logarithm of products, negative at odd depths.",
        lambda c: np.log10(np.cumprod(c.links)),
    ),
    ("log_missing", "dy/dx itself.", lambda c: np.cumprod(c.links)),
    ("log_missing", "|dy/dx| itself.", lambda c: np.abs(np.cumprod(c.links))),
    ("last_depth_only", "One number, of the deepest chain.", lambda c: float(c.right[-1])),
    ("last_depth_only", "The same number for each depth.", lambda c: np.full(c.n, c.right[-1])),
    ("log_of_output", "The logarithm of y.", lambda c: np.log10(c.a[1:])),
)


def _of_shared_weight(formula: Callable[[_Curve], Any]) -> Callable[..., Any]:
    @quiet
    def wrong(w: float, x: float, n_max: int) -> Any:
        return formula(_walk(float(w), float(x), int(n_max)))

    return wrong


MISTAKES: tuple[Mistake, ...] = tuple(
    Mistake(f"depth_curve.{slip}", "depth_curve", _of_shared_weight(f), said) for slip, said, f in _CURVE
)
"""Every wrong answer of this exercise."""
