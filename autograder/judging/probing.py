"""Probes a wrong function once more, to see whether it ignores an argument."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.content import Exercise
from autograder.content.calls import CallError, UnusableAnswerError
from autograder.content.values import agrees, matches
from autograder.judging.naming import LONG, Named

IGNORES = "any.ignores_argument"


def ignored_argument(
    exercise: Exercise, call: Callable[..., Any], observed: Sequence[tuple[Any, Any, Any]]
) -> Named | None:
    """Name a function whose result stays the same to the last bit when an argument that matters is changed.

    Parameters
    ----------
    exercise
        The exercise that the function should solve.
    call
        Calls the student's function.
    observed
        (args, expected, got) of calls that gave a value.
    """
    short = [args for args, _, _ in observed if max(map(np.size, _numbers(args)), default=0) <= LONG]
    if not short:
        return None
    args = max(short, key=len)
    names = list(exercise.named(args))
    try:
        before = call(*args)
        for position, name in enumerate(names):
            other = _moved(args, position)
            if other is not None and _matters(exercise, args, other) and _same(before, call(*other)):
                return Named(IGNORES, f"The result does not depend on {name}.")
    except (CallError, UnusableAnswerError):
        return None
    return None


def _numbers(args: tuple[Any, ...]) -> list[Any]:
    return [arg for arg in args if isinstance(arg, int | float | complex | np.ndarray)]


def _moved(args: tuple[Any, ...], position: int) -> tuple[Any, ...] | None:
    """Return the arguments with one of them changed a little, or None if it is not a number."""
    old = args[position]
    if isinstance(old, list) and all(isinstance(part, np.ndarray) for part in old):
        new: Any = [1.1 * part for part in old]
    elif isinstance(old, bool) or not isinstance(old, int | float | complex | np.ndarray):
        return None
    else:
        new = old + 1 if isinstance(old, int) else 1.1 * old
    return (*args[:position], new, *args[position + 1 :])


def _matters(exercise: Exercise, args: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """Return whether the right answer changes; arguments that the exercise does not allow do not count."""
    try:
        right, moved = (exercise.reference(*copy.deepcopy(each)) for each in (args, other))
    except Exception:  # whatever a reference raises at an index or a size that does not exist
        return False
    rtol, atol = exercise.tolerance
    return not agrees(right, moved, rtol, atol)


def _same(one: Any, other: Any) -> bool:
    return matches(one, other, rtol=0.0)
