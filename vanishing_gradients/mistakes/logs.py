"""Wrong answers for logarithms of dy/dx and the depth at which floats end.

L numbers are those of the course's table of mistakes.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.content import Mistake
from vanishing_gradients.mistakes.base import Chain, Row, Vector, quiet, slope

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, DTypeLike

# log10_abs_dydx: (sign, log10)

Pair = tuple[float, float]


def _sign(c: Chain) -> float:
    return float(np.prod(np.sign(c.w)))


def _decades(*factors: Vector) -> float:
    """Return the sum of the decimal logarithms of all sizes."""
    return float(sum(np.sum(np.log10(np.abs(f))) for f in factors))


def _right(c: Chain) -> float:
    return _decades(c.w, c.slopes)


def _at_once(c: Chain) -> float:
    return float(np.prod(c.links))


def _apart(c: Chain) -> float:
    """Return dy/dx as two products, of which one may overflow besides."""
    return float(np.prod(c.w) * np.prod(c.slopes))


Log = Callable[[Any], Any]


def _log_of(product: Callable[[Chain], float], log: Log) -> Iterator[Callable[[Chain], Pair]]:
    """Yield the log of a finished product, with the sign taken from the weights or from the product."""

    def logged(c: Chain) -> float:
        return float(log(np.float64(product(c))))

    yield lambda c: (_sign(c), logged(c))
    yield lambda c: (float(np.sign(product(c))), logged(c))
    yield lambda c: (1.0 if product(c) > 0 else -1.0, logged(c))
    yield lambda c: (1.0 if product(c) >= 0 else -1.0, logged(c))


def _not_below(small: float) -> Iterator[Log]:
    """Yield the ways to keep a logarithm away from 0."""
    yield lambda g: np.log10(np.abs(g) + small)
    yield lambda g: np.log10(np.maximum(np.abs(g), small))


_SMALL = (1e-8, 1e-10, 1e-12, 1e-15, 1e-16, 2.0**-52, 1e-20, 1e-30, 1e-100, 1e-300, 2.0**-1022)
"""Small numbers that are added inside a logarithm against log(0)."""

_LOG_ROWS: tuple[Row, ...] = (
    *(
        (
            "log_of_product",
            "The log of the finished product: right while the product is no 0.",
            formula,
        )
        for product in (_at_once, _apart)
        for formula in _log_of(product, lambda g: np.log10(np.abs(g)))
    ),
    *(
        (
            "epsilon_inside",
            f"{small:.3g} keeps the log away from 0: right while dy/dx is larger.",
            formula,
        )
        for small in _SMALL
        for log in _not_below(small)
        for formula in _log_of(_at_once, log)
    ),
    *(("no_abs", "The log of the signed product.", formula) for formula in _log_of(_at_once, np.log10)),
    (
        "no_abs",
        "The logs of the signed links: nan with a negative weight.",
        lambda c: (_sign(c), float(np.sum(np.log10(c.links)))),
    ),
    ("weights_missing", "The slopes alone.", lambda c: (_sign(c), _decades(c.slopes))),
    ("slopes_missing", "The weights alone.", lambda c: (_sign(c), _decades(c.w))),
    ("other_log", "The natural log.", lambda c: (_sign(c), _right(c) * float(np.log(10)))),
    ("other_log", "The log to base 2.", lambda c: (_sign(c), _right(c) * float(np.log2(10)))),
    (
        "logs_mixed",
        "The log to base 10 of the weights, the natural log of the slopes.",
        lambda c: (_sign(c), _decades(c.w) + _decades(c.slopes) * float(np.log(10))),
    ),
    (
        "logs_mixed",
        "The natural log of the weights, the log to base 10 of the slopes.",
        lambda c: (_sign(c), _decades(c.w) * float(np.log(10)) + _decades(c.slopes)),
    ),
    ("mean_per_layer", "Divided by the depth.", lambda c: (_sign(c), _right(c) / c.n)),
    ("sign_always_plus", "1 whatever the weights are.", lambda c: (1.0, _right(c))),
    ("sign_of_log", "The sign of the logarithm.", lambda c: (float(np.sign(_right(c))), _right(c))),
    ("weights_for_sign", "The product of the weights.", lambda c: (float(np.prod(c.w)), _right(c))),
    ("sign_of_one_weight", "The sign of w_1.", lambda c: (float(np.sign(c.w[0])), _right(c))),
    ("sign_of_one_weight", "The sign of w_n.", lambda c: (float(np.sign(c.w[-1])), _right(c))),
    ("swapped", "The logarithm first, then the sign.", lambda c: (_right(c), _sign(c))),
    ("log_only", "The logarithm without the sign.", _right),
    (
        "size_returned",
        "The size itself, not its logarithm.",
        lambda c: (_sign(c), abs(float(np.prod(c.links)))),
    ),
    (
        "size_returned",
        "dy/dx itself, not the log of its size.",
        lambda c: (_sign(c), float(np.prod(c.links))),
    ),
    (
        "log_of_sum",
        "The log of the sum of the links.",
        lambda c: (_sign(c), float(np.log10(np.abs(np.sum(c.links))))),
    ),
    (
        "logs_multiplied",
        "The product of the logs of the links.",
        lambda c: (_sign(c), float(np.prod(np.log10(np.abs(c.links))))),
    ),
    (
        "ceiling_for_value",
        "1/4 for each slope: the log of the ceiling.",
        lambda c: (_sign(c), _decades(c.w / 4)),
    ),
    (
        "weight_missing_inside",
        "Each slope is taken at a_{i-1} instead of z_i: the weight is missing inside.",
        lambda c: (_sign(c), _decades(c.w, slope(c.a[:-1]))),
    ),
    (
        "slope_at_activation",
        "Each slope is taken at a_i, the output of the unit, instead of z_i.",
        lambda c: (_sign(c), _decades(c.w, slope(c.a[1:]))),
    ),
    (
        "bias_left_out",
        "The biases are not added in the forward pass.",
        lambda c: (_sign(c), _right(Chain.of(c.x, c.w))),
    ),
    (
        "running_sum",
        "The log of every running product.",
        lambda c: (_sign(c), np.cumsum(np.log10(np.abs(c.links)))),
    ),
)


@functools.lru_cache(maxsize=64)
def _chain(x: float, w: bytes, b: bytes | None) -> Chain:
    """Run the forward pass once for all formulas: a hundred of them are tried on the same deep chains."""
    return Chain.of(x, np.frombuffer(w), None if b is None else np.frombuffer(b))


def _chained(formula: Callable[[Chain], Any]) -> Callable[..., Any]:
    @quiet
    def wrong(x: float, w: ArrayLike, b: ArrayLike | None = None) -> Any:
        weights = np.asarray(w, dtype=np.float64).tobytes()
        return formula(
            _chain(float(x), weights, None if b is None else np.asarray(b, dtype=np.float64).tobytes())
        )

    return wrong


# underflow_depth

DEEPEST = 3000
"""Layers after which a wrong product counts as one that never ends; right ones need fewer than 600."""


@dataclass(frozen=True)
class _Layer:
    """One layer of a chain with a shared weight, in the floats of one kind.

    Parameters
    ----------
    before, weight, z, after
        a_{i-1}, w, z_i, a_i.
    """

    before: Any
    weight: Any
    z: Any
    after: Any


def _layers(w: float, x: float, real: Any) -> Iterator[_Layer]:
    """Yield the layers of the bias-free chain, every number and operation in `real`."""
    weight, a, one = real(w), real(x), real(1)
    for _ in range(DEEPEST):
        z = weight * a
        e = np.exp(-abs(z))
        before, a = a, (one if z >= 0 else e) / (one + e)
        yield _Layer(before, weight, z, a)


def _slope(z: Any) -> Any:
    """Return the slope in the floats of z."""
    one = type(z)(1)
    e = np.exp(-abs(z))
    return e / (one + e) ** 2


def _link(layer: _Layer) -> Any:
    return layer.weight * _slope(layer.z)


def _first(factors: Iterable[Any], ends: Callable[[Any], Any], real: Any) -> float:
    """Return the number of factors after which the running product ends; NaN if it never does."""
    product = real(1)
    for n, factor in enumerate(factors, start=1):
        product = real(product * factor)
        if ends(product):
            return n
        if not np.isfinite(product):
            break
    return float("nan")


def _is_zero(product: Any) -> bool:
    return bool(product == 0)


Count = Callable[[float, float, Any], float]


def _right_depth(w: float, x: float, real: Any) -> float:
    return _first(map(_link, _layers(w, x, real)), _is_zero, real)


def _of(factor: Callable[[_Layer], Any]) -> Count:
    """Return the count with another factor for each layer."""
    return lambda w, x, real: _first(map(factor, _layers(w, x, real)), _is_zero, real)


def _until(ends: Callable[[Any, Any], Any]) -> Count:
    """Return the count that ends where `ends(size of the product, kind of float)` says so."""
    return lambda w, x, real: _first(
        map(_link, _layers(w, x, real)), lambda product: ends(abs(product), real), real
    )


def _first_slope(w: float, x: float, real: Any) -> float:
    link = _link(next(_layers(w, x, real)))
    return _first((link for _ in range(DEEPEST)), _is_zero, real)


def _ceiling(w: float, x: float, real: Any) -> float:
    del x
    quarter = real(w) / real(4)
    return _first((quarter for _ in range(DEEPEST)), _is_zero, real)


def _ceiling_of_slopes(w: float, x: float, real: Any) -> float:
    del w
    return _ceiling(1.0, x, real)


def _smaller_than(limit: float) -> Count:
    return _until(lambda product, _: product <= limit)


_UNDERFLOW_ROWS: tuple[tuple[str, str, Count], ...] = (
    (
        "always_float64",
        "The product is a float64, whatever dtype was asked for.",
        lambda w, x, _: _right_depth(w, x, np.float64),
    ),
    (
        "always_float64",
        "The product is a float64, whatever dtype was asked for.",
        lambda w, x, real: _first(map(_link, _layers(w, x, real)), _is_zero, np.float64),
    ),
    (
        "always_float32",
        "The depth for float32, whatever dtype was asked for.",
        lambda w, x, _: _right_depth(w, x, np.float32),
    ),
    (
        "slopes_alone",
        "The slopes alone have reached 0: the weights are in another product, or in none.",
        _of(lambda layer: _slope(layer.z)),
    ),
    (
        "ceiling_for_value",
        "4^-n: the ceiling of the slopes, without the weights.",
        _ceiling_of_slopes,
    ),
    (
        "ceiling_for_value",
        "(w/4)^n: the ceiling of the product.",
        _ceiling,
    ),
    *(
        (
            "small_for_zero",
            f"At most {small:.3g}, which is no 0.",
            _smaller_than(small),
        )
        for small in (1e-6, 1e-8, 1e-10, 1e-12, 1e-15, 1e-16, 2.0**-52, 1e-20, 1e-30, 1e-100, 1e-300)
    ),
    (
        "small_for_zero",
        "Below the eps of its kind of float, which is no 0.",
        _until(lambda p, real: p < np.finfo(real).eps),
    ),
    ("product_returned", "The product, which is 0.", lambda *_: 0.0),
    (
        "first_subnormal",
        "The first product below the normal floats.",
        _until(lambda p, real: p < np.finfo(real).tiny),
    ),
    (
        "negative_stops",
        "1 for a negative weight: the product counts as finished where it is not above 0.",
        lambda w, x, real: 1 if w < 0 else _right_depth(w, x, real),
    ),
    (
        "steps_of_ten",
        "The first multiple of ten at which the product is 0.",
        lambda w, x, real: float(np.ceil(_right_depth(w, x, real) / 10) * 10),
    ),
    ("factors_counted", "Two for each layer.", lambda w, x, real: 2 * _right_depth(w, x, real)),
    (
        "first_slope_everywhere",
        "All units have the slope of the first.",
        _first_slope,
    ),
    (
        "slope_at_activation",
        "Each slope is taken at a_i, the output of the unit, instead of z_i.",
        _of(lambda layer: layer.weight * _slope(layer.after)),
    ),
    (
        "slope_at_activation",
        "Each slope is taken at a_{i-1}, the output of the unit before, instead of z_i.",
        _of(lambda layer: layer.weight * _slope(layer.before)),
    ),
)


def _counted(count: Count) -> Callable[..., float]:
    @quiet
    def wrong(w: float, x: float = 0.5, dtype: DTypeLike = np.float64) -> float:
        return count(float(w), float(x), np.dtype(dtype).type)

    return wrong


MISTAKES = (
    *(Mistake(f"log10_abs_dydx.{slip}", "log10_abs_dydx", _chained(f), said) for slip, said, f in _LOG_ROWS),
    *(
        Mistake(f"underflow_depth.{slip}", "underflow_depth", _counted(count), said)
        for slip, said, count in _UNDERFLOW_ROWS
    ),
)
