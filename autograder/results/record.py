"""What a grading was made from: with it the next one can tell what is unchanged, and why a mark changed."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field, fields, replace
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
        The answers, by the cells that carry their marks.
    versions
        The version of the checks of each exercise of the assignment.
    grader
        The code that makes a result, the grader's and the course's, and the versions of Python and numpy.
    key
        The course key that the inputs depend on.
    box
        What every box holds, with the released files, and its limits.
    beside
        What lies beside the notebooks: the time handed in, other files, and names of other notebooks.
    limits, parts
        What `grader` and `box` are made from, so that a receipt can name what changed: the limits; versions
        of Python and numpy; digests of the rest.
    """

    files: dict[str, str] = field(default_factory=dict)
    released: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    grader: str = ""
    key: str = ""
    box: str = ""
    beside: str = ""
    limits: dict[str, float] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Any) -> Record | None:
        """Return the record that `to_json` wrote; None if there is none, or it is damaged.

        A field that is missing has its default, which differs from what is there now: so the submission is
        graded again.
        """
        if not isinstance(data, dict):
            return None
        known = {each.name: data[each.name] for each in fields(cls) if each.name in data}
        empty = cls()
        whole = all(isinstance(value, type(getattr(empty, name))) for name, value in known.items())
        return cls(**known) if whole else None

    def same_class(self, other: Record) -> bool:
        """Return whether all but the submission is the same."""
        nothing: dict[str, Any] = {"files": {}, "beside": "", "answers": {}}
        return replace(self, **nothing) == replace(other, **nothing)

    def same_sources(self, other: Record) -> bool:
        """Return whether two gradings were made from the same; the answers are part of the files."""
        return replace(self, answers={}) == replace(other, answers={})


def digest(data: bytes | str) -> str:
    """Return a short digest."""
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode()).hexdigest()[:16]
