"""What each grading gave, kept small: so that a report can say what a regrade changed.

The table `autograder_history` stands beside `autograder_result`. One row for each student and run; its marks
are left empty where the run gave what the one before gave.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, MetaData, String, Table, Text, delete, insert, inspect, select

from autograder.results.result import Result

HISTORY = Table(
    "autograder_history",
    MetaData(),
    Column("assignment", String(128), primary_key=True),
    Column("student", String(128), primary_key=True),
    Column("run", String(32), primary_key=True),
    Column("marks", Text, nullable=False),
)
Marks = dict[str, list[Any]]
"""[score, outcome, mistake] by "notebook/exercise"."""


@dataclass(frozen=True)
class Change:
    """What a grading changed in one exercise of one submission; the automatic part alone.

    Parameters
    ----------
    run
        When that grading began (UTC).
    before, after
        (score, outcome, mistake); a score of None waits for a human, None instead of all three was not there.
    """

    run: str
    student: str
    notebook: str
    exercise: str
    before: tuple[float | None, str, str | None] | None
    after: tuple[float | None, str, str | None] | None


def now() -> str:
    """Return the name of a run that begins now: the time, UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def record(db: Any, assignment: str, run: str, result: Result) -> None:
    """Add a result to the history, in the transaction that writes it."""
    text = _compact(result)
    where = (HISTORY.c.assignment == assignment) & (HISTORY.c.student == result.student)
    db.execute(delete(HISTORY).where(where & (HISTORY.c.run == run)))
    last = db.scalar(
        select(HISTORY.c.marks).where(where & (HISTORY.c.marks != "")).order_by(HISTORY.c.run.desc()).limit(1)
    )
    row = {"assignment": assignment, "student": result.student, "run": run}
    db.execute(insert(HISTORY).values(**row, marks="" if text == last else text))


def read(db: Any, assignment: str) -> tuple[tuple[str, ...], tuple[Change, ...]]:
    """Return the runs, the first one first, and all changes, those of the latest run first."""
    if not inspect(db.get_bind()).has_table(HISTORY.name):
        return (), ()
    rows = db.execute(
        select(HISTORY).where(HISTORY.c.assignment == assignment).order_by(HISTORY.c.student, HISTORY.c.run)
    ).all()
    runs = sorted({row.run for row in rows})
    last: dict[str, Marks] = {}
    changes: list[Change] = []
    for row in rows:
        if not row.marks:
            continue
        marks = json.loads(row.marks)
        if row.student in last:
            changes += _changes(row.run, row.student, last[row.student], marks)
        last[row.student] = marks
    changes.sort(key=lambda change: change.run, reverse=True)
    return tuple(runs), tuple(changes)


def _compact(result: Result) -> str:
    marks = {f"{v.notebook}/{v.exercise}": [v.score, v.outcome, v.mistake] for v in result.verdicts}
    return json.dumps(marks, separators=(",", ":"))


def _changes(run: str, student: str, before: Marks, after: Marks) -> Iterable[Change]:
    for key in {**before, **after}:
        if before.get(key) != after.get(key):
            notebook, _, exercise = key.rpartition("/")
            yield Change(run, student, notebook, exercise, _side(before.get(key)), _side(after.get(key)))


def _side(entry: list[Any] | None) -> tuple[float | None, str, str | None] | None:
    return None if entry is None else (entry[0], entry[1], entry[2])
