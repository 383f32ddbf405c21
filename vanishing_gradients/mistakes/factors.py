"""Wrong answers for the list of the 2n factors of dy/dx."""

from __future__ import annotations

import numpy as np

from vanishing_gradients.mistakes.base import Row, Vector, on_chains, sigma, slope


def _in_turn(first: Vector, second: Vector) -> list[float]:
    """Return [first_1, second_1, first_2, second_2, ...]."""
    turns: list[float] = np.column_stack([first, second]).ravel().tolist()
    return turns


def _of(c_slopes: Vector, w: Vector) -> list[float]:
    return _in_turn(w, c_slopes)


_ROWS: tuple[Row, ...] = (
    (
        "weight_missing_inside",
        "Each slope is taken at a_{i-1} instead of z_i: the weight is missing inside.",
        lambda c: _of(slope(c.a[:-1]), c.w),
    ),
    (
        "slope_at_activation",
        "Each slope is taken at a_i, the output of the unit, instead of z_i.",
        lambda c: _of(slope(c.a[1:]), c.w),
    ),
    ("height_for_slope", "The activation a_i stands for its slope.", lambda c: _of(c.a[1:], c.w)),
    ("half_slope", "1 - a_i stands for the slope.", lambda c: _of(1 - c.a[1:], c.w)),
    ("slope_formula_on_z", "z (1 - z) stands for the slope.", lambda c: _of(c.z * (1 - c.z), c.w)),
    ("falling_slope", "Each slope has a minus sign.", lambda c: _of(-c.slopes, c.w)),
    (
        "input_everywhere",
        "Every slope is taken at w_i x.",
        lambda c: _of(slope(c.w * c.x + c.b), c.w),
    ),
    (
        "input_everywhere",
        "Every slope is taken at w_i x, without biases.",
        lambda c: _of(slope(c.w * c.x), c.w),
    ),
    ("bias_added_to_weight", "w_i + b_i stands for w_i.", lambda c: _of(c.slopes, c.w + c.b)),
    (
        "slope_of_neighbour",
        "a_{i-1} (1 - a_{i-1}) stands for the slope of unit i.",
        lambda c: _of(c.a[:-1] * (1 - c.a[:-1]), c.w),
    ),
    (
        "slope_of_neighbour",
        "Each unit has the slope of the one behind it.",
        lambda c: _of(np.roll(c.slopes, -1), c.w),
    ),
    ("slope_before_weight", "[slope, weight, slope, ...].", lambda c: _in_turn(c.slopes, c.w)),
    ("not_interleaved", "All weights first, then all slopes.", lambda c: [*c.w, *c.slopes]),
    ("not_interleaved", "All slopes first, then all weights.", lambda c: [*c.slopes, *c.w]),
    ("from_output", "The whole list backwards.", lambda c: _in_turn(c.w, c.slopes)[::-1]),
    ("from_output", "The links backwards.", lambda c: _in_turn(c.w[::-1], c.slopes[::-1])),
    ("links_not_arrows", "The n products of weight and slope.", lambda c: c.links.tolist()),
    (
        "derivative_by_weight",
        "a_{i-1} stands for w_i: the derivative of z_i by the weight.",
        lambda c: _in_turn(c.a[:-1], c.slopes),
    ),
    ("upside_down", "One over each factor.", lambda c: _in_turn(1 / c.w, 1 / c.slopes)),
    (
        "upside_down",  # the labels of the sheet's four-layer answer
        "One over each slope.",
        lambda c: _in_turn(c.w, 1 / c.slopes),
    ),
    ("running_product", "The running products.", lambda c: np.cumprod(_in_turn(c.w, c.slopes)).tolist()),
    ("first_link_short", "The first weight is missing.", lambda c: _in_turn(c.w, c.slopes)[1:]),
    ("first_link_short", "The last slope is missing.", lambda c: _in_turn(c.w, c.slopes)[:-1]),
    (
        "bias_left_out",
        "The biases are not added in the forward pass.",
        lambda c: _of(slope(_without_biases(c.x, c.w)), c.w),
    ),
)


def _without_biases(x: float, w: Vector) -> Vector:
    z, a = np.empty(len(w)), x
    for i, weight in enumerate(w):
        z[i] = weight * a
        a = float(sigma(z[i]))
    return z


MISTAKES = on_chains("chain_factors", _ROWS)
