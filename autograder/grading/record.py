"""What a grading was made from: with it the next one can tell what is unchanged, and why a mark changed."""

from __future__ import annotations

import functools
import hashlib
import json
import platform
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any

from autograder.exercises import EXERCISES
from autograder.grading.plan import Notebooks, exercise_of
from autograder.submission.assignment import ReleaseNotebook

if TYPE_CHECKING:
    from autograder.grading.engine import Engine
    from autograder.grading.result import Submission

ROOMS = ("box", "exercises", "grading", "judging", "mistakes", "reference", "submission")
"""The rooms whose files decide on a result."""


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
        The grader's code, and the versions of Python and numpy.
    key
        The course key that the inputs were drawn from.
    solutions
        The course's own solutions, for error carried forward.
    box
        What every box holds, and its limits.
    beside
        What lies beside the notebooks: the time handed in, and names of other notebooks.
    """

    files: dict[str, str]
    released: dict[str, str]
    answers: dict[str, str]
    versions: dict[str, int]
    grader: str
    key: str
    solutions: str = ""
    box: str = ""
    beside: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any] | None) -> Record | None:
        """Return the record that `to_json` wrote; None where another version of the grader wrote it."""
        try:
            return cls(**data) if data is not None else None
        except TypeError:
            return None

    def of(self, submission: Submission) -> Record:
        """Return this record with a submission's files and what lies beside them."""
        found = {name: digest(data) for name, data in submission.files.items()}
        beside = digest(json.dumps([submission.handed_in, submission.strangers]))
        return replace(self, files=found, beside=beside)

    def same_class(self, other: Record) -> bool:
        """Return whether all but the submission is the same."""
        nothing: dict[str, Any] = {"files": {}, "beside": "", "answers": {}}
        return replace(self, **nothing) == replace(other, **nothing)

    def same_sources(self, other: Record) -> bool:
        """Return whether two gradings had the same to go by; the answers stand in the files."""
        return replace(self, answers={}) == replace(other, answers={})


def record_of_class(engine: Engine) -> Record:
    """Return the record of everything but the submission: the same for a whole class."""
    kit = engine.sandbox.kit.folder
    held = sorted(path for path in kit.rglob("*") if path.suffix in {".py", ".json"})
    box = [[str(path.relative_to(kit)), digest(path.read_bytes())] for path in held]
    return Record(
        files={},
        released={notebook.name: _released(notebook) for notebook in engine.assignment.notebooks},
        answers={},
        versions={name: exercise.version for name, exercise in EXERCISES.items()},
        grader=grader_digest(),
        key=digest(b"course key:" + engine.key),
        solutions=digest(json.dumps(engine.solutions, sort_keys=True)),
        box=digest(json.dumps([asdict(engine.sandbox.limits), box])),
    )


def record_of(engine: Engine, submission: Submission, clean: Notebooks) -> Record:
    """Return the record of a submission's grading."""
    answers = {
        cell.release.key: digest(cell.source)
        for notebook in clean.values()
        for cell in notebook.cells
        if cell.release is not None
        and (cell.release.grade or cell.release.task)
        and cell.release.solution
        and exercise_of(cell.release, notebook.release) is None
    }
    return replace(engine.record.of(submission), answers=answers)


def digest(data: bytes | str) -> str:
    """Return a short digest."""
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode()).hexdigest()[:16]


@functools.cache
def grader_digest() -> str:
    """Return the digest of the grader's code, and of Python's and numpy's versions."""
    parts = [platform.python_version(), version("numpy")]
    for room in ROOMS:
        parts += _texts(files("autograder").joinpath(room))
    return digest("\0".join(parts))


def _texts(folder: Traversable) -> Iterator[str]:
    """Yield the code and the hints of a room, in order of their names."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith((".py", ".toml")):
            yield entry.read_text(encoding="utf-8")
        elif entry.is_dir() and not entry.name.startswith(("_", ".")):
            yield from _texts(entry)


def _released(notebook: ReleaseNotebook) -> str:
    return digest(json.dumps([[c.key, c.kind, c.source, c.points, c.locked] for c in notebook.cells]))
