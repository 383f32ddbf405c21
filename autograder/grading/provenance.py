"""What a grading is made from, as digests: release, exercises, grader, key, submission."""

from __future__ import annotations

import functools
import json
import platform
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path

from autograder.box.sandbox import KIT_FILES, Sandbox
from autograder.content import ExerciseSet
from autograder.content.imports import imported_sources
from autograder.content.modules import sources_of
from autograder.course.student_package import files
from autograder.notebooks import Notebook
from autograder.results.record import Record, digest
from autograder.submission.assignment import Assignment
from autograder.submission.ingest import CleanCell, CleanNotebook
from autograder.submission.reading import Submission

ENGINE = "autograder.grading.engine"
"""The module that makes results."""


def record_of_class(assignment: Assignment, exercises: ExerciseSet, sandbox: Sandbox, key: bytes) -> Record:
    """Return the record of everything but the submission: the same for a whole class."""
    kit, files_beside = sandbox.kit.folder, assignment.room.digest
    python = sandbox.python.traits
    box = [[str(path.relative_to(kit)), digest(path.read_bytes())] for path in files(kit)]
    return Record(
        files={},
        released={notebook.name: _released(notebook) for notebook in assignment.notebooks},
        answers={},
        versions={name: exercise.version for name, exercise in exercises.items()},
        grader=grader_digest(exercises),
        key=digest(b"course key:" + key),
        box=digest(json.dumps([asdict(sandbox.limits), box, files_beside, assignment.ignored, python])),
    )


def record_of_submission(record: Record, submission: Submission) -> Record:
    """Return the record of a class with a submission's files, its time and other notebooks."""
    contents = {name: digest(data) for name, data in submission.files.items()}
    time_and_secret = digest(repr([submission.timestamp, submission.secret]))
    others = [submission.unexpected_notebooks, submission.room.notes, submission.room.digest]
    beside = digest(json.dumps([time_and_secret, *others]))
    return replace(record, files=contents, beside=beside)


def record_of_grading(
    record: Record, exercises: ExerciseSet, submission: Submission, clean: dict[str, CleanNotebook]
) -> Record:
    """Return the record of a class with all that a submission's grading was made from."""
    answers = {
        cell.release.grade_id: _answer_digest(cell)
        for notebook in clean.values()
        for cell in notebook.cells
        if cell.release is not None
        and (cell.release.grade or cell.release.task)
        and cell.release.solution
        and exercises.of_check(cell.release.grade_id, notebook.release.name) is None
    }
    return replace(record_of_submission(record, submission), answers=answers)


def _answer_digest(cell: CleanCell) -> str:
    pictures = [digest(picture.data) for picture in cell.pictures]
    return digest(json.dumps([cell.source, pictures]) if pictures else cell.source)


def grader_digest(exercises: ExerciseSet) -> str:
    """Return the digest of the grader's code and the course's, and of Python's and numpy's versions."""
    parts = [_engine_digest(), json.dumps(exercises.hints.steps, sort_keys=True)]
    parts += sources_of(exercises).values()
    return digest("\0".join(parts))


@functools.cache
def decisive_modules() -> dict[str, str]:
    """Return the sources of the grader's modules that a result depends on, by name."""
    return imported_sources([ENGINE, *(f"autograder.box.{Path(file).stem}" for file in KIT_FILES)])


@functools.cache
def _engine_digest() -> str:
    return digest("\0".join([platform.python_version(), version("numpy"), *decisive_modules().values()]))


def _released(notebook: Notebook) -> str:
    return digest(json.dumps([[c.grade_id, c.kind, c.source, c.points, c.locked] for c in notebook.cells]))
