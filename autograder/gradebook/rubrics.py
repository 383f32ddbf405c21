"""Rubrics that were changed at the desk, and comments that were kept there; each table only grows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    insert,
    inspect,
    select,
)

from autograder.content import Rubric
from autograder.gradebook.marks import MARKS, now
from autograder.results.record import digest

_METADATA = MetaData()


def _table(name: str, *own: Column[Any] | UniqueConstraint) -> Table:
    """Return a table of what a marker said about a written question, and when."""
    return Table(
        name,
        _METADATA,
        Column("id", Integer, primary_key=True),
        Column("assignment", String(128), nullable=False),
        Column("written", String(128), nullable=False),
        *own,
        Column("marker", String(128), nullable=False),
        Column("at", String(32), nullable=False),
        sqlite_autoincrement=True,
    )


RUBRICS = _table(
    "autograder_rubrics",
    Column("version", Integer, nullable=False),  # the course's own is version 0
    Column("based_on", Integer, nullable=False),
    Column("origin", String(32), nullable=False),  # of the course's rubric at that time
    Column("toml", Text, nullable=False),
    UniqueConstraint("assignment", "written", "version"),
)
COMMENTS_KEPT = _table("autograder_comments", Column("text", Text, nullable=False))
SECOND_ROUNDS = _table("autograder_second", Column("percent", Integer, nullable=False))
DESK_TABLES = (MARKS, RUBRICS, COMMENTS_KEPT, SECOND_ROUNDS)
"""The desk's tables beside nbgrader's."""


@dataclass(frozen=True)
class Versioned:
    """A rubric, and how often it was changed at the desk.

    Parameters
    ----------
    origin_changed
        Whether the course's own rubric is another one now than when it was changed here.
    """

    version: int
    rubric: Rubric
    origin_changed: bool = False


def create_tables(engine: Engine) -> None:
    """Make the desk's tables where they are missing."""
    for table in DESK_TABLES:
        table.create(engine, checkfirst=True)


def has_tables(db: Any) -> bool:
    """Return whether anybody used the desk on this gradebook."""
    connection = db.connection() if hasattr(db, "connection") else db
    return bool(inspect(connection).has_table(RUBRICS.name))


def current_rubric(db: Any, assignment: str, course: Rubric) -> Versioned:
    """Return the rubric that counts: the one that was changed last at the desk, else the course's."""
    query = (
        select(RUBRICS)
        .where(RUBRICS.c.assignment == assignment, RUBRICS.c.written == course.written)
        .order_by(RUBRICS.c.version.desc())
        .limit(1)
    )
    row = db.execute(query).first()
    if row is None:
        return Versioned(0, course)
    name = f"The rubric of {course.written!r}, version {row.version},"
    return Versioned(row.version, Rubric.parse(row.toml, name), row.origin != digest(course.toml()))


def store_rubric(db: Any, assignment: str, course: Rubric, rubric: Rubric, based_on: int, marker: str) -> int:
    """Store a changed rubric, in the transaction that is open; return its version."""
    values = {
        "assignment": assignment,
        "written": course.written,
        "version": based_on + 1,
        "based_on": based_on,
        "origin": digest(course.toml()),
        "toml": rubric.toml(),
        "marker": marker,
        "at": now(),
    }
    db.execute(insert(RUBRICS).values(**values))
    return based_on + 1


def kept_comments(db: Any, assignment: str, written: str) -> list[str]:
    """Return the comments that markers kept for a question, the first one first."""
    table = COMMENTS_KEPT
    query = select(table.c.text).where(table.c.assignment == assignment, table.c.written == written)
    return list(dict.fromkeys(db.scalars(query.order_by(table.c.id))))


def keep_comment(db: Any, assignment: str, written: str, text: str, marker: str) -> None:
    """Keep a comment, in the transaction that is open."""
    values = {"assignment": assignment, "written": written, "text": text, "marker": marker, "at": now()}
    db.execute(insert(COMMENTS_KEPT).values(**values))


def second_share(db: Any, assignment: str, written: str) -> int:
    """Return how many percent of the answers are marked a second time; 0 if none."""
    table = SECOND_ROUNDS
    query = select(table.c.percent).where(table.c.assignment == assignment, table.c.written == written)
    return int(db.scalar(query.order_by(table.c.id.desc()).limit(1)) or 0)


def store_second_share(db: Any, assignment: str, written: str, percent: int, marker: str) -> None:
    """Say how many percent are marked a second time, in the transaction that is open."""
    values = {"assignment": assignment, "written": written, "percent": percent, "marker": marker, "at": now()}
    db.execute(insert(SECOND_ROUNDS).values(**values))
