"""Wrong answers for the sigmoid, its derivatives and the place of its steepest slope.

P and S numbers are those of the course's table of mistakes, N numbers those of its table of stability.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.content import Mistake
from vanishing_gradients.mistakes.base import Vector, quiet, sigma, slope

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

UnitRow = tuple[str, str, Callable[[Vector], Any]]


def _on_numbers(exercise: str, rows: Iterable[UnitRow]) -> tuple[Mistake, ...]:
    return tuple(Mistake(f"{exercise}.{slip}", exercise, _elementwise(f), said) for slip, said, f in rows)


def _elementwise(formula: Callable[[Vector], Any]) -> Callable[..., Any]:
    @quiet
    def wrong(z: ArrayLike) -> Any:
        return formula(np.asarray(z, dtype=np.float64)) * 1.0

    return wrong


# sigmoid

_SIGMOID: tuple[UnitRow, ...] = (
    ("exponent_sign", "1 / (1 + e^z): the falling curve.", lambda z: sigma(-z)),
    ("tanh", "The hyperbolic tangent.", np.tanh),
    ("minus_in_denominator", "1 / (1 - e^-z).", lambda z: 1 / (1 - np.exp(-z))),
    (
        "one_side_only",
        "1 / (1 + e^-|z|): right for z >= 0, mirrored for z < 0.",
        lambda z: sigma(np.abs(z)),
    ),
    (
        "one_side_only",
        "e^-|z| / (1 + e^-|z|): right for z <= 0, mirrored for z > 0.",
        lambda z: sigma(-np.abs(z)),
    ),
    ("parentheses", "1 / 1 + e^-z: parentheses are missing.", lambda z: 1 + np.exp(-z)),
    ("parentheses", "e^z / 1 + e^z: parentheses are missing.", lambda z: 2 * np.exp(z)),
    ("rectifier", "max(0, z).", lambda z: np.maximum(z, 0.0)),
    ("rectifier", "log(1 + e^z), the softplus.", lambda z: np.logaddexp(0.0, z)),
    ("other_base", "2 in the place of e.", lambda z: sigma(z * np.log(2.0))),
    ("other_base", "10 in the place of e.", lambda z: sigma(z * np.log(10.0))),
    ("slope_for_height", "The slope is returned.", slope),
    ("tanh", "tanh(z/2), which runs from -1 to 1.", lambda z: np.tanh(z / 2)),
    ("other_scale", "(1 + tanh z) / 2: twice as steep.", lambda z: sigma(2 * z)),
    ("other_scale", "sigma(z / 2): half as steep.", lambda z: sigma(z / 2)),
    ("exponents_mixed", "e^z / (1 + e^-z).", lambda z: np.exp(z) / (1 + np.exp(-z))),
    ("exponents_mixed", "e^-z / (1 + e^z).", lambda z: np.exp(-z) / (1 + np.exp(z))),
    ("exponential_missing", "1 / (1 + z).", lambda z: 1 / (1 + z)),
    ("exponential_missing", "1 / (1 - z).", lambda z: 1 / (1 - z)),
    ("exponential_missing", "z / (1 + z).", lambda z: z / (1 + z)),
    ("exponential_missing", "z / (1 + |z|).", lambda z: z / (1 + np.abs(z))),
    ("one_missing", "1 / e^-z: the 1 below is missing.", np.exp),
    ("one_missing", "1 / e^z.", lambda z: np.exp(-z)),
    ("step", "0 on the left, 1 on the right.", lambda z: np.heaviside(z, 0.0)),
    ("clipped", "z is clipped to 5.", lambda z: sigma(np.clip(z, -5, 5))),
)

# sigmoid_prime: each slip on heights may be written with 1 - s, which loses its digits far out, or without.

Heights = Callable[[Vector, Vector], Any]


def _both_ways(formula: Heights) -> tuple[Callable[[Vector], Any], ...]:
    """Return the slip as a function of s and 1 - s, with 1 - s subtracted and with 1 - s = sigma(-z)."""
    return (lambda z: formula(sigma(z), 1 - sigma(z))), (lambda z: formula(sigma(z), sigma(-z)))


_ON_HEIGHTS: tuple[tuple[str, str, Heights], ...] = (
    ("distance_to_one", "1 - s.", lambda _, r: r),
    ("other_curve", "1 - s^2, the rule of tanh with another height.", lambda s, r: r * (1 + s)),
    ("sign", "The slope with a minus sign.", lambda s, r: -s * r),
    ("twice", "2 s (1 - s).", lambda s, r: 2 * s * r),
)

_PRIME: tuple[UnitRow, ...] = (
    *((slip, said, way) for slip, said, formula in _ON_HEIGHTS for way in _both_ways(formula)),
    ("slope_formula_on_z", "z (1 - z): the rule for heights, fed with z.", lambda z: z * (1 - z)),
    ("plus_for_minus", "s (1 + s).", lambda z: sigma(z) * (1 + sigma(z))),
    ("height_squared", "s^2.", lambda z: sigma(z) ** 2),
    ("height_for_slope", "The height is returned.", sigma),
    ("other_curve", "1 - tanh^2.", lambda z: 1 - np.tanh(z) ** 2),
    ("other_curve", "1 / cosh^2.", lambda z: 1 / np.cosh(z) ** 2),
    ("bell", "exp(-z^2) / 4.", lambda z: np.exp(-(z**2)) / 4),
    ("slope_at_height", "The slope at the place sigma(z).", lambda z: slope(sigma(z))),
    (
        "square_forgotten",
        "e / (1 + e) with e = e^-|z|: the square of the bottom is missing.",
        lambda z: sigma(-np.abs(z)),
    ),
    (
        "square_inside",
        "e / (1 + e^2): only the exponential is squared.",
        lambda z: np.exp(-np.abs(z)) / (1 + np.exp(-2 * np.abs(z))),
    ),
    ("constant", "0.25 everywhere.", lambda z: np.full(z.shape, 0.25)),
    *(
        (
            "difference_quotient",
            f"A difference quotient, forward by {h:g}.",
            lambda z, h=h: (sigma(z + h) - sigma(z)) / h,
        )
        for h in (1.0, 0.1, 0.01)
    ),
    *(
        (
            "difference_quotient",
            f"A difference quotient, {h:g} to both sides.",
            lambda z, h=h: (sigma(z + h) - sigma(z - h)) / (2 * h),
        )
        for h in (1.0, 0.5, 0.1)
    ),
    (
        "digits_lost",
        "s (1 - s): right at ordinary z, exactly 0 from z = 36.74 on.",
        lambda z: sigma(z) * (1 - sigma(z)),
    ),
    (
        "digits_lost",
        "s - s^2: right at ordinary z, without digits far out.",
        lambda z: sigma(z) - sigma(z) ** 2,
    ),
    (
        "digits_lost",
        "(1 - tanh^2(z/2)) / 4: right at ordinary z, exactly 0 far out on both sides.",
        lambda z: (1 - np.tanh(z / 2) ** 2) / 4,
    ),
    (
        "too_large_inside",  # the sheet's five-layer answer
        "e^z / (1 + e^z)^2: right at ordinary z, 0 or nan far to the right.",
        lambda z: np.exp(z) / (1 + np.exp(z)) ** 2,
    ),
    (
        "too_large_inside",
        "e^-z / (1 + e^-z)^2: right at ordinary z, 0 or nan far to the left.",
        lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2,
    ),
)

# sigmoid_second

_SECOND: tuple[UnitRow, ...] = (
    ("sign", "The right size with the other sign.", lambda z: slope(z) * (2 * sigma(z) - 1)),
    ("not_symmetric", "s' (1 - s).", lambda z: slope(z) * sigma(-z)),
    ("bracket_in_z", "s' (1 - 2z).", lambda z: slope(z) * (1 - 2 * z)),
    ("slope_squared", "The square of the slope.", lambda z: slope(z) ** 2),
    ("bracket_in_slope", "s' (1 - 2s').", lambda z: slope(z) * (1 - 2 * slope(z))),
    ("terms_added", "s' - 2s: a product has become a difference.", lambda z: slope(z) - 2 * sigma(z)),
    ("terms_added", "s' + 1 - 2s.", lambda z: slope(z) + 1 - 2 * sigma(z)),
    ("bracket_only", "1 - 2s.", lambda z: 1 - 2 * sigma(z)),
    ("height_for_slope", "s (1 - 2s).", lambda z: sigma(z) * (1 - 2 * sigma(z))),
    ("slope_at_height", "The slope at the place sigma(z).", lambda z: slope(sigma(z))),
    ("third_derivative", "The third derivative.", lambda z: slope(z) * (1 - 6 * slope(z))),
    ("first_derivative", "The first derivative.", slope),
    ("one_term_only", "-s s': one of the two terms of the product rule.", lambda z: -sigma(z) * slope(z)),
)

# max_of_sigmoid_prime

_AT_HALF = float(slope(0.5))
_SIDE, _STEEPNESS = float(np.log(2 + np.sqrt(3))), float(np.sqrt(3) / 18)

_MAXIMUM: tuple[tuple[str, str, tuple[float, float]], ...] = (
    ("height_for_place", "(0.5, 0.25): the height of the sigmoid in the place of z.", (0.5, 0.25)),
    ("measured_beside_top", "(0.5, 0.2350): the slope at 0.5, which is not the top.", (0.5, _AT_HALF)),
    ("measured_beside_top", "(0.5, 0.235), rounded.", (0.5, 0.235)),
    ("height_for_slope", "(0, 0.5): the height at 0.", (0.0, 0.5)),
    ("other_curve", "(0, 1): the slope of tanh.", (0.0, 1.0)),
    ("measured_beside_top", "(1, sigma'(1)).", (1.0, float(slope(1.0)))),
    ("measured_beside_top", "(1, 0.197), rounded.", (1.0, 0.197)),
    ("rounded", "(0, 0.2): the height is cut short.", (0.0, 0.2)),
    ("rounded", "(0, 0.3).", (0.0, 0.3)),
    ("rounded", "(0, 0.24).", (0.0, 0.24)),
    ("rounded", "(0, 0.249).", (0.0, 0.249)),
    ("swapped", "(0.25, 0): the two numbers in the other order.", (0.25, 0.0)),
    ("value_for_place", "(0.25, 0.25): the slope as place too.", (0.25, 0.25)),
    ("value_for_place", "(0.25, 0.5): the slope as place, the height as slope.", (0.25, 0.5)),
    ("value_for_place", "(0.25, sigma'(0.25)): the slope as place.", (0.25, float(slope(0.25)))),
    ("steepest_hillside", "The maximum of the second derivative.", (-_SIDE, _STEEPNESS)),
    ("steepest_hillside", "The minimum of the second derivative.", (_SIDE, -_STEEPNESS)),
    ("level_at_top", "(0, 0): the second derivative at 0.", (0.0, 0.0)),
)


def _constant(pair: tuple[float, float]) -> Callable[[], tuple[float, float]]:
    return lambda: pair


MISTAKES = (
    *_on_numbers("sigmoid", _SIGMOID),
    *_on_numbers("sigmoid_prime", _PRIME),
    *_on_numbers("sigmoid_second", _SECOND),
    *(
        Mistake(f"max_of_sigmoid_prime.{slip}", "max_of_sigmoid_prime", _constant(pair), said)
        for slip, said, pair in _MAXIMUM
    ),
)
