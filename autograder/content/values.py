"""Compares a reply with the reference: exact shape, all numbers finite, relative tolerance, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import Any

import numpy as np

from autograder.coach import values
from autograder.coach.words import not_numbers
from autograder.content.calls import UnusableAnswerError

Leaf = tuple[str, np.ndarray]


def leaves(value: Any) -> Iterator[Leaf]:
    """Yield (path, float or complex array) for every number or array inside tuples, lists and dicts.

    What counts as a number is defined once, for the students' check too: `autograder.coach.values`.

    Raises
    ------
    UnusableAnswerError
        If something is not a number.
    """
    try:
        for path, array in values.leaves(value):
            yield path, array if array.dtype.kind == "c" else array.astype(np.float64, copy=False)
    except values.NotNumbersError as error:
        raise UnusableAnswerError(not_numbers(error.kind, error.inside)) from None


def agrees(expected: Any, got: Any, rtol: float, atol: float = 0.0) -> bool:
    """Return whether |got - expected| <= rtol |expected| + atol for every number, with the same form.

    Without an absolute tolerance only 0 agrees with an expected 0, and 0 agrees with nothing else.
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
    """Return whether both have the same paths, and close arrays of the same shape at each."""
    # Pair by pair: a reply with many more paths than expected is never walked to its end.
    for want, have in zip_longest(leaves(expected), leaves(got)):
        if want is None or have is None or want[0] != have[0] or want[1].shape != have[1].shape:
            return False
        if not close(want[1], have[1]):
            return False
    return True
