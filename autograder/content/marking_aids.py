"""What helps to mark a written answer: numbers to look for, and answers that are marked already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from autograder.content.fields import Fields

TOLERANCE = 0.02
"""How far off a number in an answer may be, as a share of the number meant: two digits, rounded or cut."""


@dataclass(frozen=True)
class RubricNumber:
    """A number that an answer may hold, and what it tells of it.

    Parameters
    ----------
    value
        The number.
    meaning
        What it is, or which mix-up leads to it.
    right
        Whether it is worth looking for; otherwise it betrays a mix-up.
    tolerance
        How far off a written number may be, as a share of the value.
    """

    value: float
    meaning: str
    right: bool = True
    tolerance: float = TOLERANCE

    def fits(self, written: float) -> bool:
        """Whether a number in an answer is meant to be this one."""
        return abs(written - self.value) <= self.tolerance * abs(self.value) * (1 + 1e-9)

    @classmethod
    def of(cls, fields: Fields) -> RubricNumber:
        """Read it from a table of a rubric's file."""
        value, meaning = fields.number("value"), fields.text("meaning")
        right, tolerance = fields.flag("right", True), fields.number("tolerance", TOLERANCE)
        if not value or tolerance < 0:
            raise ValueError(f"{fields.place} needs a value that is not 0, and a tolerance not below 0")
        return cls(value, meaning, right, tolerance)


@dataclass(frozen=True)
class Sample:
    """An answer that is marked already, to compare one's own marking with.

    Parameters
    ----------
    name
        What it is called, such as "sheet answer A".
    answer
        The answer, in Markdown.
    earned
        Points by the id of the line; a line that is not there earns nothing.
    why
        A reason for it by the id of the line.
    """

    name: str
    answer: str
    earned: Mapping[str, float] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, fields: Fields) -> Sample:
        """Read it from a table of a rubric's file."""
        return cls(fields.text("name"), fields.text("answer"), fields.numbers("earned"), fields.texts("why"))
