"""Wrong answers for the place where deep chains settle, and for the factor of one more layer there."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.content import Mistake
from vanishing_gradients.mistakes.base import sigma, slope
from vanishing_gradients.mistakes.bounds import NumberRow, on_weight

# fixed_point


def sigma_of_one(z: float) -> float:
    """Return the sigmoid of one number; long walks need it fast."""
    e = math.exp(-abs(z))
    return (1.0 if z >= 0.0 else e) / (1.0 + e)


def fixed_point(w: float) -> float:
    """Return the right fixed point."""
    return _crossing(lambda a: sigma_of_one(w * a))


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
        orbit.append(sigma_of_one(w * orbit[-1]))
    return tuple(orbit)


def _bisected(w: float, steps: int, end: int) -> float:
    """Return the lower end, the middle or the upper end (end = -1, 0, 1) of a short bisection."""
    low, high = 0.0, 1.0
    for _ in range(steps):
        middle = (low + high) / 2
        low, high = (middle, high) if sigma_of_one(w * middle) > middle else (low, middle)
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
    ("stuck_at_half", "A search in [1/2, 1] only.", lambda w: max(fixed_point(w), 0.5)),
    ("stuck_at_half", "A search in [0, 1/2] only.", lambda w: min(fixed_point(w), 0.5)),
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
    *(
        (
            "half_for_place",
            f"sigma(w a) is compared with 1/2, {halvings} halvings.",
            lambda w, gap=0.5**halvings: 1 - gap if w > 0 else gap,
        )
        for halvings in (20, 24, 27, 28, 30, 31, 34, 35, 40, 41, 50, 51, 60, 61, 100, 101, 200, 201)
    ),
    *(
        (
            "weight_outside",
            f"The fixed point of w sigma(a), or 2^-{halvings} from an end of [0, 1].",
            lambda w, gap=0.5**halvings: min(max(_crossing(lambda a: w * sigma_of_one(a)), gap), 1 - gap),
        )
        for halvings in (27, 30, 31, 34, 35, 40, 41, 50, 51, 60, 61)
    ),
    ("z_returned", "w a.", lambda w: w * fixed_point(w)),
    ("rate_returned", "w a (1 - a).", lambda w: rate(w, fixed_point(w))),
    ("weight_missing", "The fixed point of sigma.", lambda _: fixed_point(1.0)),
    ("sign_of_weight", "The fixed point of -w.", lambda w: fixed_point(-w)),
    ("sign_of_weight", "The fixed point of |w|.", lambda w: fixed_point(abs(w))),
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


# decay_rate


def rate(w: float, a: float) -> float:
    """Return w a (1 - a)."""
    return w * a * (1 - a)


def _cycled(w: float, steps: int) -> float:
    return rate(w, _iterated(w, 0.5, steps))


def _cycle_rate(w: float) -> float:
    """Return the factor per layer on the cycle of two where iteration ends."""
    return math.sqrt(abs(_cycled(w, 1000) * _cycled(w, 1001)))


def _average(w: float, layers: int) -> float:
    """Return the n-th root of |dy/dx| of a chain that starts at x = 1/2."""
    orbit = _orbit(w, 0.5)[1 : layers + 1]
    return float(np.exp(np.mean([np.log(abs(np.float64(rate(w, a)))) for a in orbit])))


def _at_fixed_point(formula: Callable[[float, float], Any]) -> Callable[[float], Any]:
    return lambda w: formula(w, fixed_point(w))


_RATE: tuple[NumberRow, ...] = (
    ("weight_missing", "a (1 - a).", _at_fixed_point(lambda _, a: a * (1 - a))),
    ("weight_twice", "w^2 a (1 - a).", _at_fixed_point(lambda w, a: w * w * a * (1 - a))),
    ("sign_lost", "|w| a (1 - a).", _at_fixed_point(lambda w, a: abs(rate(w, a)))),
    ("sign_lost", "The size, taken where a long iteration ends.", lambda w: abs(_cycled(w, 1000))),
    ("sign_lost", "The size, taken one step later.", lambda w: abs(_cycled(w, 1001))),
    ("sign_lost", "The mean size on the cycle where iteration ends.", _cycle_rate),
    ("height_for_slope", "w a.", _at_fixed_point(lambda w, a: w * a)),
    ("half_slope", "w (1 - a).", _at_fixed_point(lambda w, a: w * (1 - a))),
    ("height_squared", "w a^2.", _at_fixed_point(lambda w, a: w * a * a)),
    ("plus_for_minus", "w a (1 + a).", _at_fixed_point(lambda w, a: w * a * (1 + a))),
    ("other_curve", "w (1 - a^2), the rule of tanh.", _at_fixed_point(lambda w, a: w * (1 - a * a))),
    ("slope_formula_on_z", "w z (1 - z) with z = w a.", _at_fixed_point(lambda w, a: rate(w, w * a))),
    (
        "slope_at_activation",
        "w sigma'(a): the weight is missing inside.",
        _at_fixed_point(lambda w, a: w * float(slope(a))),
    ),
    ("slope_at_weight", "w sigma'(w): a is 1.", lambda w: w * float(slope(w))),
    ("first_activation", "w sigma'(w / 2): a is 1/2.", lambda w: w * float(slope(w / 2))),
    *(
        (
            "average_rate",
            f"The mean factor of {n} layers, from x = 1/2.",
            lambda w, n=n: _average(w, n),
        )
        for n in (5, 10, 20, 30, 50, 100)
    ),
    ("ceiling", "w / 4.", lambda w: w / 4),
    ("ceiling", "|w| / 4.", lambda w: abs(w) / 4),
    ("fixed_point_returned", "a.", fixed_point),
    (
        "log_returned",
        "The decimal logarithm of its size.",
        lambda w: float(np.log10(abs(np.float64(rate(w, fixed_point(w)))))),
    ),
    (
        "log_returned",
        "The natural logarithm of its size.",
        lambda w: float(np.log(abs(np.float64(rate(w, fixed_point(w)))))),
    ),
    (
        "log_returned",
        "The logarithm without the size, nan for negative weights.",
        lambda w: float(np.log10(np.float64(rate(w, fixed_point(w))))),
    ),
    *(
        (
            "iteration",
            f"w a (1 - a) after {steps} steps of a -> sigma(w a) from {start:g}.",
            lambda w, start=start, steps=steps: rate(w, _iterated(w, start, steps)),
        )
        for start, lengths in STARTS
        for steps in lengths
    ),
)


MISTAKES: tuple[Mistake, ...] = (*on_weight("fixed_point", _FIXED), *on_weight("decay_rate", _RATE))
"""Every wrong answer of these two exercises."""
