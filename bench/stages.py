"""Where the time goes: milliseconds a notebook of each stage of grading, in one process.

    python -m bench.stages [--students 24] [--write]

Each stage is counted without those inside of it. Of its time on the wall the judge's processor time is one
part; the rest is waiting for the box, which runs the students' code meanwhile.
"""

from __future__ import annotations

import functools
import inspect
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from autograder.box import wire
from autograder.box.notebook import Notebook
from autograder.box.sandbox import Sandbox
from autograder.box.session import Box
from autograder.box.warm import Forked
from autograder.course.course import Course
from autograder.gradebook.folders import GradedFolders
from autograder.gradebook.writer import GradebookWriter
from autograder.grading import at_checks, carried, engine
from autograder.grading.carried import CarryForward
from autograder.grading.classroom import open_classroom
from autograder.judging import judge
from bench.classes import make_class
from bench.publishing import markdown, options, publish, surroundings
from vanishing_gradients import ASSIGNMENT

STAGES: tuple[tuple[Any, str, str], ...] = (
    (Sandbox, "start", "a box is forked"),
    (Forked, "kill", "a box is ended"),
    (Box, "open", "a notebook is started, once its box is ready"),
    (Box, "clean", "what a notebook left is removed"),
    (Notebook, "run", "its cells run"),
    (wire, "send_frames", "messages are sent to it"),
    (Notebook, "call", "its functions are called"),
    (Notebook, "call_each", "its functions are called"),
    (judge, "name_mistake", "mistakes are named"),
    (judge, "ignored_argument", "wrong functions are probed once more"),
    (at_checks, "judge_at_check", "inputs are sampled, right values computed, compared"),
    (CarryForward, "improved", "errors are carried forward, beside boxes and calls"),
    (carried, "judge_at_check", "the same, of errors carried forward"),
    (engine, "write_notebook", "graded notebooks are made"),
    (engine.Engine, "grade", "the rest of grading: files are parsed, cells laid over the release"),
    (GradebookWriter, "write", "results go into the gradebook"),
    (GradedFolders, "write", "graded notebooks go into folders"),
)
"""(where a public function is looked up, its name, what it does)."""
TITLES = ("stage", "times a notebook", "judge, ms a notebook", "waiting for the box, ms a notebook")


@dataclass
class Clock:
    """Time of each stage on the wall and of this process, without what is inside of it."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(lambda: [0, 0.0, 0.0]))
    inside: list[list[float]] = field(default_factory=list)

    def timed(self, title: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that is the same, and timed; of a generator each value is timed."""

        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            with self._timing(title):
                return function(*args, **kwargs)

        @functools.wraps(function)
        def generate(*args: Any, **kwargs: Any) -> Iterator[Any]:
            values = function(*args, **kwargs)
            while True:
                with self._timing(title):
                    try:
                        value = next(values)
                    except StopIteration:
                        return
                yield value

        return generate if inspect.isgeneratorfunction(function) else call

    @contextmanager
    def _timing(self, title: str) -> Iterator[None]:
        self.inside.append([0.0, 0.0])
        wall, own = time.perf_counter(), time.process_time()
        try:
            yield
        finally:
            took = time.perf_counter() - wall, time.process_time() - own
            deeper = self.inside.pop()
            if self.inside:
                self.inside[-1] = [a + b for a, b in zip(self.inside[-1], took, strict=True)]
            seen = self.times[title]
            seen[0] += 1
            seen[1] += took[0] - deeper[0]
            seen[2] += took[1] - deeper[1]

    @contextmanager
    def ticking(self) -> Iterator[None]:
        """Time the stages."""
        with ExitStack() as stack:
            for owner, name, title in STAGES:
                stack.enter_context(patch.object(owner, name, self.timed(title, getattr(owner, name))))
            yield


def main() -> None:
    """Measure, print the table, and keep it where asked for."""
    parser = options(__doc__)
    parser.add_argument("--students", type=int, default=24)
    given = parser.parse_args()
    clock, around = Clock(), surroundings()
    with tempfile.TemporaryDirectory(prefix="stages-") as scratch:
        work = make_class(Path(scratch, "course"), given.students, figures=True)
        with open_classroom(Course.open(work.course), ASSIGNMENT) as classroom:
            # One worker is this process, so that each stage can be timed.
            classroom.run(classroom.everybody[:2], 1, force=True)  # all is imported
            began = time.perf_counter()
            with clock.ticking():
                classroom.run(classroom.everybody, 1, force=True)
            whole = time.perf_counter() - began
    rows = [
        (title, f"{n / work.notebooks:.1f}", *(f"{1000 * t / work.notebooks:.2f}" for t in (own, wall - own)))
        for title, (n, wall, own) in sorted(clock.times.items(), key=lambda entry: -entry[1][1])
    ]
    publish(
        "python -m bench.stages",
        f"{around} {given.students} submissions, {work.notebooks} notebooks, one process: "
        f"{1000 * whole / work.notebooks:.1f} ms a notebook.",
        markdown(TITLES, rows),
        write=given.write,
    )


if __name__ == "__main__":
    main()
