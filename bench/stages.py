"""Where the time goes: milliseconds a notebook of each stage of grading, in one process.

    python scripts/stages.py [--students 24] [--write]

Each stage is counted without those inside of it. Of its time on the wall the judge's processor time is one
part; the rest is waiting for the box, which runs the students' code meanwhile.
"""

from __future__ import annotations

import functools
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.benching import make_class, markdown, options, publish, surroundings

from autograder.box.notebook import Notebook
from autograder.box.session import Box
from autograder.course.course import Course
from autograder.gradebook.writer import GradebookWriter
from autograder.grading import carried, engine
from autograder.grading.classroom import Classroom, open_classroom
from autograder.grading.executors import Here, Task
from autograder.judging import judge
from vanishing_gradients import ASSIGNMENT

STAGES: tuple[tuple[Any, str, str], ...] = (
    (Box, "_start", "a box is forked"),
    (Box, "_end", "a box is ended"),
    (Box, "open", "a notebook is started"),
    (Box, "clean", "what a notebook left is removed"),
    (Notebook, "run_cells", "its cells run"),
    (Notebook, "_send", "calls are sent to it"),
    (Notebook, "_reply", "its functions are called"),
    (judge, "_name", "mistakes are named"),
    (judge, "_probe", "wrong functions are probed once more"),
    (engine, "judge_exercise", "inputs are drawn, right values computed, compared"),
    (engine, "carry_forward", "errors are carried forward, beside boxes and calls"),
    (carried, "judge_exercise", "the same, of errors carried forward"),
    (engine, "write_notebook", "graded notebooks are made"),
    (engine.Engine, "grade", "the rest of grading: files are parsed, cells laid over the release"),
    (GradebookWriter, "write", "results go into the gradebook"),
    (Classroom, "_write", "graded notebooks go into folders"),
)
TITLES = ("stage", "times a notebook", "judge, ms a notebook", "waiting for the box, ms a notebook")


@dataclass
class Clock:
    """Time of each stage on the wall and of this process, without what is inside of it."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(lambda: [0, 0.0, 0.0]))
    inside: list[list[float]] = field(default_factory=list)

    def timed(self, title: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that is the same, and timed."""

        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            self.inside.append([0.0, 0.0])
            wall, own = time.perf_counter(), time.process_time()
            try:
                return function(*args, **kwargs)
            finally:
                took = time.perf_counter() - wall, time.process_time() - own
                deeper = self.inside.pop()
                if self.inside:
                    self.inside[-1] = [a + b for a, b in zip(self.inside[-1], took, strict=True)]
                seen = self.times[title]
                seen[0] += 1
                seen[1] += took[0] - deeper[0]
                seen[2] += took[1] - deeper[1]

        return call

    @contextmanager
    def ticking(self) -> Iterator[None]:
        """Time the stages."""
        patches = [
            patch.object(owner, name, self.timed(title, getattr(owner, name)))
            for owner, name, title in STAGES
        ]
        for each in patches:
            each.start()
        yield
        for each in patches:
            each.stop()


class InThisProcess(Here):
    """Grades in this process, so that each stage can be timed."""

    window = 1

    def __init__(self, task: Task) -> None:
        self._task = task

    def submit(self, student: str) -> Any:  # type: ignore[override]
        """Return a future that is done."""
        return super().submit(self._task, student)

    def renew(self) -> None:
        """Do nothing."""

    def stop(self) -> None:
        """Do nothing."""


def main() -> None:
    """Measure, print the table, and keep it where asked for."""
    parser = options(__doc__)
    parser.add_argument("--students", type=int, default=24)
    given = parser.parse_args()
    clock, around = Clock(), surroundings()
    with tempfile.TemporaryDirectory(prefix="stages-") as scratch:
        work = make_class(Path(scratch, "course"), given.students, figures=True)
        with open_classroom(Course.open(work.course), ASSIGNMENT) as classroom:
            hire = lambda task, _: InThisProcess(task)  # noqa: E731
            classroom.grade(classroom.everybody[:2], 1, lambda _: None, hire)  # all is imported
            began = time.perf_counter()
            with clock.ticking():
                classroom.grade(classroom.everybody, 1, lambda _: None, hire)
            whole = time.perf_counter() - began
    rows = [
        (title, f"{n / work.notebooks:.1f}", *(f"{1000 * t / work.notebooks:.2f}" for t in (own, wall - own)))
        for title, (n, wall, own) in sorted(clock.times.items(), key=lambda entry: -entry[1][1])
    ]
    text = (
        f"{around} {given.students} submissions, {work.notebooks} notebooks, one process: "
        f"{1000 * whole / work.notebooks:.1f} ms a notebook.\n\n{markdown(TITLES, rows)}"
    )
    publish(text, "scripts/stages.py", write=given.write)


if __name__ == "__main__":
    main()
