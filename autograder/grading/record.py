"""What a grading was made from: with it the next one can say why a mark changed."""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import asdict, dataclass
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from autograder.exercises import EXERCISES
from autograder.grading.plan import Notebooks, exercise_of
from autograder.submission.assignment import ReleaseNotebook

if TYPE_CHECKING:
    from autograder.grading.engine import Engine
    from autograder.grading.result import Submission

JUDGING = ("exercises", "judging", "reference")
"""The rooms whose code decides on a mark."""


@dataclass(frozen=True)
class Record:
    """Digests of all that a result depends on.

    Parameters
    ----------
    files
        The file of each notebook that was handed in.
    released
        Each released notebook, its points and the hidden tests of a teacher's own cells included.
    answers
        The written answers, by their cells.
    versions
        The version of each exercise's checks.
    grader
        The code that judges, and numpy's version.
    key
        The course key that the inputs were drawn from.
    """

    files: dict[str, str]
    released: dict[str, str]
    answers: dict[str, str]
    versions: dict[str, int]
    grader: str
    key: str

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any] | None) -> Record | None:
        """Return the record that `to_json` wrote; None where another version of the grader wrote it."""
        return cls(**data) if data is not None and data.keys() == cls.__dataclass_fields__.keys() else None


def record_of(engine: Engine, submission: Submission, clean: Notebooks) -> Record:
    """Return the record of a submission's grading."""
    return Record(
        files={name: digest(data) for name, data in submission.files.items()},
        released={notebook.name: _released(notebook) for notebook in engine.assignment.notebooks},
        answers={
            cell.release.key: digest(cell.source)
            for notebook in clean.values()
            for cell in notebook.cells
            if cell.release is not None
            and (cell.release.grade or cell.release.task)
            and cell.release.solution
            and exercise_of(cell.release, notebook.release) is None
        },
        versions={name: exercise.version for name, exercise in EXERCISES.items()},
        grader=grader_digest(),
        key=digest(b"course key:" + engine.key),
    )


def digest(data: bytes | str) -> str:
    """Return a short digest."""
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode()).hexdigest()[:16]


@functools.cache
def grader_digest() -> str:
    """Return the digest of the code that judges, and of numpy's version."""
    parts = [version("numpy")]
    for room in JUDGING:
        folder = files("autograder").joinpath(room)
        code = sorted((f for f in folder.iterdir() if f.name.endswith(".py")), key=lambda f: f.name)
        parts += [file.read_text(encoding="utf-8") for file in code]
    return digest("\0".join(parts))


def _released(notebook: ReleaseNotebook) -> str:
    return digest(json.dumps([[c.key, c.kind, c.source, c.points, c.locked] for c in notebook.cells]))
