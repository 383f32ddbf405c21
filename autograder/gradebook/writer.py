"""Writes results into nbgrader's gradebook: one open session, one transaction a submission.

Only this process writes. Marks and comments of humans are never touched. Beside nbgrader's tables there are
two of ours: `autograder_result` with the verdicts of each submission, `autograder_history` with what each run
gave. nbgrader never looks at them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from math import isclose
from typing import Any

from nbgrader.api import Assignment as AssignmentRow
from nbgrader.api import Gradebook, Student, SubmittedAssignment
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import func, select

from autograder.gradebook import history
from autograder.gradebook.rows import GRADES, NOTEBOOKS, SUBMISSIONS, Structure, SubmissionRows
from autograder.gradebook.stored import RESULTS, store_result, stored_results
from autograder.notebooks import MARK_SCHEME, begins
from autograder.results.result import Result
from autograder.results.words import NO_RESPONSE


@dataclass(frozen=True)
class Standing:
    """How many marks the gradebook has of a student, and the sum of the automatic ones."""

    marks: int
    total: float


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
        self._penalties = AssignLatePenalties(config=config)
        self._may_be_late = row.duedate is not None and self._penalties.enabled
        self._penalties.init_plugin()
        # nbgrader compares an answer with the cell as its gradebook keeps it, mark scheme included; such a
        # cell is never the same as the released one, so it never counts as unanswered.
        self._never_unanswered = {
            (notebook.name, cell.name)
            for notebook in row.notebooks
            for cell in notebook.source_cells
            if begins(MARK_SCHEME, cell.source or "")
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

    def write(self, result: Result, only: Collection[str] | None = None) -> None:
        """Write one result; all of it or nothing.

        Parameters
        ----------
        only
            The notebooks whose rows are written; by default all.
        """
        verdicts = {verdict.cell_id: verdict for verdict in result.verdicts}
        missing = _missing(result)
        unanswered = result.unanswered - self._never_unanswered

        def score(notebook: str, cell: str) -> float | None:
            # Old automatic marks never stick: a cell without a verdict earns nothing.
            verdict = verdicts.get((notebook, cell))
            return verdict.score if verdict is not None else 0.0

        def remark(notebook: str, cell: str) -> str | None:
            return NO_RESPONSE if (notebook, cell) in unanswered else None

        try:
            connection = self._db.connection()
            rows = SubmissionRows.ensure(connection, self._structure, result.student, result.timestamp)
            rows = rows if only is None else rows.of(only)
            rows.write(connection, score, remark, missing)
            if self._may_be_late:
                self._db.expire_all()
                self._penalise(self._db.get(SubmittedAssignment, rows.id), missing)
            store_result(self._db, self._name, result)
            history.record(self._db, self._name, self._run, result)
            self._db.commit()
        except BaseException:
            self._db.rollback()
            raise

    def results(self) -> Iterator[Result]:
        """Yield the last result of every student, in order of their ids; a damaged one counts as none.

        Raises
        ------
        autograder.errors.NewerFormatError
            If a newer version of the grader stored one.
        """
        for stored in stored_results(self._db, self._name):
            if stored.result is not None:
                yield stored.result

    def damaged(self) -> list[str]:
        """Return the students whose stored result cannot be read."""
        return [stored.student for stored in stored_results(self._db, self._name) if stored.result is None]

    def standing(self) -> dict[str, Standing]:
        """Return what the gradebook says of every student's automatic marks."""
        query = (
            select(SUBMISSIONS.c.student_id, func.count(), func.coalesce(func.sum(GRADES.c.auto_score), 0.0))
            .join(NOTEBOOKS, NOTEBOOKS.c.assignment_id == SUBMISSIONS.c.id)
            .join(GRADES, GRADES.c.notebook_id == NOTEBOOKS.c.id)
            .where(SUBMISSIONS.c.assignment_id == self._structure.assignment)
            .group_by(SUBMISSIONS.c.student_id)
        )
        return {student: Standing(count, float(total)) for student, count, total in self._db.execute(query)}

    def holds(self, result: Result, standing: Standing | None) -> bool:
        """Return whether the gradebook still says what a result says."""
        cell_ids = self._structure.cell_ids
        total = sum(verdict.score or 0.0 for verdict in result.verdicts if verdict.cell_id in cell_ids)
        return standing is not None and standing.marks == len(cell_ids) and isclose(standing.total, total)

    def update_penalties(self, students: Collection[str]) -> None:
        """Write late penalties again if there may be one: due dates and marks by hand change them."""
        if not self._penalties.enabled or not (self._may_be_late or self._any_penalty()):
            return
        self._db.expire_all()
        wanted = set(students)
        missing: dict[str, set[str]] = {}
        for result in self.results():
            missing[result.student] = _missing(result)
        try:
            for submission in self._db.get(AssignmentRow, self._structure.assignment).submissions:
                if submission.student_id in wanted:
                    for notebook in submission.notebooks:
                        notebook.late_submission_penalty = None
                    self._penalise(submission, missing.get(submission.student_id, set()))
            self._db.commit()
        except BaseException:
            self._db.rollback()
            raise

    def _any_penalty(self) -> bool:
        query = (
            select(NOTEBOOKS.c.id)
            .join(SUBMISSIONS, NOTEBOOKS.c.assignment_id == SUBMISSIONS.c.id)
            .where(SUBMISSIONS.c.assignment_id == self._structure.assignment)
            .where(NOTEBOOKS.c.late_submission_penalty.is_not(None))
        )
        return self._db.scalar(query.limit(1)) is not None

    def _penalise(self, submission: SubmittedAssignment, missing: set[str]) -> None:
        if not (self._may_be_late and submission.total_seconds_late > 0):
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


def _missing(result: Result) -> set[str]:
    """Return the notebooks that were not handed in."""
    return {verdict.notebook for verdict in result.verdicts if verdict.outcome == "missing"}
