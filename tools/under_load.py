"""Grades one class again and again while other processes keep the processors busy: no mark may differ.

    python -m tools.under_load [--times 10] [--busy 8] [--students 30]

The class is the sample class, with students whose right answers are slow beside it: those would be the first
to lose a mark. From grading to grading the busy processes go up from none to the most, and down again. Prints
a row for each grading; ends with 1 if a mark, an outcome or a named mistake is not what it was without load.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path

from autograder.authoring.samples import SOLVED, build_submission
from autograder.course.course import Course
from autograder.grading.classroom import Classroom, open_classroom
from autograder.notebooks import grade_id
from autograder.results.result import Result
from autograder.results.verdict import CellId
from tools.repository import SAMPLES, hand_in_class, make_course
from vanishing_gradients import ASSIGNMENT

BUSY = "import os\nours = os.getppid()\nwhile os.getppid() == ours: pass"
"""What keeps a processor busy, and ends with whoever started it."""
SLOW = {
    "slow-quadratic": (
        "04-depth",
        "depth_curve",
        (
            "def depth_curve(w, x, n_max):\n"
            "    return np.array([sum(np.log10(abs(w) * sigmoid_prime(z))\n"
            "                         for z in chain_forward(x, [w] * n)[0]) for n in range(1, n_max + 1)])"
        ),
    ),
    "slow-asleep": (
        "01-one-unit-one-slope",
        "sigmoid_second",
        (
            "import time\n\n\ndef sigmoid_second(z):\n    time.sleep(0.2)\n"
            "    return sigmoid_prime(z) * (1 - 2 * sigmoid(z))"
        ),
    ),
    "slow-computing": (
        "02-down-the-chain",
        "chain_factors",
        (
            "def chain_factors(x, w, b=None):\n    sum(i * i for i in range(2_000_000))\n"
            "    z, a = chain_forward(x, w, b)\n"
            "    return [f for i in range(len(w)) for f in (float(w[i]), float(sigmoid_prime(z[i])))]"
        ),
    ),
}
"""Students with a function that is slow: (notebook, function, source)."""

Marks = dict[tuple[str, CellId], tuple[float | None, str, str | None, str]]
"""(score, outcome, mistake, reason) by student and cell."""


def main() -> int:
    """Grade, print a row for each grading; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--busy", type=int, default=8)
    parser.add_argument("--students", type=int, default=30)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="under-load-") as folder:
        course = Path(folder)
        students = hand_in(course, options.students)
        first: Marks | None = None
        differing: set[tuple[str, CellId]] = set()
        print("grading  busy processes  seconds  marks  not as in the first")
        for number, busy in enumerate(islice(loads(options.busy), options.times), start=1):
            began = time.monotonic()
            with busy_processes(busy), open_classroom(Course.open(course), ASSIGNMENT) as classroom:
                marks = graded(classroom, students)
            first = first if first is not None else marks
            other = {key for key in first if first[key][:3] != marks[key][:3]}
            differing |= other
            took = time.monotonic() - began
            print(f"{number:7}{busy:16}{took:9.0f}{len(marks):7}{len(other):23}", flush=True)
            for key in sorted(other):
                print(f"         {key}: {first.get(key)}, now {marks.get(key)}", flush=True)
    print(f"{len(students)} students, {options.times} gradings: {len(differing)} marks differ.")
    return 1 if differing else 0


def hand_in(course: Path, many: int) -> list[str]:
    """Make a course in which so many hand in: the slow ones, then samples; return them."""
    make_course(course)
    for name, (notebook, function, source) in SLOW.items():
        folder = course / "submitted" / name / ASSIGNMENT
        build_submission(SAMPLES / SOLVED, course / "release" / ASSIGNMENT, folder)
        path = folder / f"{notebook}.ipynb"
        content = json.loads(path.read_text("utf-8"))
        next(cell for cell in content["cells"] if grade_id(cell) == function)["source"] = source
        path.write_text(json.dumps(content), encoding="utf-8")
    return [*SLOW, *hand_in_class(course)][:many]


def loads(most: int) -> Iterator[int]:
    """Yield the numbers of busy processes: up by two, down again, without end."""
    up = [*range(0, most, 2), most]
    return cycle([*up, *up[-2:0:-1]])


@contextmanager
def busy_processes(many: int) -> Iterator[None]:
    """Keep so many processes busy meanwhile."""
    processes = [subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(many)]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def graded(classroom: Classroom, students: list[str]) -> Marks:
    """Grade every submission again; return the marks."""
    results: list[Result] = []
    classroom.run(students, listener=results.append, force=True)
    return {
        (result.student, verdict.cell_id): (verdict.score, verdict.outcome, verdict.mistake, verdict.reason)
        for result in results
        for verdict in result.verdicts
    }


if __name__ == "__main__":
    sys.exit(main())
