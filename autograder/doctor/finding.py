"""What the doctor finds: one line each, with what to do about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from autograder.content import ExerciseSet


@dataclass(frozen=True)
class Finding:
    """Something in the assignment that is not as it should be.

    Parameters
    ----------
    subject
        The exercise, cell or file.
    what
        What is not right, in one sentence.
    do
        What to do about it, in one sentence.
    """

    subject: str
    what: str
    do: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.what} {self.do}"


Findings = Iterator[Finding]


@dataclass
class Diagnosis:
    """All findings on an assignment, and what was counted on the way.

    Parameters
    ----------
    exercises
        What is examined.
    findings
        Empty if all is well.
    counts
        How many mistakes, right variants, ... were tried.
    named
        (exercise, slip): "both" where judge and the students' check name the mistake, "judge" where it shows
        on the inputs of grading alone.
    accounting
        How the limits of a submission are kept on this machine, in one sentence.
    """

    exercises: ExerciseSet
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    named: dict[tuple[str, str], str] = field(default_factory=dict)
    accounting: str = ""
