"""Functions in this process before the judge, and small exercises for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest

from autograder.box import calls, wire
from autograder.content import Exercise, ExerciseSet, Property, Values
from autograder.judging.judge import judge
from autograder.judging.local import LocalCalls
from vanishing_gradients import EXERCISES

KEY = b"k" * 32


@dataclass
class Calls(calls.Calls):
    """A student's function in this process, asked as through the wire; remembers its arguments."""

    function: Callable[..., Any]
    seen: list[bytes] = field(default_factory=list)

    def call(self, name: str, args: tuple[Any, ...], *, quiet: bool = False, echo: bool = False) -> Any:
        tree, body = wire.encode(args, {})
        self.seen.append(repr(tree).encode() + body)
        return LocalCalls({name: self.function}).call(name, args, quiet=quiet, echo=echo)


def alone(exercise: Exercise) -> ExerciseSet:
    """Return the course with this one exercise and all its mistakes."""
    return replace(EXERCISES, exercises=(exercise,))


def ruling(exercise: Exercise, function: Callable[..., Any], number: int = 1) -> Any:
    return judge(alone(exercise), exercise.name, Calls(function), np.random.SeedSequence(number))


every_exercise = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES.keys())


# --- the gate, and properties -----------------------------------------------------------------------


def toy(*checks: Values | Property) -> Exercise:
    return Exercise("double", "0", "n", lambda x: 2 * x, checks, lambda rng: [(1.0,)])


def values(title: str, points: float, *args: float) -> Values:
    return Values(title, points, lambda rng: [(x,) for x in args])


ALWAYS = Property("always", 1.0, lambda ask, rng: True)
