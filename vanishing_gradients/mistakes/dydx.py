"""Wrong answers for dy/dx of a chain. D numbers are those of the course's table of mistakes."""

from __future__ import annotations

import numpy as np

from vanishing_gradients.mistakes.base import Chain, Row, Vector, on_chains, sigma, slope


def _product(*factors: Vector) -> float:
    return float(np.prod([np.prod(f) for f in factors]))


def _whole(c: Chain) -> float:
    return _product(c.w, c.slopes)


def _whole_of(x: float, w: Vector, b: Vector | None) -> float:
    return _whole(Chain.of(x, w, b))


def _quotient(c: Chain, step: float) -> float:
    ahead = Chain.of(c.x + step, c.w, c.b)
    return float((ahead.a[-1] - c.a[-1]) / step)


_ROWS: tuple[Row, ...] = (
    (
        "weight_missing_inside",  # the sheet's five-layer answer
        "Each slope is taken at a_{i-1} instead of z_i: the weight is missing inside.",
        lambda c: _product(c.w, slope(c.a[:-1])),
    ),
    (
        "slope_at_activation",
        "Each slope is taken at a_i, the output of the unit, instead of z_i.",
        lambda c: _product(c.w, slope(c.a[1:])),
    ),
    ("weights_missing", "Only the slopes are multiplied.", lambda c: _product(c.slopes)),
    (
        "first_weight_missing",
        "w_1 is missing in the product.",
        lambda c: _product(c.w[1:], c.slopes),
    ),
    ("last_weight_missing", "w_n is missing in the product.", lambda c: _product(c.w[:-1], c.slopes)),
    (
        "last_slope_missing",
        "The slope of the last unit is missing in the product.",
        lambda c: _product(c.w, c.slopes[:-1]),
    ),
    (
        "first_slope_missing",
        "The slope of the first unit is missing in the product.",
        lambda c: _product(c.w, c.slopes[1:]),
    ),
    (
        "last_slope_only",
        "The weights are multiplied, of the slopes the last one alone is there.",
        lambda c: float(np.prod(c.w) * c.slopes[-1]),
    ),
    (
        "last_slope_only",
        "The weights are multiplied, of the slopes the first one alone is there.",
        lambda c: float(np.prod(c.w) * c.slopes[0]),
    ),
    ("ratio_returned", "y / x.", lambda c: float(c.a[-1] / np.float64(c.x))),
    (
        "one_weight_everywhere",
        "w_n^n stands for the product of the weights.",
        lambda c: float(c.w[-1] ** c.n * np.prod(c.slopes)),
    ),
    (
        "one_weight_everywhere",
        "w_1^n stands for the product of the weights.",
        lambda c: float(c.w[0] ** c.n * np.prod(c.slopes)),
    ),
    (
        "bias_added_to_weight",
        "w_i + b_i stands for w_i.",
        lambda c: _product(c.w + c.b, c.slopes),
    ),
    (
        "slope_of_neighbour",
        "a_{i-1} (1 - a_{i-1}) stands for the slope of unit i.",
        lambda c: _product(c.w, c.a[:-1] * (1 - c.a[:-1])),
    ),
    (
        "input_everywhere",
        "Every slope is taken at w_i x, without biases.",
        lambda c: _product(c.w, slope(c.w * c.x)),
    ),
    ("sum_of_links", "The links w_i sigma'(z_i) are added.", lambda c: float(np.sum(c.links))),
    (
        "sum_of_links",
        "The 2n factors are added.",
        lambda c: float(np.sum(c.w) + np.sum(c.slopes)),
    ),
    (
        "height_for_slope",
        "The activation a_i stands where its slope should.",
        lambda c: _product(c.w, c.a[1:]),
    ),
    (
        "half_slope",
        "1 - a_i stands where the slope a_i (1 - a_i) should.",
        lambda c: _product(c.w, 1 - c.a[1:]),
    ),
    (
        "slope_formula_on_z",
        "z (1 - z) is computed: the formula in terms of the activation, fed with z.",
        lambda c: _product(c.w, c.z * (1 - c.z)),
    ),
    (
        "falling_slope",
        "Each slope has a minus sign; odd depths have the wrong sign.",
        lambda c: _product(c.w, -c.slopes),
    ),
    (
        "input_everywhere",
        "Every slope is taken at w_i x: all units are fed with x.",
        lambda c: _product(c.w, slope(c.w * c.x + c.b)),
    ),
    (
        "ceiling_for_value",
        "prod w_i / 4^n: the largest possible slope of each unit instead of its own.",
        lambda c: _product(c.w / 4.0),
    ),
    (
        "input_squashed",
        "The chain starts from sigma(x) instead of x.",
        lambda c: _whole_of(float(sigma(c.x)), c.w, c.b),
    ),
    (
        "weights_reversed",
        "The weights are met in reversed order.",
        lambda c: _whole_of(c.x, c.w[::-1], c.b),
    ),
    (
        "weights_reversed",
        "Weights and biases are met in reversed order.",
        lambda c: _whole_of(c.x, c.w[::-1], c.b[::-1]),
    ),
    ("sign_lost", "The absolute value of dy/dx is returned.", lambda c: abs(_whole(c))),
    (
        "one_sigmoid",
        "prod w_i * sigma'(x prod w_i): as if x passed one sigmoid only.",
        lambda c: _product(c.w, slope(c.x * np.prod(c.w))),
    ),
    (
        "first_slope_everywhere",
        "All units have the slope of the first.",
        lambda c: float(np.prod(c.w) * c.slopes[0] ** c.n),
    ),
    (
        "first_weight_everywhere",
        "w_1 is used in every unit.",
        lambda c: _whole_of(c.x, np.full(c.n, c.w[0]), c.b),
    ),
    (
        "derivative_by_weight",
        "This is dy/dw_1.",
        lambda c: c.x * _product(c.w[1:], c.slopes),
    ),
    ("output_returned", "The output y is returned.", lambda c: float(c.a[-1])),
    ("product_starts_at_zero", "The result is always 0.", lambda c: 0.0 * c.x),
    ("times_input", "The right value times x.", lambda c: c.x * _whole(c)),
    (
        "log_of_size",
        "The natural logarithm of |dy/dx|.",
        lambda c: float(np.sum(np.log(np.abs(c.links)))),
    ),
    ("forward_difference", "A difference quotient with step 0.01.", lambda c: _quotient(c, 0.01)),
    ("forward_difference", "A difference quotient with step 0.001.", lambda c: _quotient(c, 0.001)),
    (
        "quarter_twice",
        "Each factor is divided by 4, although the slope is in it already.",
        lambda c: _product(c.links / 4.0),
    ),
    (
        "plus_for_minus",
        "a (1 + a) stands for the slope.",
        lambda c: _product(c.w, c.a[1:] * (1 + c.a[1:])),
    ),
    (
        "weights_added",
        "The weights are added, the slopes multiplied.",
        lambda c: float(np.sum(c.w) * np.prod(c.slopes)),
    ),
    (
        "ceiling_without_weights",
        "0.25^n: the ceiling of the slopes alone.",
        lambda c: 0.25**c.n,
    ),
    (
        "ceiling_without_depth",  # the sheet's four-layer answer
        "0.25^2 whatever the depth.",
        lambda c: 0.0625 + 0.0 * c.x,
    ),
    (
        "bias_left_out",
        "The biases are not added in the forward pass.",
        lambda c: _whole_of(c.x, c.w, None),
    ),
    ("first_link_only", "Only the first link is there.", lambda c: float(c.links[0])),
    ("last_link_only", "Only the last link is there.", lambda c: float(c.links[-1])),
    ("upside_down", "One over the right value: dx/dy.", lambda c: float(1.0 / np.float64(_whole(c)))),
    (
        "last_link_missing",
        "The last link is missing altogether.",
        lambda c: _product(c.links[:-1]),
    ),
    ("running_product", "All running products are returned.", lambda c: np.cumprod(c.links)),
)

MISTAKES = on_chains("chain_dydx", _ROWS)
