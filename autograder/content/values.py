"""Comparison of a reply with the reference: exact shape, all finite, relative tolerance and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import Any

import numpy as np

from autograder.content.calls import UnusableAnswerError

Leaf = tuple[str, np.ndarray]


def leaves(value: Any, path: str = "") -> Iterator[Leaf]:
    """Yield (place, float array) for every number or array inside tuples, lists and dicts.

    A list or tuple of plain numbers counts as one array, and a list of such rows of one length as a table, so
    that a right answer may be returned as either.

    Raises
    ------
    UnusableAnswerError
        Where a value is no number.
    """
    if type(value) in (list, tuple) and value and plain(value):
        yield path, np.array(value, dtype=np.float64)
    elif isinstance(value, dict):
        for key in sorted(value):
            yield from leaves(value[key], f"{path}[{key!r}]")
    elif _is_table(value):
        yield from leaves(np.stack([np.asarray(row) for row in value]), path)
    elif isinstance(value, tuple | list) and not all(_is_number(item) for item in value):
        for index, item in enumerate(value):
            yield from leaves(item, f"{path}[{index}]")
    elif isinstance(value, np.ndarray | tuple | list) or _is_number(value):
        array = np.asarray(value)
        if array.dtype.kind not in "iufc":
            raise UnusableAnswerError(f"the result holds {array.dtype.name}, not numbers")
        yield path, array if array.dtype.kind == "c" else array.astype(np.float64)
    else:
        raise UnusableAnswerError(f"the result holds {type(value).__name__}, not a number")


def plain(values: tuple[Any, ...] | list[Any]) -> bool:
    """Return whether there are numbers and nothing else: most lists are such, and need no look at each."""
    return set(map(type, values)) <= {float, int}


def _is_table(value: Any) -> bool:
    """Return whether a value is a list of rows, each made of the same count of numbers."""
    # The first row is looked at alone: a reply of very many empty places is not walked to its end.
    return (
        isinstance(value, list)
        and len(value) > 0
        and _is_row(value[0])
        and all(_is_row(row) and len(row) == len(value[0]) for row in value)
    )


def _is_row(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return value.ndim == 1 and len(value) > 0
    return isinstance(value, list) and len(value) > 0 and all(map(_is_number, value))


def _is_number(value: Any) -> bool:
    if isinstance(value, np.ndarray):  # an array of no dimension is what numpy makes of a number
        return value.shape == () and value.dtype.kind in "iufc"
    return isinstance(value, int | float | complex | np.number) and not isinstance(value, bool)


def agrees(expected: Any, got: Any, rtol: float, atol: float = 0.0) -> bool:
    """Return whether |got - expected| <= rtol |expected| + atol for every number, with the same form.

    Without an absolute tolerance 0 is the only answer where 0 is expected, and 0 agrees with nothing else.
    NaN and infinities agree with nothing.
    """

    def close(want: np.ndarray, have: np.ndarray) -> bool:
        if have.dtype.kind == "c" and want.dtype.kind != "c":
            return False
        with np.errstate(all="ignore"):
            finite = np.isfinite(have) & np.isfinite(want)  # rtol times infinity would accept anything
            return bool((finite & (np.abs(have - want) <= rtol * np.abs(want) + atol)).all())

    return _everywhere(close, expected, got)


def matches(candidate: Any, got: Any, rtol: float = 1e-6, atol: float = 0.0) -> bool:
    """Return whether a reply is a known wrong answer; here NaN matches NaN, and inf matches inf."""

    def close(want: np.ndarray, have: np.ndarray) -> bool:
        return bool(np.allclose(have, want, rtol=rtol, atol=atol, equal_nan=True))

    return _everywhere(close, candidate, got)


def _everywhere(close: Callable[[np.ndarray, np.ndarray], bool], expected: Any, got: Any) -> bool:
    """Return whether both have the same places, each of the same shape, and are close at each."""
    # Pair by pair: a reply with many more places than expected is never walked to its end.
    for want, have in zip_longest(leaves(expected), leaves(got)):
        if want is None or have is None or want[0] != have[0] or want[1].shape != have[1].shape:
            return False
        if not close(want[1], have[1]):
            return False
    return True
