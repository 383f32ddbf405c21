"""How long a marker takes for an answer: the median of the gaps between one answer and the next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from statistics import median
from typing import Any

from sqlalchemy import select

from autograder.gradebook.marks import MARKS, Question

PAUSE = 300.0
"""A longer gap in seconds is a pause, and does not count."""
LATEST = 400
"""So many rows are looked at: the pace of today, not of last week."""


def seconds_an_answer(db: Any, question: Question, marker: str) -> float | None:
    """Return the seconds that a marker takes for an answer to a question; None if that is not known yet."""
    query = (
        select(MARKS.c.student, MARKS.c.at)
        .where(
            MARKS.c.assignment == question.assignment,
            MARKS.c.notebook == question.notebook,
            MARKS.c.cell == question.cell,
            MARKS.c.marker == marker,
        )
        .order_by(MARKS.c.id.desc())
        .limit(LATEST)
    )
    rows = [(row.student, datetime.fromisoformat(row.at)) for row in db.execute(query)]
    return pace(reversed(rows))


def pace(saved: Iterable[tuple[str, datetime]]) -> float | None:
    """Return the median of the seconds between answers, from who was saved when, in order.

    Several ticks of one answer are one answer; a group that is marked at once is one too.
    """
    ends: list[tuple[str, datetime]] = []
    for student, at in saved:
        if ends and (ends[-1][0] == student or ends[-1][1] == at):
            ends[-1] = student, at
        else:
            ends.append((student, at))
    gaps = [(later - earlier).total_seconds() for (_, earlier), (_, later) in pairwise(ends)]
    worked = [gap for gap in gaps if gap <= PAUSE]
    return round(median(worked), 1) if worked else None
