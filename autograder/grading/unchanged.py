"""Which submissions need no grading: the last result was made from the same files, and still stands."""

from __future__ import annotations

from collections.abc import Collection

from autograder.course.course import Course
from autograder.gradebook.writer import GradebookWriter
from autograder.grading.engine import Engine
from autograder.grading.provenance import record_of_submission
from autograder.results.result import Result
from autograder.submission.reading import read_submission


def unchanged(course: Course, engine: Engine, writer: GradebookWriter, students: Collection[str]) -> set[str]:
    """Return the students whose grading would give the result that is stored.

    The files that were handed in, the time, the release, the exercises, the grader,
    the key and the limits are what the last result was made from; its marks are in the gradebook and its
    notebooks in the course; nobody wants it graded again; and it comes from a sandbox, unless this run has
    none either.
    """
    wanted, standing = set(students), writer.standing()
    return {
        result.student
        for result in writer.results()
        if result.student in wanted
        and not result.again
        and writer.holds(result, standing.get(result.student))
        and (result.sandbox != "none" or engine.sandbox.name == "none")
        and _same_sources(course, engine, result)
        and _has_notebooks(course, engine.assignment.name, result)
    }


def _same_sources(course: Course, engine: Engine, result: Result) -> bool:
    if result.record is None or not result.record.same_class(engine.record):
        return False  # without a look at the files
    submission = read_submission(course, result.student, engine.assignment, engine.sandbox.limits)
    return result.record.same_sources(record_of_submission(engine.record, submission))


def _has_notebooks(course: Course, assignment: str, result: Result) -> bool:
    folder = course.graded_folder(result.student, assignment)
    names = result.record.files if result.record is not None else {}
    return folder.is_dir() and all((folder / f"{name}.ipynb").is_file() for name in names)
