"""One class twice, without and with hostile submissions among the honest ones: marks and times of both."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.samples import build_submission, sample_names
from autograder.course.course import Course
from autograder.course.limits import Limits
from autograder.grading.classroom import open_classroom
from autograder.results.verdict import Verdict
from tests.attacks.attack import plans, write_plan
from tests.attacks.catalogue import CATEGORIES
from tests.attacks.ground import laid_out
from tools.repository import SAMPLES
from vanishing_gradients import ASSIGNMENT

HOSTILE = (
    *("loop-that-catches-everything", "hang-in-c", "busy-sessions", "forks", "memory-of-many"),
    *("memory-in-sockets", "descriptors-in-flight", "daemon", "end-the-worker", "slow-cells"),
)
"""Those of all attacks that hold up a grader longest, or try to take others with them."""


@dataclass(frozen=True)
class Mixed:
    """What came of both runs.

    Parameters
    ----------
    alone, among
        Verdicts on the honest students, graded alone and among hostile ones.
    hostile
        Marks of the hostile ones.
    seconds
        How long both runs took.
    allowed
        The sum of the hostile ones' limits.
    """

    alone: dict[str, tuple[Verdict, ...]]
    among: dict[str, tuple[Verdict, ...]]
    hostile: dict[str, float]
    seconds: tuple[float, float]
    allowed: float


def grade_mixed(folder: Path, course: Path, honest: int, workers: int = 2) -> Mixed:
    """Grade so many honest students of a course, then, anew, the same and ten hostile ones.

    Parameters
    ----------
    folder
        A folder to work in; it is made.
    course
        A course with a release and an empty gradebook; it is graded.
    """
    folder.mkdir(parents=True)
    release, submitted = course / "release" / ASSIGNMENT, course / "submitted"
    samples = sample_names(SAMPLES)
    students = [f"honest-{number:02}" for number in range(honest)]
    for number, student in enumerate(students):
        build_submission(SAMPLES / samples[number % len(samples)], release, submitted / student / ASSIGNMENT)
    alone, first = _grade(course, students, workers)
    every = [plan for plan in plans(CATEGORIES) if plan.student in HOSTILE]
    step = -(-honest // len(every))
    for number, plan in enumerate(every):
        students.insert(number * (step + 1), plan.student)
    with laid_out(folder / "ground", course) as ground:
        for plan in every:
            write_plan(plan, release, submitted, ASSIGNMENT, ground.told)
        among, second = _grade(course, students, workers)
    names = {plan.student for plan in every}
    return Mixed(
        alone=alone,
        among={student: found for student, found in among.items() if student not in names},
        hostile={student: sum(v.score or 0.0 for v in among[student]) for student in sorted(names)},
        seconds=(first, second),
        allowed=len(every) * Limits().submission_seconds,
    )


def _grade(course: Path, students: list[str], workers: int) -> tuple[dict[str, tuple[Verdict, ...]], float]:
    found: dict[str, tuple[Verdict, ...]] = {}
    with open_classroom(Course.open(course), ASSIGNMENT) as classroom:
        began = time.monotonic()
        classroom.run(
            students, workers, lambda result: found.update({result.student: result.verdicts}), force=True
        )
        return found, time.monotonic() - began
