"""Wrong answers for what depth does: the decay curve, the fixed point and the rate."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.content import Mistake
from vanishing_gradients.mistakes.base import Vector, quiet, sigma, slope
from vanishing_gradients.mistakes.bounds import NumberRow, on_weight

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
        a[i + 1] = _sigma(z[i])
    return _Curve(w, x, z, a)


def _sigma(z: float) -> float:
    """Return the sigmoid of one number; long walks need it fast."""
    e = math.exp(-abs(z))
    return (1.0 if z >= 0.0 else e) / (1.0 + e)


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
        lambda c: c.depths * np.log10(np.abs(_rate(c.w, _fixed_point(c.w)))),
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
    ("log_of_output", "The logarithm of y.", lambda c: np.log10(c.a[1:])),
)


def _of_shared_weight(formula: Callable[[_Curve], Any]) -> Callable[..., Any]:
    @quiet
    def wrong(w: float, x: float, n_max: int) -> Any:
        return formula(_walk(float(w), float(x), int(n_max)))

    return wrong


# fixed_point and decay_rate


def _fixed_point(w: float) -> float:
    """Return the right fixed point."""
    return _crossing(lambda a: _sigma(w * a))


def _crossing(falling: Callable[[float], float]) -> float:
    """Return the a in (0, 1) with a = f(a), by bisection, where f(a) - a changes sign once."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if falling(middle) > middle else (low, middle)
    return (low + high) / 2


LONGEST = 1001


def _iterated(w: float, start: float, steps: int) -> float:
    return _orbit(w, start)[steps]


@functools.lru_cache(maxsize=64)
def _orbit(w: float, a: float) -> tuple[float, ...]:
    """Return a, sigma(w a), sigma(w sigma(w a)) ... up to the longest iteration."""
    orbit = [a]
    for _ in range(LONGEST):
        orbit.append(_sigma(w * orbit[-1]))
    return tuple(orbit)


def _bisected(w: float, steps: int, end: int) -> float:
    """Return the lower end, the middle or the upper end (end = -1, 0, 1) of a short bisection."""
    low, high = 0.0, 1.0
    for _ in range(steps):
        middle = (low + high) / 2
        low, high = (middle, high) if _sigma(w * middle) > middle else (low, middle)
    return (low, (low + high) / 2, high)[end + 1]


def _on_grid(w: float, points: int) -> float:
    grid = np.linspace(0.0, 1.0, points)
    return float(grid[np.argmin(np.abs(sigma(w * grid) - grid))])


STARTS: tuple[tuple[float, tuple[int, ...]], ...] = (
    (0.5, (9, 10, 11, 19, 20, 21, 29, 30, 31, 49, 50, 51, 99, 100, 101, 199, 200, 201, 1000, LONGEST)),
    (1.0, (10, 20, 30, 50, 51, 100, 101, 200, 201, 1000, LONGEST)),
)
"""Where iterations start, and their lengths: one from 0 has a step less from 1/2, longer ones end alike."""

_FIXED: tuple[NumberRow, ...] = (
    *(
        (
            "iteration",
            f"{steps} steps of a -> sigma(w a) from {start:g}.",
            lambda w, start=start, steps=steps: _iterated(w, start, steps),
        )
        for start, lengths in STARTS
        for steps in lengths
    ),
    (
        "iteration",
        "The mean of two steps of a long iteration.",
        lambda w: (_iterated(w, 0.5, 1000) + _iterated(w, 0.5, 1001)) / 2,
    ),
    *(
        (
            "few_steps",
            f"{steps} steps of a -> sigma(w a) from 1/2.",
            lambda w, steps=steps: _iterated(w, 0.5, steps),
        )
        for steps in (2, 3, 4, 5)
    ),
    ("one_step", "sigma(w / 2): one step from 1/2.", lambda w: _iterated(w, 0.5, 1)),
    ("one_step", "sigma(w): one step from 1.", lambda w: _iterated(w, 1.0, 1)),
    ("stuck_at_half", "1/2, whatever the weight.", lambda _: 0.5),
    ("stuck_at_half", "A search in [1/2, 1] only.", lambda w: max(_fixed_point(w), 0.5)),
    ("stuck_at_half", "A search in [0, 1/2] only.", lambda w: min(_fixed_point(w), 0.5)),
    *(
        (
            "coarse_search",
            f"A bisection of {steps} steps, {('lower end', 'middle', 'upper end')[end + 1]}.",
            lambda w, steps=steps, end=end: _bisected(w, steps, end),
        )
        for steps in (10, 14, 17)
        for end in (-1, 0, 1)
    ),
    *(
        (
            "coarse_search",
            f"The best of {points} places between 0 and 1.",
            lambda w, points=points: _on_grid(w, points),
        )
        for points in (100, 101, 1000, 1001, 10_000, 10_001)
    ),
    (
        "other_half_kept",
        "A bisection that keeps the wrong half, and returns its lower end.",
        lambda w: 0.0 if w > 0 else 1.0,
    ),
    *(
        (
            "other_half_kept",
            f"A bisection that keeps the wrong half, 2^-{halvings} from an end.",
            lambda w, gap=0.5**halvings: gap if w > 0 else 1 - gap,
        )
        for halvings in (24, 27, 28, 30, 31, 34, 35, 40, 41, 50, 51, 60, 61, 100, 101, 200, 201)
    ),
    ("z_returned", "w a.", lambda w: w * _fixed_point(w)),
    ("rate_returned", "w a (1 - a).", lambda w: _rate(w, _fixed_point(w))),
    ("weight_missing", "The fixed point of sigma.", lambda _: _fixed_point(1.0)),
    ("sign_of_weight", "The fixed point of -w.", lambda w: _fixed_point(-w)),
    ("sign_of_weight", "The fixed point of |w|.", lambda w: _fixed_point(abs(w))),
    (
        "slope_for_height",
        "The fixed point of sigma'(w a).",
        lambda w: _crossing(lambda a: float(slope(w * a))),
    ),
    (
        "straight_line",
        "sigma replaced by its tangent at 0.",
        lambda w: float(2 / np.float64(4 - w)),
    ),
)


def _rate(w: float, a: float) -> float:
    return w * a * (1 - a)


def _cycled(w: float, steps: int) -> float:
    return _rate(w, _iterated(w, 0.5, steps))


def _cycle_rate(w: float) -> float:
    """Return the factor per layer on the cycle of two where iteration ends."""
    return math.sqrt(abs(_cycled(w, 1000) * _cycled(w, 1001)))


def _at_fixed_point(formula: Callable[[float, float], Any]) -> Callable[[float], Any]:
    return lambda w: formula(w, _fixed_point(w))


_RATE: tuple[NumberRow, ...] = (
    ("weight_missing", "a (1 - a).", _at_fixed_point(lambda _, a: a * (1 - a))),
    ("weight_twice", "w^2 a (1 - a).", _at_fixed_point(lambda w, a: w * w * a * (1 - a))),
    ("sign_lost", "|w| a (1 - a).", _at_fixed_point(lambda w, a: abs(_rate(w, a)))),
    ("sign_lost", "The size, taken where a long iteration ends.", lambda w: abs(_cycled(w, 1000))),
    ("sign_lost", "The size, taken one step later.", lambda w: abs(_cycled(w, 1001))),
    ("sign_lost", "The mean size on the cycle where iteration ends.", _cycle_rate),
    ("height_for_slope", "w a.", _at_fixed_point(lambda w, a: w * a)),
    ("half_slope", "w (1 - a).", _at_fixed_point(lambda w, a: w * (1 - a))),
    ("height_squared", "w a^2.", _at_fixed_point(lambda w, a: w * a * a)),
    ("plus_for_minus", "w a (1 + a).", _at_fixed_point(lambda w, a: w * a * (1 + a))),
    ("other_curve", "w (1 - a^2), the rule of tanh.", _at_fixed_point(lambda w, a: w * (1 - a * a))),
    ("slope_formula_on_z", "w z (1 - z) with z = w a.", _at_fixed_point(lambda w, a: _rate(w, w * a))),
    (
        "slope_at_activation",
        "w sigma'(a): the weight is missing inside.",
        _at_fixed_point(lambda w, a: w * float(slope(a))),
    ),
    ("slope_at_weight", "w sigma'(w): a is 1.", lambda w: w * float(slope(w))),
    ("first_activation", "w sigma'(w / 2): a is 1/2.", lambda w: w * float(slope(w / 2))),
    ("ceiling", "w / 4.", lambda w: w / 4),
    ("ceiling", "|w| / 4.", lambda w: abs(w) / 4),
    ("fixed_point_returned", "a.", _fixed_point),
    (
        "log_returned",
        "The decimal logarithm of its size.",
        lambda w: float(np.log10(abs(np.float64(_rate(w, _fixed_point(w)))))),
    ),
    (
        "log_returned",
        "The natural logarithm of its size.",
        lambda w: float(np.log(abs(np.float64(_rate(w, _fixed_point(w)))))),
    ),
    (
        "log_returned",
        "The logarithm without the size, nan for negative weights.",
        lambda w: float(np.log10(np.float64(_rate(w, _fixed_point(w))))),
    ),
    *(
        (
            "iteration",
            f"w a (1 - a) after {steps} steps of a -> sigma(w a) from {start:g}.",
            lambda w, start=start, steps=steps: _rate(w, _iterated(w, start, steps)),
        )
        for start, lengths in STARTS
        for steps in lengths
    ),
)


MISTAKES: tuple[Mistake, ...] = (
    *(Mistake(f"depth_curve.{slip}", "depth_curve", _of_shared_weight(f), said) for slip, said, f in _CURVE),
    *on_weight("fixed_point", _FIXED),
    *on_weight("decay_rate", _RATE),
)
"""Every wrong answer of these three exercises."""
