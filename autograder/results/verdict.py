"""The verdict on one exercise, and the outcomes it can have."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from autograder.results.stored import DamagedError

CellId = tuple[str, str]
"""(notebook, grade_id) of a graded cell."""

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
INTERRUPTED = frozenset[Outcome]({"raised", "timed_out", "crashed", "refused"})
"""Outcomes that only the reason explains; the student reads it too."""


@dataclass(frozen=True)
class Verdict:
    """What is known about one exercise of one submission.

    Parameters
    ----------
    notebook, cell
        Names of the notebook and of the graded cell, its grade_id.
    exercise
        Name of the exercise; the cell's grade_id if it is none.
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
        False if the marks come from a cell that ran among the student's own code.
    hidden
        Whether the reason tells of a hidden test, which a course may keep from students.
    carried_forward
        Names of the exercises that were replaced by the course's own before this one was judged.
    found
        How the answer was found, in words, if it did not stand in its own cell.
    guessed
        Whether that is a guess, which a human should look at.
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
    found: str = ""
    guessed: bool = False
    hidden: bool = False

    def __post_init__(self) -> None:
        if self.score is not None:
            object.__setattr__(self, "score", clamp(self.score, self.max))

    @property
    def cell_id(self) -> CellId:
        """Notebook and grade_id."""
        return self.notebook, self.cell

    @classmethod
    def from_json(cls, data: Any) -> Verdict:
        """Return the verdict whose fields were stored.

        Raises
        ------
        DamagedError
            If they are not those of a verdict.
        """
        try:
            known = {each.name: data[each.name] for each in fields(cls) if each.name in data}
            known.setdefault("exercise", known["cell"])
            known["checks"] = tuple((str(title), bool(passed)) for title, passed in known.get("checks", ()))
            known["carried_forward"] = tuple(map(str, known.get("carried_forward", ())))
            known |= {name: bool(known.get(name, False)) for name in ("guessed", "hidden")}
            verdict = cls(**known)
            texts = [verdict.notebook, verdict.cell, verdict.exercise, verdict.evidence, verdict.reason]
            texts += [verdict.mistake or "", verdict.hint or "", verdict.found]
            whole = all(isinstance(text, str) for text in texts) and math.isfinite(verdict.max)
        except (KeyError, TypeError, ValueError) as error:
            raise DamagedError("a verdict lacks what it needs") from error
        if not whole or verdict.outcome not in OUTCOMES:
            raise DamagedError("a verdict holds what it cannot hold")
        return verdict


def clamp(score: float, maximum: float) -> float:
    """Return the score as a builtin float in [0, maximum]; NaN counts as 0."""
    score = float(score)
    return 0.0 if math.isnan(score) else min(max(score, 0.0), float(maximum))
