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
        limits=asdict(sandbox.limits),
        parts=_parts_of_grader(exercises)
        | {
            "package": digest(json.dumps(box)),
            "files": files_beside,
            "ignored": assignment.ignored,
            "kernel": digest(json.dumps(python)),
        },
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
    answers: dict[str, str] = {}
    for notebook in clean.values():
        cells = {cell.release.grade_id: cell for cell in notebook.cells if cell.release is not None}
        for grade_id, cell in cells.items():
            exercise = exercises.of_check(grade_id, notebook.release.name)
            answer = cells.get(exercise.name) if exercise is not None else cell
            is_marked = cell.release is not None and (cell.release.grade or cell.release.task)
            if is_marked and answer is not None and answer.release is not None and answer.release.solution:
                answers[grade_id] = _answer_digest(answer)
    return replace(record_of_submission(record, submission), answers=answers)


def _answer_digest(cell: CleanCell) -> str:
    pictures = [digest(picture.data) for picture in cell.pictures]
    return digest(json.dumps([cell.source, pictures]) if pictures else cell.source)


def grader_digest(exercises: ExerciseSet) -> str:
    """Return the digest of the grader's code and the course's, and of Python's and numpy's versions."""
    return digest(json.dumps(_parts_of_grader(exercises)))


def _parts_of_grader(exercises: ExerciseSet) -> dict[str, str]:
    """Return what makes results, part by part."""
    return {
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "engine": _engine_digest(),
        "course": digest("\0".join(sources_of(exercises).values())),
        "hints": digest(json.dumps(exercises.hints.steps, sort_keys=True)),
    }


@functools.cache
def decisive_modules() -> dict[str, str]:
    """Return the sources of the grader's modules that a result depends on, by name."""
    return imported_sources([ENGINE, *(f"autograder.box.{Path(file).stem}" for file in KIT_FILES)])


@functools.cache
def _engine_digest() -> str:
    return digest("\0".join(decisive_modules().values()))


def _released(notebook: Notebook) -> str:
    return digest(json.dumps([[c.grade_id, c.kind, c.source, c.points, c.locked] for c in notebook.cells]))
