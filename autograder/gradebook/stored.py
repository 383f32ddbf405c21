"""The results that the gradebook keeps, in a table beside nbgrader's: the verdicts of each submission."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, MetaData, String, Table, Text, delete, insert, inspect, select

from autograder.results.result import Result
from autograder.results.stored import DamagedError

RESULTS = Table(
    "autograder_result",
    MetaData(),
    Column("assignment", String(128), primary_key=True),
    Column("student", String(128), primary_key=True),
    Column("payload", Text, nullable=False),
)


@dataclass(frozen=True)
class StoredResult:
    """What is stored for a student; `result` is None if it is damaged, which counts as never graded."""

    student: str
    result: Result | None


def store_result(db: Any, assignment: str, result: Result) -> None:
    """Store a result in the place of the student's last one, in the transaction that writes it."""
    where = (RESULTS.c.assignment == assignment) & (RESULTS.c.student == result.student)
    db.execute(delete(RESULTS).where(where))
    row = {"assignment": assignment, "student": result.student, "payload": result.payload()}
    db.execute(insert(RESULTS).values(**row))


def stored_results(db: Any, assignment: str, student: str | None = None) -> Iterator[StoredResult]:
    """Yield what is stored for every student of an assignment, or for one, in order of their ids.

    Raises
    ------
    autograder.errors.NewerFormatError
        If a newer version of the grader stored one of them.
    """
    if not inspect(db.connection()).has_table(RESULTS.name):
        return
    query = select(RESULTS).where(RESULTS.c.assignment == assignment).order_by(RESULTS.c.student)
    if student is not None:
        query = query.where(RESULTS.c.student == student)
    for row in db.execute(query, execution_options={"yield_per": 50}):
        try:
            yield StoredResult(row.student, Result.from_payload(row.student, row.payload))
        except DamagedError:
            yield StoredResult(row.student, None)
