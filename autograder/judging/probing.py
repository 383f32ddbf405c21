"""Probes a wrong function once more, to see whether it ignores an argument."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.coach.inputs import moves
from autograder.content import Exercise
from autograder.content.calls import CallError, UnusableAnswerError
from autograder.content.values import agrees, matches
from autograder.judging.naming import LONG, Named

IGNORES = "any.ignores_argument"
MOST = 6
"""Inputs on which an argument is moved."""


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
    short = [(args, got) for args, _, got in observed if max(map(np.size, _numbers(args)), default=0) <= LONG]
    names = list(exercise.named(max((args for args, _ in short), key=len, default=())))
    try:
        for position, name in enumerate(names):
            probes = [
                (got, other)
                for args, got in short[:MOST]
                for other in (moves(args, position) if position < len(args) else ())
                if _matters(exercise, args, other)
            ]
            if probes and all(_same(got, call(*other)) for got, other in probes):
                return Named(IGNORES, f"The result does not depend on {name}.")
    except (CallError, UnusableAnswerError):
        return None
    return None


def _numbers(args: tuple[Any, ...]) -> list[Any]:
    return [arg for arg in args if isinstance(arg, int | float | complex | np.ndarray)]


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
