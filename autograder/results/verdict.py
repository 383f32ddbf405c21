"""The verdict on one exercise, and the outcomes it can have."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

Outcome = Literal[
    "correct",
    "partial",
    "wrong",
    "not_attempted",
    "raised",
    "timed_out",
    "crashed",
    "refused",
    "missing",
    "to_mark",
]
OUTCOMES: tuple[Outcome, ...] = Outcome.__args__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Verdict:
    """What is known about one exercise of one submission.

    Parameters
    ----------
    notebook, cell
        Where it stands; `cell` is the grade_id of the graded cell.
    exercise
        Name of the exercise; the cell's grade_id where there is none.
    outcome
        One of `OUTCOMES`.
    score
        Points in [0, max]; None for a written answer that a human has to mark.
    mistake
        Id of the named mistake, if one was recognised.
    evidence
        What the numbers show of it, in one sentence for staff.
    hint
        The hint's words for the student.
    reason
        One sentence for staff.
    checks
        (title, passed) of each check that ran.
    trusted
        False where the marks come from a cell that ran among the student's own code.
    carried_forward
        Names of the exercises that were replaced by the course's own before this one was judged.
    """

    notebook: str
    cell: str
    exercise: str
    outcome: Outcome
    score: float | None
    max: float
    mistake: str | None = None
    evidence: str = ""
    hint: str | None = None
    reason: str = ""
    checks: tuple[tuple[str, bool], ...] = field(default=())
    trusted: bool = True
    carried_forward: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.score is not None:
            object.__setattr__(self, "score", clamp(self.score, self.max))


def clamp(score: float, maximum: float) -> float:
    """Return the score as a builtin float in [0, maximum]; NaN counts as 0."""
    score = float(score)
    return 0.0 if math.isnan(score) else min(max(score, 0.0), float(maximum))
