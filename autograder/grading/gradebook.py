"""Writes results into nbgrader's gradebook: one open session, one transaction a submission.

Only this process writes. Marks and comments of humans are never touched. Beside nbgrader's tables stand
two of ours: `autograder_result` with the verdicts of each submission, `autograder_history` with what each run
gave. nbgrader never looks at them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from nbgrader.api import Assignment as AssignmentRow
from nbgrader.api import Gradebook, Student, SubmittedAssignment
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import Column, MetaData, String, Table, Text, delete, insert, select

from autograder.grading import history
from autograder.grading.result import Result
from autograder.grading.rows import Structure, SubmissionRows

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
        row: AssignmentRow = gradebook.find_assignment(assignment)
        self._name = assignment
        self._structure = Structure.of(row)
        self._may_be_late = row.duedate is not None
        self._penalties = AssignLatePenalties(config=config)
        self._penalties.init_plugin()
        # nbgrader compares an answer with the cell as its gradebook keeps it, mark scheme included; such a
        # cell is never the same as the released one, so it never counts as unanswered.
        self._never_unanswered = {
            (notebook.name, cell.name)
            for notebook in row.notebooks
            for cell in notebook.source_cells
            if "BEGIN MARK SCHEME" in (cell.source or "")
        }
        RESULTS.create(gradebook.engine, checkfirst=True)
        history.HISTORY.create(gradebook.engine, checkfirst=True)
        self._run = history.now()

    @property
    def gradebook(self) -> Gradebook:
        """The gradebook it writes."""
        return self._gradebook

    def knows(self, student: str) -> bool:
        """Return whether the gradebook has this student."""
        return self._db.get(Student, student) is not None

    def write(self, result: Result, timestamp: datetime | None) -> None:
        """Write one result; all of it or nothing."""
        verdicts = {(verdict.notebook, verdict.cell): verdict for verdict in result.verdicts}
        missing = {verdict.notebook for verdict in result.verdicts if verdict.outcome == "missing"}
        unanswered = result.unanswered - self._never_unanswered

        def score(notebook: str, cell: str) -> float | None:
            # Old automatic marks never stick: a cell without a verdict earns nothing.
            verdict = verdicts.get((notebook, cell))
            return verdict.score if verdict is not None else 0.0

        def remark(notebook: str, cell: str) -> str | None:
            return "No response." if (notebook, cell) in unanswered else None

        try:
            connection = self._db.connection()
            rows = SubmissionRows.ensure(connection, self._structure, result.student, timestamp)
            rows.write(connection, score, remark, missing)
            if self._may_be_late:
                self._penalise(rows.id, missing)
            where = (RESULTS.c.assignment == self._name) & (RESULTS.c.student == result.student)
            self._db.execute(delete(RESULTS).where(where))
            row = {"assignment": self._name, "student": result.student, "payload": result.payload()}
            self._db.execute(insert(RESULTS).values(**row))
            history.record(self._db, self._name, self._run, result)
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

    def _penalise(self, submission_id: str, missing: set[str]) -> None:
        self._db.expire_all()
        submission = self._db.get(SubmittedAssignment, submission_id)
        if not submission.total_seconds_late > 0:
            return
        for notebook in submission.notebooks:
            if notebook.name in missing:
                continue
            penalty = self._penalties.plugin_inst.late_submission_penalty(
                submission.student_id, notebook.score, submission.total_seconds_late
            )
            if penalty is not None:
                penalty = self._penalties._check_late_penalty(notebook, penalty)
            notebook.late_submission_penalty = penalty
