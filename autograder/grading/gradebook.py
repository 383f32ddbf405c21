"""Writes results into nbgrader's gradebook: one open session, one transaction a submission.

Only this process writes. Marks and comments of humans are never touched. Beside nbgrader's tables stands
one of ours, `autograder_result`, with the verdicts of each submission; nbgrader never looks at it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from nbgrader.api import Assignment as AssignmentRow
from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    SolutionCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import Column, MetaData, String, Table, Text, delete, insert, select

from autograder.grading.result import Result
from autograder.judging.verdict import Verdict

RESULTS = Table(
    "autograder_result",
    MetaData(),
    Column("assignment", String(128), primary_key=True),
    Column("student", String(128), primary_key=True),
    Column("payload", Text, nullable=False),
)


class GradebookWriter:
    """Writes results of one assignment.

    Parameters
    ----------
    gradebook
        nbgrader's gradebook, open.
    assignment
        Name of the assignment.
    config
        nbgrader's configuration: the plugin for late penalties is built from it.
    """

    def __init__(self, gradebook: Gradebook, assignment: str, config: Any) -> None:
        self._gradebook, self._db = gradebook, gradebook.db
        self._assignment: AssignmentRow = gradebook.find_assignment(assignment)
        self._name = assignment
        self._penalties = AssignLatePenalties(config=config)
        self._penalties.init_plugin()
        # nbgrader compares an answer with the cell as its gradebook keeps it, mark scheme included; such a
        # cell is never the same as the released one, so it never counts as unanswered.
        self._never_unanswered = {
            (notebook.name, cell.name)
            for notebook in self._assignment.notebooks
            for cell in notebook.source_cells
            if "BEGIN MARK SCHEME" in (cell.source or "")
        }
        RESULTS.create(gradebook.engine, checkfirst=True)

    def knows(self, student: str) -> bool:
        """Return whether the gradebook has this student."""
        return self._db.get(Student, student) is not None

    def write(self, result: Result, timestamp: datetime | None) -> None:
        """Write one result; all of it or nothing."""
        try:
            submission = self._submission(result.student, timestamp)
            self._db.flush()
            by_notebook: dict[str, dict[str, Verdict]] = {}
            for verdict in result.verdicts:
                by_notebook.setdefault(verdict.notebook, {})[verdict.cell] = verdict
            unanswered = result.unanswered - self._never_unanswered
            for notebook in submission.notebooks:
                _write_notebook(notebook, by_notebook.get(notebook.name, {}), unanswered)
            self._db.flush()
            if submission.total_seconds_late > 0:
                self._penalise(submission, {v.notebook for v in result.verdicts if v.outcome == "missing"})
            where = (RESULTS.c.assignment == self._name) & (RESULTS.c.student == result.student)
            self._db.execute(delete(RESULTS).where(where))
            row = {"assignment": self._name, "student": result.student, "payload": result.payload()}
            self._db.execute(insert(RESULTS).values(**row))
            self._db.commit()
        except BaseException:
            self._db.rollback()
            raise

    def results(self) -> list[Result]:
        """Return the last result of every student, in order of their ids."""
        rows = self._db.execute(select(RESULTS).where(RESULTS.c.assignment == self._name))
        return sorted(
            (Result.from_payload(row.student, row.payload) for row in rows), key=lambda r: r.student
        )

    def _submission(self, student: str, timestamp: datetime | None) -> SubmittedAssignment:
        """Find the submission, or mirror the assignment's whole structure in a new one, as nbgrader does."""
        row = self._db.get(Student, student)
        if row is None:
            row = Student(id=student)
            self._db.add(row)
            self._db.flush()
        found = self._db.scalar(
            select(SubmittedAssignment).where(
                SubmittedAssignment.assignment_id == self._assignment.id,
                SubmittedAssignment.student_id == student,
            )
        )
        if found is None:
            # Added to the session before anything hangs on it: SQLAlchemy 2 does not cascade backwards.
            found = SubmittedAssignment(assignment_id=self._assignment.id, student_id=student)
            self._db.add(found)
            self._db.flush()
        if timestamp is not None:
            found.timestamp = timestamp
        self._complete(found)
        return found

    def _complete(self, submission: SubmittedAssignment) -> None:
        """Add the rows that are missing: all of them at first, those of a notebook added later after that."""
        present = {notebook.notebook_id: notebook for notebook in submission.notebooks}
        for notebook in self._assignment.notebooks:
            row = present.get(notebook.id)
            if row is None:
                row = SubmittedNotebook(notebook_id=notebook.id, assignment_id=submission.id)
                self._db.add(row)
                self._db.flush()
            grades = {grade.cell_id for grade in row.grades}
            comments = {comment.cell_id for comment in row.comments}
            for cell in notebook.base_cells if hasattr(notebook, "base_cells") else notebook._base_cells:
                if isinstance(cell, GradeCell | TaskCell) and cell.id not in grades:
                    self._db.add(Grade(cell_id=cell.id, notebook_id=row.id))
                if isinstance(cell, SolutionCell | TaskCell) and cell.id not in comments:
                    self._db.add(Comment(cell_id=cell.id, notebook_id=row.id))
            self._db.flush()
            self._db.expire(row)
        self._db.expire(submission)

    def _penalise(self, submission: SubmittedAssignment, missing: set[str]) -> None:
        self._db.expire_all()
        for notebook in submission.notebooks:
            if notebook.name in missing:
                continue
            penalty = self._penalties.plugin_inst.late_submission_penalty(
                submission.student_id, notebook.score, submission.total_seconds_late
            )
            if penalty is not None:
                penalty = self._penalties._check_late_penalty(notebook, penalty)
            notebook.late_submission_penalty = penalty


def _write_notebook(
    notebook: SubmittedNotebook, verdicts: dict[str, Verdict], unanswered: frozenset[tuple[str, str]]
) -> None:
    missing = any(verdict.outcome == "missing" for verdict in verdicts.values())
    notebook.late_submission_penalty = None
    for grade in notebook.grades:
        verdict = verdicts.get(grade.cell.name)
        # Old automatic marks never stick: a cell without a verdict earns nothing.
        grade.auto_score = verdict.score if verdict is not None else 0.0
        human = grade.manual_score is not None or grade.auto_score is None
        grade.needs_manual_grade = human and not missing
    for comment in notebook.comments:
        silent = (notebook.name, comment.cell.name) in unanswered
        comment.auto_comment = "No response." if silent else None
