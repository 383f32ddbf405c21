"""The rows of one submission in nbgrader's tables, written with SQLAlchemy's core.

nbgrader's model objects cost some 60 ms a submission; the same statements, compiled once, a tenth of it.
Columns that belong to humans (manual_score, extra_credit, manual_comment, flagged) are never written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from nbgrader.api import Assignment as AssignmentRow
from nbgrader.api import (
    Comment,
    Grade,
    GradeCell,
    SolutionCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from sqlalchemy import Boolean, Connection, Table, bindparam, case, insert, or_, select, update

from autograder.results.verdict import CellId

STUDENTS: Table = Student.__table__
SUBMISSIONS: Table = SubmittedAssignment.__table__
NOTEBOOKS: Table = SubmittedNotebook.__table__
GRADES: Table = Grade.__table__
COMMENTS: Table = Comment.__table__

_SCORE = (
    update(GRADES)
    .where(GRADES.c.id == bindparam("row"))
    .values(
        auto_score=bindparam("score"),
        # The database itself looks at a human's mark, so that one given in this moment counts.
        needs_manual_grade=case(
            (
                bindparam("present", type_=Boolean)
                & or_(GRADES.c.manual_score.is_not(None), bindparam("open", type_=Boolean)),
                True,
            ),
            else_=False,
        ),
    )
)
_REMARK = update(COMMENTS).where(COMMENTS.c.id == bindparam("row")).values(auto_comment=bindparam("remark"))


@dataclass(frozen=True)
class Structure:
    """What every submission of an assignment has a row for.

    Parameters
    ----------
    assignment
        Id of the assignment.
    notebooks
        {id: name} of its notebooks.
    graded, commented
        For each notebook's id {id: name} of the cells with marks, and of those with comments.
    """

    assignment: str
    notebooks: dict[str, str]
    graded: dict[str, dict[str, str]]
    commented: dict[str, dict[str, str]]

    @cached_property
    def cell_ids(self) -> frozenset[CellId]:
        """The cells with marks."""
        return frozenset(
            (self.notebooks[notebook], cell)
            for notebook, cells in self.graded.items()
            for cell in cells.values()
        )

    @classmethod
    def of(cls, assignment: AssignmentRow) -> Structure:
        """Read it once from nbgrader's model objects."""
        cells = {n.id: getattr(n, "base_cells", None) or n._base_cells for n in assignment.notebooks}
        return cls(
            assignment.id,
            {notebook.id: notebook.name for notebook in assignment.notebooks},
            {
                n: {c.id: c.name for c in own if isinstance(c, GradeCell | TaskCell)}
                for n, own in cells.items()
            },
            {
                n: {c.id: c.name for c in own if isinstance(c, SolutionCell | TaskCell)}
                for n, own in cells.items()
            },
        )


@dataclass(frozen=True)
class SubmissionRows:
    """The rows of one submission, all of which exist.

    Parameters
    ----------
    notebooks
        {id: name} of the rows of its notebooks.
    grades, comments
        (id of the row, name of the notebook, name of the cell).
    """

    id: str
    notebooks: dict[str, str]
    grades: tuple[tuple[str, str, str], ...]
    comments: tuple[tuple[str, str, str], ...]

    @classmethod
    def ensure(
        cls, db: Connection, structure: Structure, student: str, timestamp: datetime | None
    ) -> SubmissionRows:
        """Find the rows, and make those that are missing; without a timestamp now, the old one stays."""
        if db.scalar(select(STUDENTS.c.id).where(STUDENTS.c.id == student)) is None:
            db.execute(insert(STUDENTS).values(id=student))
        of_student = (SUBMISSIONS.c.assignment_id == structure.assignment) & (
            SUBMISSIONS.c.student_id == student
        )
        submission = db.scalar(select(SUBMISSIONS.c.id).where(of_student))
        if submission is None:
            new = insert(SUBMISSIONS).values(assignment_id=structure.assignment, student_id=student)
            submission = db.execute(new).inserted_primary_key[0]  # type: ignore[index]
        if timestamp is not None:
            db.execute(update(SUBMISSIONS).where(SUBMISSIONS.c.id == submission).values(timestamp=timestamp))
        wanted = [(submission, notebook) for notebook in structure.notebooks]
        rows = _ensure(db, NOTEBOOKS, "assignment_id", "notebook_id", wanted)
        notebooks = {row: notebook for (_, notebook), row in rows.items()}

        def of_cells(table: Table, cells: dict[str, dict[str, str]]) -> tuple[tuple[str, str, str], ...]:
            wanted = [(row, cell) for row, notebook in notebooks.items() for cell in cells[notebook]]
            return tuple(
                (id_, structure.notebooks[notebooks[row]], cells[notebooks[row]][cell])
                for (row, cell), id_ in _ensure(db, table, "notebook_id", "cell_id", wanted).items()
            )

        names = {row: structure.notebooks[notebook] for row, notebook in notebooks.items()}
        return cls(
            submission, names, of_cells(GRADES, structure.graded), of_cells(COMMENTS, structure.commented)
        )

    def of(self, names: Collection[str]) -> SubmissionRows:
        """Return the rows of some of its notebooks."""
        return SubmissionRows(
            self.id,
            {row: name for row, name in self.notebooks.items() if name in names},
            tuple(row for row in self.grades if row[1] in names),
            tuple(row for row in self.comments if row[1] in names),
        )

    def write(
        self,
        db: Connection,
        score: Callable[[str, str], float | None],
        remark: Callable[[str, str], str | None],
        missing: set[str],
    ) -> None:
        """Write what is automatic.

        Parameters
        ----------
        score, remark
            Of a (notebook, cell); a score of None waits for a human.
        missing
            Notebooks that were not handed in: nothing in them waits for a human.
        """
        db.execute(
            update(NOTEBOOKS).where(NOTEBOOKS.c.id.in_(self.notebooks)).values(late_submission_penalty=None)
        )
        scores = [
            {"row": row, "score": value, "open": value is None, "present": notebook not in missing}
            for row, notebook, cell in self.grades
            for value in (score(notebook, cell),)
        ]
        remarks = [{"row": row, "remark": remark(notebook, cell)} for row, notebook, cell in self.comments]
        # Comments first: in this order a TA's program writes a comment and its mark in one transaction, and
        # PostgreSQL ends one of two transactions that wait for each other.
        if remarks:
            db.execute(_REMARK, remarks)
        if scores:
            db.execute(_SCORE, scores)


def _ensure(
    db: Connection, table: Table, owner: str, owned: str, wanted: list[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    """Return {(owner, owned): id} of the rows that are wanted, made if they are missing."""
    query = select(table.c[owner], table.c[owned], table.c.id).where(
        table.c[owner].in_({o for o, _ in wanted})
    )

    def existing() -> dict[tuple[str, str], str]:
        return {(one, other): row for one, other, row in db.execute(query)}

    rows = existing()
    absent = [{owner: one, owned: other} for one, other in wanted if (one, other) not in rows]
    if absent:
        db.execute(insert(table), absent)
        rows = existing()
    return {each: rows[each] for each in wanted}
