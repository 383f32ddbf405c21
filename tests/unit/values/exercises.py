"""Exercises with a result of every shape, and what `check` and the judge say of an answer to each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.coach import findings
from autograder.content import Exercise, ExerciseSet, Form, Values
from autograder.content.hints import Hints
from autograder.judging.judge import judge
from autograder.judging.local import LocalCalls


def inputs(rng: np.random.Generator) -> list[tuple[Any, ...]]:
    return [(float(x),) for x in rng.uniform(1.0, 2.0, 2)]


def row(x: float) -> np.ndarray:
    return x * np.array([1.25, -2.5, 0.75])


def table(x: float) -> np.ndarray:
    return np.array([row(x), row(x) ** 2])


def gradients(x: float) -> dict[str, Any]:
    return {"x": 3 * x, "w": row(x)}


RIGHT: dict[str, Callable[[float], Any]] = {
    "number": lambda x: 1.25 * x,
    "whole": lambda x: int(100 * x),
    "complex": lambda x: complex(x, 2 * x),
    "row": row,
    "table": table,
    "pair": lambda x: (2 * x, row(x)),
    "rows": lambda x: (row(x), row(x) ** 2),
    "ragged": lambda x: (row(x)[:2], row(x)),
    "gradients": gradients,
}
EXERCISES = ExerciseSet(
    "values",
    (
        *(Exercise(n, "1", "n", f, (Values("values", 1.0, inputs),), inputs) for n, f in RIGHT.items()),
        Exercise(
            "place",
            "2",
            "n",
            lambda: (0.5, 0.25),
            (Values("v", 1.0, lambda rng: [()]),),
            Form((0, 0), "a pair"),
        ),
    ),
    hints=Hints.from_steps({f"{name}.unknown": ("a", "b", "c") for name in RIGHT}),
)


def said(name: str, function: Callable[..., Any]) -> tuple[bool, str]:
    """Return whether `check` is content, and all that it says."""
    finding = findings.examine(name, function)
    return finding.state in {"passed", "form"}, " ".join(finding.sentences)


def ruled(name: str, function: Callable[..., Any]) -> tuple[bool, str]:
    """Return whether the judge is content, and its reason."""
    ruling = judge(EXERCISES, name, LocalCalls({name: function}), np.random.SeedSequence(1))
    assert ruling.score == (1.0 if ruling.outcome == "correct" else 0.0)
    return ruling.outcome == "correct", f"{ruling.outcome}: {ruling.reason}"


def answering(name: str, change: Callable[[Any], Any]) -> Callable[..., Any]:
    """Return the right function of an exercise, whose result is changed."""
    return lambda *args: change(EXERCISES[name].reference(*args))
