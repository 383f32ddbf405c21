"""One class graded twice: by nbgrader as it comes and by the engine."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from autograder.comparing.copies import thrown_away
from autograder.comparing.doors import Door, Run, grade_by
from autograder.comparing.rows import Difference, Graded, differences, read_graded
from autograder.course.course import Course
from autograder.errors import AutograderError

FAILED_AT = "There was an error processing assignment .* for student '{}'"
"""What nbgrader logs behind the traceback of a submission at which it failed."""
EXCEPTION = re.compile(r"^ *((?:[\w.]+\.)?\w+(?:Error|Exception|Kernel|Entry|Interrupt): .*)$", re.MULTILINE)
"""The line of a traceback that names the exception."""


@dataclass(frozen=True)
class Comparison:
    """What was found.

    Parameters
    ----------
    students, rows
        How many there are.
    differences
        The rows that differ.
    stopped
        Why nbgrader failed at the submission of a student, by student.
    stock_seconds, our_seconds
        What the two took, each as a whole command.
    """

    students: int
    rows: int
    differences: list[Difference]
    stopped: dict[str, str]
    stock_seconds: float
    our_seconds: float


def compare(
    course: Course,
    assignment: str,
    students: Sequence[str] = (),
    workers: int = 0,
    tell: Callable[[str, int, int], None] = lambda *_: None,
) -> Comparison:
    """Grade the submissions of these students, or of all, by both, and compare the rows.

    The course, its folders and its gradebook stay as they are. `tell` is called with what goes on, how many
    submissions both together have graded, and how many that will be.

    Raises
    ------
    AutograderError
        If the engine cannot grade the course, with its sentence.
    """
    with thrown_away(course, assignment, students) as copy:
        many = len(copy.students(assignment))
        run = grade_by(
            Door.GRADE,
            copy,
            assignment,
            real=course.root,
            workers=workers,
            tell=lambda done: tell("The engine is grading", done, 2 * many),
        )
        if run.exit_code != 0:
            raise _failed(run)
        ours = read_graded(copy, assignment)
    with thrown_away(course, assignment, students) as copy:
        stock_run, stock = grade_by_stock(
            course, copy, assignment, lambda done: tell("nbgrader is grading", many + done, 2 * many)
        )
    return Comparison(
        students=len({student for student, _, _ in ours.scores}),
        rows=len(stock.scores.keys() | ours.scores.keys()),
        differences=differences(stock, ours),
        stopped={student: reason_of_stop(stock_run.said, student) for student in stock.stopped},
        stock_seconds=stock_run.seconds,
        our_seconds=run.seconds,
    )


def grade_by_stock(
    course: Course, copy: Course, assignment: str, tell: Callable[[int], None] = lambda _: None
) -> tuple[Run, Graded]:
    """Let nbgrader grade a copy; one submission may stop it as a whole, then it goes on with the others."""
    run = grade_by(Door.STOCK, copy, assignment, real=course.root, tell=tell)
    graded = read_graded(copy, assignment)
    left = [one for one in graded.stopped if not re.search(FAILED_AT.format(re.escape(one)), run.said)]
    for student in left if len(left) < len(copy.students(assignment)) else left[1:]:
        again = grade_by(Door.STOCK, copy, assignment, f"--student={student}", real=course.root, tell=tell)
        run = Run(run.seconds + again.seconds, again.exit_code, f"{run.said}\n{again.said}")
    return run, read_graded(copy, assignment) if left else graded


def reason_of_stop(log: str, student: str) -> str:
    """Return what nbgrader's log says of the exception at which it failed; "" if it says nothing."""
    found = re.search(FAILED_AT.format(re.escape(student)), log)
    exceptions = EXCEPTION.findall(log[: found.start()] if found else log)
    return str(exceptions[-1]) if exceptions else ""


def _failed(run: Run) -> AutograderError:
    """Return the error with which the engine ended."""
    _, _, sentence = f"\n{run.said}".rpartition("\nError: ")
    error = AutograderError(sentence.strip() or f"The engine ended with exit code {run.exit_code}.")
    error.exit_code = run.exit_code
    return error
