"""Wrong answers for the forward pass of a chain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from vanishing_gradients.mistakes.base import Chain, Row, Vector, on_chains, sigma

if TYPE_CHECKING:
    from collections.abc import Callable

Pair = tuple[Vector, Vector]


def _pair(c: Chain) -> Pair:
    return c.z, c.a


def _walk(c: Chain, step: Callable[[float, float, float], tuple[float, float, float]]) -> Pair:
    """Walk the chain with `step(what arrives, w_i, b_i) -> (z_i, a_i, what is sent on)`."""
    z, a, sent = np.empty(c.n), np.empty(c.n + 1), c.x
    a[0] = c.x
    for i in range(c.n):
        z[i], a[i + 1], sent = step(sent, float(c.w[i]), float(c.b[i]))
    return z, a


def _from(z: Any, keep: Any) -> tuple[float, float, float]:
    """Return a step whose unit keeps the definition a = sigma(z) but sends on something else."""
    return float(z), float(sigma(z)), float(keep)


def _bias_after(sent: float, w: float, b: float) -> tuple[float, float, float]:
    a = float(sigma(w * sent)) + b
    return w * sent, a, a


def _bias_in_z_later(sent: float, w: float, b: float) -> tuple[float, float, float]:
    a = float(sigma(w * (sent + b)))
    return w * (sent + b), a, a


def _weight_after(sent: float, w: float, b: float) -> tuple[float, float, float]:
    a = w * float(sigma(sent)) + b
    return sent, a, a


def _tanh(sent: float, w: float, b: float) -> tuple[float, float, float]:
    a = float(np.tanh(w * sent + b))
    return w * sent + b, a, a


def _linear_output(c: Chain) -> Pair:
    return c.z, np.append(c.a[:-1], c.z[-1])


def _squashed_behind_x(c: Chain) -> Pair:
    inner = Chain.of(float(sigma(c.x)), c.w, c.b)
    return inner.z, np.append(c.x, inner.a[1:])


def _first_weight_missing(c: Chain) -> Pair:
    return _pair(Chain.of(c.x, np.append(1.0, c.w[1:]), c.b))


_ROWS: tuple[Row, ...] = (
    (
        "input_squashed",
        "The chain starts from sigma(x), which is a[0] too.",
        lambda c: _pair(Chain.of(float(sigma(c.x)), c.w, c.b)),
    ),
    ("input_squashed", "a[0] is x, but the first unit receives w_1 sigma(x).", _squashed_behind_x),
    (
        "weights_reversed",
        "The weights are met in reversed order.",
        lambda c: _pair(Chain.of(c.x, c.w[::-1], c.b)),
    ),
    (
        "weights_reversed",
        "Weights and biases are met in reversed order.",
        lambda c: _pair(Chain.of(c.x, c.w[::-1], c.b[::-1])),
    ),
    (
        "input_everywhere",
        "Every unit receives w_i x.",
        lambda c: (c.w * c.x + c.b, np.append(c.x, sigma(c.w * c.x + c.b))),
    ),
    ("first_weight_missing", "The first unit receives x + b_1.", _first_weight_missing),
    (
        "bias_of_neighbour",
        "The bias of the unit before; the first unit has the last one.",
        lambda c: _pair(Chain.of(c.x, c.w, np.roll(c.b, 1))),
    ),
    (
        "bias_of_neighbour",
        "The bias of the unit behind.",
        lambda c: _pair(Chain.of(c.x, c.w, np.roll(c.b, -1))),
    ),
    (
        "weight_twice",
        "sigma(w_i z_i): the weight is met twice.",
        lambda c: _walk(c, lambda s, w, b: (w * s + b, *2 * (float(sigma(w * (w * s + b))),))),
    ),
    (
        "first_weight_everywhere",
        "w_1 is used in every unit.",
        lambda c: _pair(Chain.of(c.x, np.full(c.n, c.w[0]), c.b)),
    ),
    (
        "z_passed_on",
        "Each unit sends on its z instead of its a.",
        lambda c: _walk(c, lambda s, w, b: _from(w * s + b, w * s + b)),
    ),
    ("input_missing", "x is missing in a.", lambda c: (c.z, c.a[1:])),
    ("z_too_long", "z has an entry for x, which is x.", lambda c: (np.append(c.x, c.z), c.a)),
    ("z_too_long", "z has an entry for x, which is 0.", lambda c: (np.append(0.0, c.z), c.a)),
    ("z_too_long", "z has an entry for x, which is nan.", lambda c: (np.append(np.nan, c.z), c.a)),
    ("swapped", "(a, z) is returned.", lambda c: (c.a, c.z)),
    ("only_output", "y alone is returned.", lambda c: float(c.a[-1])),
    ("only_output", "a alone is returned.", lambda c: c.a),
    ("only_last", "z_n and a_n are returned.", lambda c: (float(c.z[-1]), float(c.a[-1]))),
    ("bias_left_out", "The biases are not added.", lambda c: _pair(Chain.of(c.x, c.w))),
    ("bias_subtracted", "The biases are subtracted.", lambda c: _pair(Chain.of(c.x, c.w, -c.b))),
    ("bias_after_sigmoid", "The biases are added to a.", lambda c: _walk(c, _bias_after)),
    (
        "bias_inside_bracket",
        "w_i (a_{i-1} + b_i): the bias is multiplied by the weight.",
        lambda c: _walk(c, _bias_in_z_later),
    ),
    ("linear_output", "The last unit has no sigmoid.", _linear_output),
    ("tanh", "tanh stands for the sigmoid.", lambda c: _walk(c, _tanh)),
    (
        "weight_after_sigmoid",
        "w_i sigma(a_{i-1}) + b_i: the sigmoid comes before the weight.",
        lambda c: _walk(c, _weight_after),
    ),
)

MISTAKES = on_chains("chain_forward", _ROWS)
