"""What a grading was made from: with it the next one can tell what is unchanged, and why a mark changed."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from typing import Any


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

    def same_class(self, other: Record) -> bool:
        """Return whether all but the submission is the same."""
        nothing: dict[str, Any] = {"files": {}, "beside": "", "answers": {}}
        return replace(self, **nothing) == replace(other, **nothing)

    def same_sources(self, other: Record) -> bool:
        """Return whether two gradings had the same to go by; the answers stand in the files."""
        return replace(self, answers={}) == replace(other, answers={})


def digest(data: bytes | str) -> str:
    """Return a short digest."""
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode()).hexdigest()[:16]
