"""How long the students' own check takes, for each exercise: right answer, known mistake, unknown mistake.

    python -m bench.check

Milliseconds in one process, median and maximum over some runs; a check should answer in under 300.
"""

from __future__ import annotations

import contextlib
import io
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.course import student_package
from tools.repository import SOURCE
from vanishing_gradients import EXERCISES

RUNS = 7
PACKAGE = SOURCE / EXERCISES.student_package


def main() -> None:
    """Print the table."""
    examine = student_package.load("coach.findings", PACKAGE).examine
    print(f"{'exercise':24}{'right':>16}{'known mistake':>16}{'unknown':>16}")
    for name, exercise in EXERCISES.items():
        mistakes = EXERCISES.mistakes_of(name)
        known = mistakes[0].wrong if mistakes else exercise.reference
        row = [
            _times(examine, name, answer) for answer in (exercise.reference, known, _off(exercise.reference))
        ]
        print(f"{name:24}" + "".join(f"{np.median(t):9.1f} ({max(t):4.0f})" for t in row))


def _off(reference: Callable[..., Any]) -> Callable[..., Any]:
    def wrong(*args: Any) -> Any:
        value = reference(*args)
        if isinstance(value, dict):
            return {key: 1.7 * np.asarray(inner) for key, inner in value.items()}
        return (
            tuple(1.7 * np.asarray(v) for v in value) if isinstance(value, tuple) else 1.7 * np.asarray(value)
        )

    return wrong


def _times(examine: Any, name: str, answer: Callable[..., Any]) -> list[float]:
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        with contextlib.redirect_stdout(io.StringIO()):
            examine(name, answer)
        times.append(1000 * (time.perf_counter() - start))
    return times


if __name__ == "__main__":
    main()
