"""Wrong answers for the ceiling of dy/dx, its logarithm, the window of a unit, and the explosive biases.

B numbers are those of the course's table of mistakes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.content import Mistake
from vanishing_gradients.mistakes.base import Chain, Vector, quiet, sigma, slope

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

WeightsRow = tuple[str, str, Callable[[Vector], Any]]

FOUR = np.float64(4.0)
"""A numpy number: its powers become inf, while those of a plain float raise."""
_AT_HALF = slope(0.5)


def _on_weights(exercise: str, rows: Iterable[WeightsRow]) -> tuple[Mistake, ...]:
    return tuple(Mistake(f"{exercise}.{slip}", exercise, _of_weights(f), said) for slip, said, f in rows)


def _of_weights(formula: Callable[[Vector], Any]) -> Callable[..., Any]:
    @quiet
    def wrong(w: ArrayLike) -> Any:
        return formula(np.asarray(w, dtype=np.float64))

    return wrong


def _size(w: Vector) -> np.float64:
    """Return the product of the sizes of the weights."""
    return np.float64(np.prod(np.abs(w)))


def _right(w: Vector) -> np.float64:
    return np.float64(np.prod(np.abs(w) / 4))


def _dydx_from_0(w: Vector) -> float:
    """Return dy/dx of the bias-free chain at x = 0."""
    return float(np.prod(Chain.of(0.0, w).links))


# gradient_bound

_BOUND: tuple[WeightsRow, ...] = (
    ("without_weights", "0.25^n: the weights are left out.", lambda w: 0.25 ** len(w)),
    ("sign_kept", "prod w_i / 4^n: the sign of the product is kept.", lambda w: np.prod(w / 4)),
    ("half_for_quarter", "The largest slope is taken to be 1/2.", lambda w: np.prod(np.abs(w) / 2)),
    (
        "slope_at_half",  # the sheet's four-layer answer
        "The largest slope is taken to be sigma'(0.5) = 0.2350.",
        lambda w: np.prod(np.abs(w) * _AT_HALF),
    ),
    (
        "slope_at_half",
        "The largest slope is taken to be 0.235.",
        lambda w: np.prod(np.abs(w) * 0.235),
    ),
    ("capped", "At most 1.", lambda w: min(1.0, _right(w))),
    ("quarter_missing", "prod |w_i|: the slopes are left out.", _size),
    ("hidden_layers_only", "4^(n-1) stands for 4^n.", lambda w: _right(w) * 4),
    ("one_layer_too_many", "4^(n+1) stands for 4^n.", lambda w: _right(w) / 4),
    ("quarter_once", "prod |w_i| / 4, whatever the depth.", lambda w: _size(w) / 4),
    (
        "largest_weight_everywhere",
        "(max |w_i| / 4)^n: true, but not the tightest.",
        lambda w: (np.abs(w).max() / 4) ** len(w),
    ),
    (
        "average_weight_everywhere",
        "(mean |w_i| / 4)^n: true, but not the tightest.",
        lambda w: (np.abs(w).mean() / 4) ** len(w),
    ),
    ("first_weight_missing", "w_1 is missing.", lambda w: _size(w[1:]) / FOUR ** len(w)),
    ("last_weight_missing", "w_n is missing.", lambda w: _size(w[:-1]) / FOUR ** len(w)),
    (
        "without_depth",  # the sheet's four-layer answer
        "0.25^2 whatever the chain.",
        lambda _: 0.0625,
    ),
    ("without_depth", "0.25 whatever the chain.", lambda _: 0.25),
    ("quarter_twice", "16^n stands for 4^n.", lambda w: np.prod(np.abs(w) / 16)),
    ("weights_added", "sum |w_i| / 4^n.", lambda w: np.sum(np.abs(w)) / FOUR ** len(w)),
    ("weights_added", "sum (|w_i| / 4).", lambda w: np.sum(np.abs(w)) / 4),
    ("times_for_power", "4 n stands for 4^n.", lambda w: _size(w) / (4 * len(w))),
    ("times_for_power", "prod |w_i| / 4 * n.", lambda w: _size(w) / 4 * len(w)),
    (
        "times_for_power",
        "4 ^ n as Python reads it, which is no power at all.",
        lambda w: _size(w) / np.float64(4 ^ len(w)),
    ),
    ("per_layer", "The n-th root of the ceiling.", lambda w: _right(w) ** (1 / len(w))),
    ("upside_down", "One over the ceiling.", lambda w: 1 / _right(w)),
    ("log_returned", "The decimal logarithm of the ceiling.", lambda w: np.log10(_right(w))),
    ("log_returned", "The natural logarithm of the ceiling.", lambda w: np.log(_right(w))),
    (
        "slopes_at_weights",
        "The slope of each unit is taken at its weight.",
        lambda w: np.prod(np.abs(w) * slope(w)),
    ),
    (
        "bias_free_at_0",
        "|dy/dx| of the bias-free chain at x = 0: other inputs and biases give more.",
        lambda w: abs(_dydx_from_0(w)),
    ),
    ("bias_free_at_0", "dy/dx of the bias-free chain at x = 0.", _dydx_from_0),
)

# log10_gradient_bound


def _logs(w: Vector) -> Vector:
    """Return the right logarithm of each layer's part."""
    return np.asarray(np.log10(np.abs(w)) - np.log10(4.0))


def _total(w: Vector) -> float:
    return float(np.sum(np.log10(np.abs(w))))


_LOG_BOUND: tuple[WeightsRow, ...] = (
    *(
        ("log_of_product", f"The logarithm of a product that leaves the floats: {how}.", formula)
        for how, formula in (
            ("prod |w_i| over 4^n", lambda w: np.log10(_size(w) / FOUR ** len(w))),
            ("prod |w_i| times 0.25^n", lambda w: np.log10(_size(w) * np.float64(0.25) ** len(w))),
            ("prod (|w_i| / 4)", lambda w: np.log10(_right(w))),
            ("prod |w_i|", lambda w: np.log10(_size(w)) - len(w) * np.log10(4.0)),
            ("4^n", lambda w: _total(w) - np.log10(FOUR ** len(w))),
        )
    ),
    *(
        (
            "epsilon_added",
            f"log10(ceiling + {epsilon:g}): right until the ceiling is that small.",
            lambda w, epsilon=epsilon: np.log10(_right(w) + epsilon),
        )
        for epsilon in (1e-10, 1e-12, 1e-15, 1e-16, 1e-20, 1e-30, 1e-300, 1e-308)
    ),
    ("other_log", "The natural logarithm.", lambda w: np.sum(_logs(w)) * np.log(10.0)),
    ("other_log", "The logarithm to base 2.", lambda w: np.sum(_logs(w)) * np.log2(10.0)),
    (
        "other_log",
        "log10 of the weights, the natural logarithm of 4.",
        lambda w: _total(w) - len(w) * np.log(4.0),
    ),
    (
        "other_log",
        "The natural logarithm of the weights, log10 of 4.",
        lambda w: np.sum(np.log(np.abs(w))) - len(w) * np.log10(4.0),
    ),
    ("without_weights", "-n log10 4: the weights are left out.", lambda w: -len(w) * np.log10(4.0)),
    ("quarter_missing", "sum log10 |w_i|: the slopes are left out.", _total),
    ("abs_missing", "The logarithm of negative numbers, summed.", lambda w: np.sum(np.log10(w / 4))),
    (
        "abs_missing",
        "The logarithm of a product that may be negative.",
        lambda w: np.log10(np.prod(w / 4)),
    ),
    (
        "hidden_layers_only",
        "n - 1 slopes instead of n.",
        lambda w: np.sum(_logs(w)) + np.log10(4.0),
    ),
    ("quarter_once", "One slope, whatever the depth.", lambda w: _total(w) - np.log10(4.0)),
    ("half_for_quarter", "The largest slope is taken to be 1/2.", lambda w: np.sum(np.log10(np.abs(w) / 2))),
    (
        "slope_at_half",
        "The largest slope is taken to be sigma'(0.5) = 0.2350.",
        lambda w: np.sum(np.log10(np.abs(w) * _AT_HALF)),
    ),
    (
        "largest_weight_everywhere",
        "n log10(max |w_i| / 4): true, but not the tightest.",
        lambda w: len(w) * _logs(w).max(),
    ),
    ("first_weight_missing", "w_1 is missing.", lambda w: _total(w[1:]) - len(w) * np.log10(4.0)),
    ("last_weight_missing", "w_n is missing.", lambda w: _total(w[:-1]) - len(w) * np.log10(4.0)),
    ("per_layer", "The mean over the layers.", lambda w: np.mean(_logs(w))),
    ("log_forgotten", "The ceiling itself.", _right),
    ("logs_multiplied", "The logarithms are multiplied.", lambda w: np.prod(_logs(w))),
    (
        "logs_multiplied",
        "The logarithms of the weights are multiplied.",
        lambda w: np.prod(np.log10(np.abs(w))) - len(w) * np.log10(4.0),
    ),
    ("log_of_sum", "log10 of sum |w_i| / 4.", lambda w: np.log10(np.sum(np.abs(w)) / 4)),
    (
        "log_of_sum",
        "log10 of sum |w_i|, less n log10 4.",
        lambda w: np.log10(np.sum(np.abs(w))) - len(w) * np.log10(4.0),
    ),
    ("logs_divided", "sum log10 |w_i| over n log10 4.", lambda w: _total(w) / (len(w) * np.log10(4.0))),
    ("logs_divided", "sum (log10 |w_i| / log10 4).", lambda w: _total(w) / np.log10(4.0)),
    ("log_over_four", "sum log10 |w_i| / 4: 4 stands outside of the logarithm.", lambda w: _total(w) / 4),
    ("log_over_four", "sum (log10 |w_i| - 4).", lambda w: _total(w) - 4 * len(w)),
    ("plus_for_minus", "log10 4 is added.", lambda w: _total(w) + len(w) * np.log10(4.0)),
)

# window_width

NumberRow = tuple[str, str, Callable[[float], Any]]
"""(slip, evidence, wrong formula on one weight)."""


def _edge(size: float) -> float:
    """Return the z > 0 at which the slope is 1/size; 0 if it is never as large."""
    return float(2 * np.arccosh(np.sqrt(np.maximum(size, 4.0)) / 2))


def _half_window(w: float) -> float:
    return _edge(abs(w)) / max(abs(w), 4.0)


def _window(w: float) -> float:
    return 2 * _half_window(w)


def _where_open(formula: Callable[[float], Any]) -> Callable[[float], Any]:
    """Return the formula for weights with a window, and 0 for the others."""
    return lambda w: formula(w) if abs(w) > 4 else 0.0


def _with_root(root: Callable[[float], float]) -> Callable[[float], Any]:
    """Return the width with another root instead of sqrt(1 - 4/|w|)."""
    return _where_open(lambda w: float(2 / abs(w) * np.log(abs(w) * (1 + root(abs(w))) / 2 - 1)))


def _right_root(size: float) -> float:
    return math.sqrt(1 - 4 / size)


_WINDOW: tuple[NumberRow, ...] = (
    ("half_window", "Only one half of the window.", _half_window),
    ("negative_weight", "0 for negative weights.", lambda w: _window(max(w, 0.0))),
    ("negative_weight", "nan for negative weights.", lambda w: math.nan if w < -4 else _window(w)),
    ("negative_weight", "A negative width for negative weights.", lambda w: math.copysign(_window(w), w)),
    ("width_in_z", "2 z: not divided by the weight.", _where_open(lambda w: 2 * _edge(abs(w)))),
    ("width_in_z", "z alone.", _where_open(lambda w: _edge(abs(w)))),
    (
        "below_four",
        "nan below 4, where the root is negative.",
        lambda w: _window(w) if abs(w) >= 4 else math.nan,
    ),
    (
        "below_four",
        "0 up to 1, nan between 1 and 4: the threshold is taken to be 1.",
        lambda w: math.nan if 1 < abs(w) < 4 else _window(w),
    ),
    (
        "other_curve",
        "The window of tanh, which opens at 1.",
        lambda w: float(2 * np.arccosh(np.sqrt(max(abs(w), 1.0))) / max(abs(w), 1.0)),
    ),
    ("heights", "How much of the heights the window covers.", _where_open(lambda w: _right_root(abs(w)))),
    ("other_log", "The decimal logarithm.", lambda w: _window(w) / math.log(10.0)),
    ("other_log", "The logarithm to base 2.", lambda w: _window(w) / math.log(2.0)),
    ("quadratic_slip", "sqrt(1 - 1/|w|) stands for the root.", _with_root(lambda s: math.sqrt(1 - 1 / s))),
    ("quadratic_slip", "1 - 4/|w| stands for its root.", _with_root(lambda s: 1 - 4 / s)),
    (
        "inside_the_log",
        "The -1 in the logarithm is missing.",
        _where_open(lambda w: 2 / abs(w) * math.log(abs(w) * (1 + _right_root(abs(w))) / 2)),
    ),
    (
        "inside_the_log",
        "The division comes after the logarithm.",
        _where_open(lambda w: 2 / abs(w) * math.log(1 + _right_root(abs(w))) / (1 - _right_root(abs(w)))),
    ),
    (
        "ends_returned",
        "The two ends of the window without bias.",
        lambda w: (-_half_window(w), _half_window(w)),
    ),
    ("complement", "1 less the width.", lambda w: 1 - _window(w)),
)


def on_weight(exercise: str, rows: Iterable[NumberRow]) -> tuple[Mistake, ...]:
    """Return the mistakes of a table whose formulas take one weight."""
    return tuple(Mistake(f"{exercise}.{slip}", exercise, _of_weight(f), said) for slip, said, f in rows)


def _of_weight(formula: Callable[[float], Any]) -> Callable[..., Any]:
    @quiet
    def wrong(w: float) -> Any:
        return formula(float(w))

    return wrong


# explosive_biases

StartRow = tuple[str, str, Callable[[float, Vector], Any]]


def _first(start: float, later: Vector) -> Vector:
    """Return the biases with another first one."""
    return np.append(start, later[1:])


def _half_at_each(x: float, w: Vector) -> Vector:
    """Return the biases that make every z_i 0.5."""
    return np.asarray(0.5 - w * np.append(x, np.full(len(w) - 1, sigma(0.5))))


_BIASES: tuple[StartRow, ...] = (
    ("sign", "All signs are turned.", lambda x, w: _first(w[0] * x, w / 2)),
    ("sign", "All signs but the first are turned.", lambda x, w: _first(-w[0] * x, w / 2)),
    ("sign", "The first sign is turned.", lambda x, w: _first(w[0] * x, -w / 2)),
    ("sign", "The sizes of the weights are taken.", lambda x, w: _first(-abs(w[0]) * x, -np.abs(w) / 2)),
    ("half_for_first", "-w_i / 2 for the first unit too.", lambda _, w: -w / 2),
    ("input_everywhere", "-w_i x for every unit.", lambda x, w: -w * x),
    ("input_everywhere", "-w_i x / 2 behind the first unit.", lambda x, w: _first(-w[0] * x, -w * x / 2)),
    ("all_zero", "No biases.", lambda _, w: 0.0 * w),
    (
        "bias_free_activations",
        "-w_i a_{i-1} with the activations of the chain without biases.",
        lambda x, w: -Chain.of(x, w).z,
    ),
    ("weights_missing", "-x and -1/2.", lambda x, w: _first(-x, 0.0 * w - 0.5)),
    ("weights_missing", "-1/2 behind the first unit.", lambda x, w: _first(-w[0] * x, 0.0 * w - 0.5)),
    ("weights_missing", "-1/2 for every unit.", lambda _, w: 0.0 * w - 0.5),
    ("height_missing", "-w_i behind the first unit.", lambda x, w: _first(-w[0] * x, -w)),
    ("height_missing", "-w_i for every unit.", lambda _, w: -w),
    ("slope_for_height", "-w_i / 4 behind the first unit.", lambda x, w: _first(-w[0] * x, -w / 4)),
    (
        "steepest_at_half",  # the sheet's four-layer answer: the slope is largest at z = 0.5
        "Every z_i is 0.5.",
        _half_at_each,
    ),
    (
        "steepest_at_half",
        "0.5 - w_i / 2: z is to be 0.5, with the activations of z = 0.",
        lambda x, w: _first(0.5 - w[0] * x, 0.5 - w / 2),
    ),
    ("first_only", "Only the first unit has a bias.", lambda x, w: _first(-w[0] * x, 0.0 * w)),
    ("first_missing", "The first unit has no bias.", lambda _, w: _first(0.0, -w / 2)),
    ("first_missing", "The first bias is not in the list.", lambda _, w: -w[1:] / 2),
    (
        "weight_of_neighbour",
        "The weight of the unit before.",
        lambda x, w: np.append(-w[0] * x, -w[:-1] / 2),
    ),
    (
        "weight_of_neighbour",
        "The weight of the unit behind; the last bias is 0.",
        lambda x, w: _first(-w[0] * x, np.append(-w[1:] / 2, 0.0)),
    ),
    ("divided_by_weight", "-x / w_1 and -1 / (2 w_i).", lambda x, w: _first(-x / w[0], -0.5 / w)),
)


def _of_start(formula: Callable[[float, Vector], Any]) -> Callable[..., Any]:
    @quiet
    def wrong(x: float, w: ArrayLike) -> Any:
        return formula(float(x), np.asarray(w, dtype=np.float64))

    return wrong


MISTAKES: tuple[Mistake, ...] = (
    *_on_weights("gradient_bound", _BOUND),
    *_on_weights("log10_gradient_bound", _LOG_BOUND),
    *on_weight("window_width", _WINDOW),
    *(
        Mistake(f"explosive_biases.{slip}", "explosive_biases", _of_start(f), said)
        for slip, said, f in _BIASES
    ),
)
"""Every wrong answer of these four exercises."""
