"""Marks of written answers as humans give them, each with its ticks, its marker and what it was based on.

The table `autograder_marks` stands beside nbgrader's and only grows. The marks of one answer are a thread:
each row follows the one that its marker saw. A second row that was based on the same one is kept outside of
the thread, as a conflict, until somebody says which one counts. The newest row of a thread is the mark;
nbgrader's own columns hold its score and comment. Where they hold another one, somebody marked elsewhere
(formgrader): that mark becomes a row of the thread, so that nobody writes over it without having seen it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple, get_args

from nbgrader.api import Assignment as AssignmentRow
from nbgrader.api import BaseCell, Notebook
from sqlalchemy import (
    Column,
    Connection,
    Float,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    func,
    inspect,
    or_,
    select,
)

from autograder.gradebook.rows import COMMENTS, GRADES, NOTEBOOKS, SUBMISSIONS

Decision = Literal["marked", "none", "unmarked", "again", "elsewhere"]
"""Lines are ticked; no line is earned; unmarked again; to look at, as the rubric changed; given elsewhere."""
DECISIONS: tuple[Decision, ...] = get_args(Decision)
State = Literal["unmarked", "marked", "none", "again", "changed", "elsewhere", "conflict"]
"""A decision, and besides: the answer is another one since then; two marks of which none was chosen yet."""
OPEN: frozenset[State] = frozenset({"unmarked", "again", "changed", "conflict"})
"""What waits for a human."""
ELSEWHERE = "formgrader"
"""The marker of a mark that was given elsewhere."""
FIRST, SECOND = 1, 2
"""Rounds: the marking that counts, and a second one that does not see the first."""
_KEY = ("assignment", "notebook", "cell", "student", "round")

MARKS = Table(
    "autograder_marks",
    MetaData(),
    Column("id", Integer, primary_key=True),
    *(Column(name, Integer if name == "round" else String(128), nullable=False) for name in _KEY),
    Column("follows", Integer),  # in the thread: the row before, 0 for none; empty for a conflict
    Column("based_on", Integer, nullable=False),
    Column("settles", Integer, nullable=False),  # conflicts up to this row are settled by it
    Column("marker", String(128), nullable=False),
    Column("at", String(32), nullable=False),
    Column("digest", String(32), nullable=False),
    Column("rubric", Integer, nullable=False),
    Column("decision", String(16), nullable=False),
    Column("score", Float),
    Column("ticks", Text, nullable=False),
    Column("comment", Text, nullable=False),
    UniqueConstraint(*_KEY, "follows"),
    sqlite_autoincrement=True,
)


class Question(NamedTuple):
    """A written answer of an assignment: what is marked by one rubric."""

    assignment: str
    notebook: str
    cell: str


@dataclass(frozen=True)
class Given:
    """What a marker gives an answer.

    Parameters
    ----------
    score
        None for an answer that is unmarked again.
    ticks
        Points earned by the id of the rubric's line.
    digest
        Of the answer that was marked; "" if that is not known.
    rubric
        The version of the rubric.
    """

    decision: Decision
    score: float | None
    ticks: Mapping[str, float] = field(default_factory=dict)
    comment: str = ""
    digest: str = ""
    rubric: int = 0

    def same(self, other: Given) -> bool:
        """Whether a student gets the same from both."""
        mine, others = ((each.decision, each.score, dict(each.ticks), each.comment) for each in (self, other))
        return mine == others


@dataclass(frozen=True)
class Mark:
    """A row: what was given, by whom, and when.

    Parameters
    ----------
    at
        UTC, as ISO 8601 writes it.
    based_on
        The row that its marker saw; 0 for none.
    """

    row: int
    student: str
    marker: str
    at: str
    given: Given
    based_on: int = 0
    round: int = FIRST


@dataclass(frozen=True)
class Standing:
    """How an answer stands.

    Parameters
    ----------
    grade, comments
        The ids of nbgrader's rows of it.
    auto, manual, written
        What these hold: the automatic score (None waits for a human), a human's, the human's comment.
    looked_at
        Whether a human marked it after the last grading, as far as nbgrader knows.
    mark
        The newest row of the thread; None before the first.
    conflicts
        What others gave without having seen it and nobody has settled: the last one of each marker.
    submission
        The id of nbgrader's row of the submitted notebook.
    """

    grade: str
    comments: str | None
    auto: float | None
    manual: float | None
    written: str
    looked_at: bool
    submission: str
    mark: Mark | None = None
    conflicts: tuple[Mark, ...] = ()

    @property
    def row(self) -> int:
        """What a marker who looks now has seen."""
        return self.mark.row if self.mark is not None else 0

    @property
    def is_elsewhere(self) -> bool:
        """Whether nbgrader's columns hold what no row of ours says."""
        score = self.mark.given.score if self.mark is not None else None
        comment = self.mark.given.comment if self.mark is not None else ""
        commented = self.comments is not None and comment != self.written
        return commented or not _same_score(score, self.manual)

    def state(self, digest: str) -> State:
        """Return its state, given the digest of the answer that there is now."""
        if self.conflicts:
            return "conflict"
        if self.mark is None or self.mark.given.decision == "unmarked":
            return "unmarked" if self.auto is None else "none"
        given = self.mark.given
        return "changed" if given.digest not in {"", digest} else given.decision


def standings(
    db: Any, question: Question, students: Collection[str] | None = None, round_: int = FIRST
) -> dict[str, Standing]:
    """Return how the answers of those students stand who handed in, or of all: in three statements."""
    grades = select(
        SUBMISSIONS.c.student_id,
        GRADES.c.id,
        GRADES.c.auto_score,
        GRADES.c.manual_score,
        GRADES.c.needs_manual_grade,
        NOTEBOOKS.c.id,
    )
    # The cell of the mark and that of the comment are two in nbgrader's tables, with one name.
    remarks = select(SUBMISSIONS.c.student_id, COMMENTS.c.id, COMMENTS.c.manual_comment)
    comments = {
        student: (row, text or "")
        for student, row, text in db.execute(of_question(remarks, COMMENTS, question, students))
    }
    newest, conflicts = _threads(db, question, students, round_)
    found = {}
    for student, grade, auto, manual, waits, submission in db.execute(
        of_question(grades, GRADES, question, students)
    ):
        comment, text = comments.get(student, (None, ""))
        mark, others = newest.get(student), tuple(conflicts.get(student, ()))
        found[student] = Standing(grade, comment, auto, manual, text, not waits, submission, mark, others)
    return found


def of_question(
    query: Select[Any], table: Table, question: Question, students: Collection[str] | None
) -> Select[Any]:
    """Return a query on nbgrader's marks or comments for the answers to one question."""
    query = (
        query.join(NOTEBOOKS, table.c.notebook_id == NOTEBOOKS.c.id)
        .join(SUBMISSIONS, NOTEBOOKS.c.assignment_id == SUBMISSIONS.c.id)
        .join(AssignmentRow, SUBMISSIONS.c.assignment_id == AssignmentRow.id)
        .join(Notebook, NOTEBOOKS.c.notebook_id == Notebook.id)
        .join(BaseCell, table.c.cell_id == BaseCell.id)
        .where(
            AssignmentRow.name == question.assignment,
            Notebook.name == question.notebook,
            BaseCell.name == question.cell,
        )
    )
    return query if students is None else query.where(SUBMISSIONS.c.student_id.in_(students))


def newest_marks(
    db: Any, question: Question, round_: int = FIRST, students: Collection[str] | None = None
) -> dict[str, Mark]:
    """Return the marks that were given at the desk to those students, or to all; for reports."""
    if not inspect(db.connection() if hasattr(db, "connection") else db).has_table(MARKS.name):
        return {}
    return _threads(db, question, students, round_)[0]


def _threads(
    db: Any, question: Question, students: Collection[str] | None, round_: int
) -> tuple[dict[str, Mark], dict[str, list[Mark]]]:
    """Return the newest row of each thread, and the conflicts that it does not settle."""
    mine = and_(*_of(question, round_))
    if students is not None:
        mine = and_(mine, MARKS.c.student.in_(students))
    last = select(func.max(MARKS.c.id)).where(mine, MARKS.c.follows.is_not(None)).group_by(MARKS.c.student)
    settled = (
        select(MARKS.c.student, func.max(MARKS.c.settles).label("row")).where(mine).group_by(MARKS.c.student)
    ).subquery()
    query = (
        select(MARKS, settled.c.row.label("settled"))
        .join(settled, settled.c.student == MARKS.c.student)
        .where(mine, or_(MARKS.c.id.in_(last), MARKS.c.follows.is_(None)))
        .order_by(MARKS.c.id)
    )
    newest: dict[str, Mark] = {}
    conflicts: dict[str, dict[str, Mark]] = {}
    for row in db.execute(query):
        if row.follows is not None:
            newest[row.student] = mark_of(row)
        elif row.id > row.settled:
            conflicts.setdefault(row.student, {})[row.marker] = mark_of(row)
    return newest, {student: list(marks.values()) for student, marks in conflicts.items()}


def history(db: Connection, question: Question, student: str, round_: int = FIRST) -> list[Mark]:
    """Return all rows of one answer, the first one first."""
    query = select(MARKS).where(*_of(question, round_), MARKS.c.student == student).order_by(MARKS.c.id)
    return [mark_of(row) for row in db.execute(query)]


def _of(question: Question, round_: int) -> list[Any]:
    """Return the conditions on the rows of a question."""
    return [
        *(MARKS.c[name] == value for name, value in question._asdict().items()),
        MARKS.c.round == round_,
    ]


def mark_of(row: Any) -> Mark:
    """Return a row of the table as a mark."""
    given = Given(row.decision, row.score, json.loads(row.ticks), row.comment, row.digest, row.rubric)
    return Mark(row.id, row.student, row.marker, row.at, given, row.based_on, row.round)


def now() -> str:
    """Return the time, UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _same_score(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) < 1e-9
