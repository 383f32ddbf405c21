"""What a known mistake is: a wrong formula with a stable name, and a sentence for staff."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Mistake:
    """A wrong answer by name.

    Parameters
    ----------
    id
        Stable, descriptive name, `<exercise>.<slip>`. Several formulas may share one: the same slip in
        different ways of writing the rest.
    exercise
        Name of the exercise.
    wrong
        The wrong function; it takes the arguments of the exercise and returns nan or inf quietly.
    evidence
        What the numbers show, in one sentence for staff.
    """

    id: str
    exercise: str
    wrong: Callable[..., Any]
    evidence: str

    @property
    def slip(self) -> str:
        """The part of its id after the exercise."""
        return self.id.partition(".")[2]
