"""Wrong answers for the derivatives by the weights and biases. W numbers are those of the table of mistakes.

A slip in the backward walk shows in all entries or only in those that are built on it; therefore each has up
to three formulas, with one id: entry "x" right or wrong, entry "b" right or wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from vanishing_gradients.mistakes.base import Chain, Row, Vector, on_chains, slope

Grads = dict[str, Any]
OnBiases = Callable[[Chain], Vector]


def _ahead(links: Vector) -> Vector:
    """Return for each unit the product of the links behind it, on the way to y."""
    return np.append(np.cumprod(links[::-1])[::-1][1:], 1.0)


def _by_bias(c: Chain) -> Vector:
    """Return the right dy/db."""
    return np.asarray(c.slopes * _ahead(c.links))


def _by_input(c: Chain) -> float:
    """Return the right dy/dx."""
    return float(c.w[0] * _by_bias(c)[0])


def _grads(x: float, w: Vector, b: Vector) -> Grads:
    return {"x": x, "w": w, "b": b}


# Slips in the walk itself: dy/db as it comes out.

_WALKS: tuple[tuple[str, str, OnBiases], ...] = (
    (
        "own_weight_included",
        "w_i itself is among the multipliers of dy/dw_i.",
        lambda c: c.links * _ahead(c.links),
    ),
    ("own_slope_missing", "The slope of unit i is missing.", lambda c: _ahead(c.links)),
    ("last_layer_first", "The last layer comes first.", lambda c: _by_bias(c)[::-1]),
    (
        "slope_at_activation",
        "Each slope is taken at a_i instead of z_i.",
        lambda c: slope(c.a[1:]) * _ahead(c.w * slope(c.a[1:])),
    ),
    (
        "weight_missing_inside",
        "Each slope is taken at a_{i-1} instead of z_i: the weight is missing inside.",
        lambda c: slope(c.a[:-1]) * _ahead(c.w * slope(c.a[:-1])),
    ),
    (
        "downstream_weights_missing",
        "The weights between unit i and y are missing.",
        lambda c: c.slopes * _ahead(c.slopes),
    ),
    ("way_to_output_missing", "The way from a_i to y is missing.", lambda c: c.slopes),
    (
        "last_slope_missing",
        "The slope of the last unit is missing.",
        lambda c: _by_bias(c) / c.slopes[-1],
    ),
    ("loss_included", "Times y - 1, from a loss.", lambda c: _by_bias(c) * (c.a[-1] - 1)),
    ("loss_included", "Times 2 (y - 1), from a loss.", lambda c: _by_bias(c) * 2 * (c.a[-1] - 1)),
    (
        "own_weight_on_the_way",
        "Going back over a link, w_i is taken instead of w_{i+1}.",
        lambda c: c.slopes * _ahead(np.append(c.w[0], c.w[:-1]) * c.slopes),
    ),
    (
        "upstream_for_downstream",
        "The links before unit i are multiplied instead of those behind it.",
        lambda c: c.slopes * _ahead(c.links[::-1])[::-1],
    ),
)


def _ways_on(
    by_bias: OnBiases, weights: Callable[[Chain, Vector], Vector]
) -> Iterator[Callable[[Chain], Grads]]:
    """Yield what follows from a wrong dy/db: all entries built on it; "x" right; "x" and "b" right."""
    yield lambda c: _grads(float(c.w[0] * by_bias(c)[0]), weights(c, by_bias(c)), by_bias(c))
    yield lambda c: _grads(_by_input(c), weights(c, by_bias(c)), by_bias(c))
    yield lambda c: _grads(_by_input(c), weights(c, by_bias(c)), _by_bias(c))


def _times_activation(c: Chain, by_bias: Vector) -> Vector:
    return np.asarray(c.a[:-1] * by_bias)


def _turned(c: Chain, by_bias: Vector) -> Vector:
    return np.asarray(c.a[:-1][::-1] * by_bias)


_WALK_ROWS: tuple[Row, ...] = tuple(
    (slip, said, way)
    for slip, said, by_bias in _WALKS
    for way in _ways_on(by_bias, _turned if slip == "last_layer_first" else _times_activation)
)

# Slips in one entry alone.


def _only_weights(by_weight: Callable[[Chain], Vector]) -> Callable[[Chain], Grads]:
    return lambda c: _grads(_by_input(c), by_weight(c), _by_bias(c))


def _only_input(by_input: Callable[[Chain], Any]) -> Callable[[Chain], Grads]:
    return lambda c: _grads(float(by_input(c)), c.a[:-1] * _by_bias(c), _by_bias(c))


def _only_biases(by_bias: OnBiases) -> Callable[[Chain], Grads]:
    return lambda c: _grads(_by_input(c), c.a[:-1] * _by_bias(c), by_bias(c))


_ENTRY_ROWS: tuple[Row, ...] = (
    ("bias_for_weight", "dy/db_i stands for dy/dw_i.", _only_weights(_by_bias)),
    (
        "activation_leaving",
        "a_i stands for a_{i-1}.",
        _only_weights(lambda c: c.a[1:] * _by_bias(c)),
    ),
    (
        "same_way_for_all",
        "a_{i-1} dy/dx: the whole way from x for every layer.",
        _only_weights(lambda c: c.a[:-1] * _by_input(c)),
    ),
    ("input_everywhere", "x stands for a_{i-1}.", _only_weights(lambda c: c.x * _by_bias(c))),
    (
        "divided_by_weight",
        "dy/dx divided by w_i.",
        _only_weights(lambda c: _by_input(c) / c.w),
    ),
    (
        "divided_by_weight",
        "dy/dx divided by w_i, times a_{i-1}.",
        _only_weights(lambda c: c.a[:-1] * _by_input(c) / c.w),
    ),
    ("own_weight_included", "z_i stands for a_{i-1}.", _only_weights(lambda c: c.z * _by_bias(c))),
    ("local_for_bias", "dy/db_i is 1.", _only_biases(lambda c: 0.0 * c.b + 1.0)),
    ("local_for_bias", "The slope of the unit stands for dy/db_i.", _only_biases(lambda c: c.slopes)),
    ("biases_left_zero", "dy/db_i is 0.", _only_biases(lambda c: 0.0 * c.b)),
    (
        "biases_left_zero",
        "dy/db is 0 where no biases are given.",
        lambda c: _grads(_by_input(c), c.a[:-1] * _by_bias(c), _by_bias(c) * bool(np.any(c.b))),
    ),
    ("output_for_input", "y stands for dy/dx.", _only_input(lambda c: c.a[-1])),
    ("output_for_input", "1 stands for dy/dx.", _only_input(lambda _: 1.0)),
    ("output_for_input", "x stands for dy/dx.", _only_input(lambda c: c.x)),
    (
        "weight_for_bias",
        "dy/dw_i stands for dy/db_i.",
        lambda c: _grads(_by_input(c), c.a[:-1] * _by_bias(c), c.a[:-1] * _by_bias(c)),
    ),
    ("x_without_first_weight", "dy/db_1 stands for dy/dx.", _only_input(lambda c: _by_bias(c)[0])),
    ("x_like_weight", "dy/dw_1 stands for dy/dx.", _only_input(lambda c: c.x * _by_bias(c)[0])),
    (
        "bias_left_out",
        "The biases are not added in the forward pass.",
        lambda c: _without_biases(Chain.of(c.x, c.w)),
    ),
)


def _without_biases(c: Chain) -> Grads:
    return _grads(_by_input(c), c.a[:-1] * _by_bias(c), _by_bias(c))


MISTAKES = on_chains("chain_grads", (*_WALK_ROWS, *_ENTRY_ROWS))
