"""`make demo`: grades the sample class in a throw-away course; prints marks and the paths of all pages."""

from __future__ import annotations

import shutil
import sys

from rich.console import Console

from autograder.course.course import Course
from autograder.errors import AutograderError
from autograder.gradebook.reader import read_class
from autograder.grading.classroom import open_classroom
from autograder.reports.exports import FORMATS
from autograder.reports.table import Legend, class_table, exercise_table
from autograder.reports.writing import write_export, write_feedback, write_report
from autograder.results.result import Result
from tools.repository import REPOSITORY, hand_in_class, make_course
from vanishing_gradients import ASSIGNMENT

COURSE = REPOSITORY / "demo"
SHOWN = "sheet-answer-b"
"""The student whose exercises are shown one by one; those of all others are in the class report."""


def main() -> int:
    """Make the course, grade the class, write the feedback; return the exit code."""
    console = Console(width=None if sys.stdout.isatty() else 170)
    shutil.rmtree(COURSE, ignore_errors=True)
    console.print("Making a throw-away course in demo/ ...")
    make_course(COURSE)
    names = hand_in_class(COURSE)
    with Course.open(COURSE).gradebook() as gradebook:
        for name in names:  # Gradescope knows people by their email
            gradebook.update_or_create_student(name, email=f"{name}@example.org")
    console.print(f"Grading {len(names)} sample submissions, each in its own sandbox ...")
    try:
        with open_classroom(Course.open(COURSE), ASSIGNMENT) as classroom:
            results: list[Result] = []
            classroom.run(names, listener=results.append)
            legend = Legend.of(classroom.engine.assignment, classroom.engine.exercises, ())
    except AutograderError as error:
        console.print(str(error), markup=False)
        return error.exit_code
    console.print(class_table(sorted(results, key=lambda result: result.student), legend))
    console.print(exercise_table([result for result in results if result.student == SHOWN], legend))
    course = Course.open(COURSE)
    for _ in write_feedback(course, read_class(course, ASSIGNMENT)):
        pass
    console.print(f"Feedback pages:     demo/feedback/STUDENT/{ASSIGNMENT}/index.html")
    for anonymous in (False, True):
        report = write_report(course, ASSIGNMENT, None, anonymous=anonymous)
        console.print(f"Class report:       {report.path.relative_to(REPOSITORY)}")
    for name in FORMATS:
        # Nobody has marked the written answers: for campus systems there is only what the grader marked.
        written = write_export(course, ASSIGNMENT, name, None, automatic=FORMATS[name].for_system)
        console.print(f"Marks ({name}):".ljust(20) + str(written.path.relative_to(REPOSITORY)))
    console.print("The gradebook:      demo/gradebook.db   (formgrader: cd demo && ../.venv/bin/jupyter lab)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
