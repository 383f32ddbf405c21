"""What each grading gave, kept small: so that a report can say what a regrade changed.

The table `autograder_history` stands beside `autograder_result`. One row for each student and run; its marks
are left empty if the run gave what the one before gave.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Column, MetaData, String, Table, Text, delete, insert, inspect, select

from autograder.results.result import Result
from autograder.results.stored import DamagedError, from_stored, to_stored

HISTORY = Table(
    "autograder_history",
    MetaData(),
    Column("assignment", String(128), primary_key=True),
    Column("student", String(128), primary_key=True),
    Column("run", String(32), primary_key=True),
    Column("marks", Text, nullable=False),
)


class ShortVerdict(NamedTuple):
    """What is kept of a verdict; a score of None waits for a human."""

    score: float | None
    outcome: str
    mistake: str | None


Marks = dict[str, ShortVerdict]
"""By "notebook/exercise"."""


@dataclass(frozen=True)
class VerdictChange:
    """What a grading changed in one exercise of one submission; the automatic part alone.

    Parameters
    ----------
    run
        When that grading began (UTC).
    before, after
        None if the exercise was not there.
    """

    run: str
    student: str
    notebook: str
    exercise: str
    before: ShortVerdict | None
    after: ShortVerdict | None


@dataclass(frozen=True)
class History:
    """The gradings of an assignment.

    Parameters
    ----------
    runs
        When each began, the first one first.
    changes
        What those after the first changed, the latest one first.
    damaged
        Students of whom a grading cannot be read: what changed there is not known.
    """

    runs: tuple[str, ...] = ()
    changes: tuple[VerdictChange, ...] = ()
    damaged: tuple[str, ...] = ()


def now() -> str:
    """Return the name of a run that begins now: the time, UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def record(db: Any, assignment: str, run: str, result: Result) -> None:
    """Add a result to the history, in the transaction that writes it."""
    marks = {
        f"{verdict.notebook}/{verdict.exercise}": ShortVerdict(
            verdict.score, verdict.outcome, verdict.mistake
        )
        for verdict in result.verdicts
    }
    where = (HISTORY.c.assignment == assignment) & (HISTORY.c.student == result.student)
    db.execute(delete(HISTORY).where(where & (HISTORY.c.run == run)))
    last = db.scalar(
        select(HISTORY.c.marks).where(where & (HISTORY.c.marks != "")).order_by(HISTORY.c.run.desc()).limit(1)
    )
    text = "" if last is not None and _marks(last, result.student) == marks else to_stored({"marks": marks})
    row = {"assignment": assignment, "student": result.student, "run": run, "marks": text}
    db.execute(insert(HISTORY).values(**row))


def read(db: Any, assignment: str) -> History:
    """Return the history of an assignment; an empty one if none was kept.

    Raises
    ------
    autograder.errors.NewerFormatError
        If a newer version of the grader wrote a part of it.
    """
    if not inspect(db.connection()).has_table(HISTORY.name):
        return History()
    rows = db.execute(
        select(HISTORY).where(HISTORY.c.assignment == assignment).order_by(HISTORY.c.student, HISTORY.c.run)
    ).all()
    runs = sorted({row.run for row in rows})
    last: dict[str, Marks] = {}
    changes: list[VerdictChange] = []
    damaged: dict[str, None] = {}
    for row in rows:
        if not row.marks:
            continue
        marks = _marks(row.marks, row.student)
        if marks is None:
            damaged[row.student] = None
            continue
        if row.student in last:
            changes += _changes(row.run, row.student, last[row.student], marks)
        last[row.student] = marks
    changes.sort(key=lambda change: change.run, reverse=True)
    return History(tuple(runs), tuple(changes), tuple(damaged))


def _marks(text: str, student: str) -> Marks | None:
    """Return the marks that a row holds; None if it is damaged."""
    try:
        version, data = from_stored(text, f"The history of {student!r}")
        marks = data if version == 1 else data["marks"]
        return {name: _short_verdict(*entry[:3]) for name, entry in marks.items()}
    except (DamagedError, AttributeError, KeyError, TypeError):
        return None


def _short_verdict(score: Any, outcome: Any, mistake: Any) -> ShortVerdict:
    if not (
        isinstance(score, int | float | None) and isinstance(outcome, str) and isinstance(mistake, str | None)
    ):
        raise TypeError("an entry holds what it cannot hold")
    return ShortVerdict(score, outcome, mistake)


def _changes(run: str, student: str, before: Marks, after: Marks) -> Iterator[VerdictChange]:
    for name in {**before, **after}:
        if before.get(name) != after.get(name):
            notebook, _, exercise = name.rpartition("/")
            yield VerdictChange(run, student, notebook, exercise, before.get(name), after.get(name))
