"""What a grading is made from, as digests: release, exercises, grader, key, submission."""

from __future__ import annotations

import functools
import inspect
import json
import platform
from collections.abc import Iterator
from dataclasses import asdict, replace
from importlib import resources
from importlib.metadata import version
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

from autograder.content import ExerciseSet
from autograder.content.modules import modules_of
from autograder.course.student_package import files
from autograder.notebooks import Notebook
from autograder.results.record import Record, digest
from autograder.submission.ingest import CleanNotebook
from autograder.submission.reading import Submission

if TYPE_CHECKING:
    from autograder.grading.engine import Engine

ROOMS = ("box", "content", "course", "grading", "judging", "results", "submission")
"""The packages whose files decide on a result."""


def record_of_class(engine: Engine) -> Record:
    """Return the record of everything but the submission: the same for a whole class."""
    kit = engine.sandbox.kit.folder
    held = files(kit)
    box = [[str(path.relative_to(kit)), digest(path.read_bytes())] for path in held]
    return Record(
        files={},
        released={notebook.name: _released(notebook) for notebook in engine.assignment.notebooks},
        answers={},
        versions={name: exercise.version for name, exercise in engine.exercises.items()},
        grader=grader_digest(engine.exercises),
        key=digest(b"course key:" + engine.key),
        solutions=digest(json.dumps(engine.solutions, sort_keys=True)),
        box=digest(json.dumps([asdict(engine.sandbox.limits), box])),
    )


def record_of_submission(record: Record, submission: Submission) -> Record:
    """Return the record of a class with a submission's files and what lies beside them."""
    found = {name: digest(data) for name, data in submission.files.items()}
    told = digest(repr([submission.timestamp, submission.secret]))
    beside = digest(json.dumps([told, submission.unexpected_notebooks]))
    return replace(record, files=found, beside=beside)


def record_of(engine: Engine, submission: Submission, clean: dict[str, CleanNotebook]) -> Record:
    """Return the record of a submission's grading."""
    answers = {
        cell.release.grade_id: digest(cell.source)
        for notebook in clean.values()
        for cell in notebook.cells
        if cell.release is not None
        and (cell.release.grade or cell.release.task)
        and cell.release.solution
        and engine.exercises.of_check(cell.release.grade_id, notebook.release.name) is None
    }
    return replace(record_of_submission(engine.record, submission), answers=answers)


def grader_digest(exercises: ExerciseSet) -> str:
    """Return the digest of the grader's code and the course's, and of Python's and numpy's versions."""
    parts = [_engine_digest(), json.dumps(exercises.hints.steps, sort_keys=True)]
    parts += [inspect.getsource(module) for module in modules_of(exercises)]
    return digest("\0".join(parts))


@functools.cache
def _engine_digest() -> str:
    parts = [platform.python_version(), version("numpy")]
    for room in ROOMS:
        parts += _texts(resources.files("autograder").joinpath(room))
    return digest("\0".join(parts))


def _texts(folder: Traversable) -> Iterator[str]:
    """Yield the code and the hints of a room, in order of their names."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith((".py", ".toml")):
            yield entry.read_text(encoding="utf-8")
        elif entry.is_dir() and not entry.name.startswith(("_", ".")):
            yield from _texts(entry)


def _released(notebook: Notebook) -> str:
    return digest(json.dumps([[c.grade_id, c.kind, c.source, c.points, c.locked] for c in notebook.cells]))
