"""Writes results into nbgrader's gradebook: one open session, one transaction a submission.

Only this process writes. Marks and comments of humans are never touched. Beside nbgrader's tables there are
three of ours: `autograder_result` with the verdicts of each submission, `autograder_history` with what each
run gave, `autograder_handed_in` with what is known of the time handed in. nbgrader never looks at them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import isclose
from typing import Any

from nbgrader.api import Assignment as AssignmentRow
from nbgrader.api import Gradebook, Student, SubmittedAssignment
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import func, select, update

from autograder.gradebook import history, lateness, versions
from autograder.gradebook.lateness import HandedIn
from autograder.gradebook.rows import GRADES, NOTEBOOKS, SUBMISSIONS, Structure, SubmissionRows
from autograder.gradebook.stored import RESULTS, store_result, stored_results
from autograder.gradebook.versions import Counted, Kept
from autograder.notebooks import MARK_SCHEME, begins
from autograder.results.record import Record
from autograder.results.result import Result
from autograder.results.verdict import CellId
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

    Attributes
    ----------
    has_due_date
        Whether the assignment has one.
    times
        When each submission was handed in, of those that were decided.
    """

    def __init__(self, gradebook: Gradebook, assignment: str, config: Any) -> None:
        self._gradebook, self._db = gradebook, gradebook.db
        row: AssignmentRow = gradebook.find_assignment(assignment)
        self._name = assignment
        self._structure = Structure.of(row)
        self._penalties = AssignLatePenalties(config=config)
        self.has_due_date = row.duedate is not None
        self._may_be_late = self.has_due_date and self._penalties.enabled
        self.times: dict[str, HandedIn] = {}
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
        versions.HANDED_IN.create(gradebook.engine, checkfirst=True)
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
            changed = self._changed_since_marked(
                rows.id, result
            )  # before the rows ask for a look at all of them
            rows.write(connection, score, remark, missing)
            kept = versions.read(self._db, self._name, result.student).get(result.student, Kept())
            self._count(result.student, kept, result.record, by_file=result.timestamp is not None)
            if self._may_be_late:
                self._db.expire_all()
                self._penalise(self._db.get(SubmittedAssignment, rows.id), missing)
            store_result(self._db, self._name, replace(result, again=False, reconsider=changed))
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

    def grade_again(self, students: Collection[str]) -> None:
        """Note that these are to be graded again: the next run takes up one that was stopped."""
        wanted = set(students)
        try:
            for stored in list(stored_results(self._db, self._name)):
                if stored.student in wanted and stored.result is not None and not stored.result.again:
                    store_result(self._db, self._name, replace(stored.result, again=True))
            self._db.commit()
        except BaseException:
            self._db.rollback()
            raise

    def _changed_since_marked(self, submission: str, result: Result) -> frozenset[CellId]:
        """Return the cells that a human marked and whose answer is another one since then.

        nbgrader takes a cell from its list of those to look at as soon as a human saves a mark for it.
        """
        before = next((s.result for s in stored_results(self._db, self._name, result.student)), None)
        waiting = before.reconsider if before is not None else frozenset()
        query = (
            select(NOTEBOOKS.c.notebook_id, GRADES.c.cell_id, GRADES.c.needs_manual_grade)
            .join(GRADES, GRADES.c.notebook_id == NOTEBOOKS.c.id)
            .where(NOTEBOOKS.c.assignment_id == submission, GRADES.c.manual_score.is_not(None))
        )
        changed = set()
        for notebook, cell, looked_for in self._db.execute(query):
            names = self._structure.graded.get(notebook, {})
            cell_id = self._structure.notebooks.get(notebook, ""), names.get(cell, "")
            if cell_id not in self._structure.cell_ids:
                continue
            if (cell_id in waiting and looked_for) or _is_other(cell_id, before, result):
                changed.add(cell_id)
        return frozenset(changed)

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
        """Decide again who is late and write the penalties: due dates and marks by hand change them."""
        kept, wanted = versions.read(self._db, self._name), set(students)
        penalties = self._penalties.enabled and (self._may_be_late or self._any_penalty())
        if not (kept or penalties):
            return
        missing: dict[str, set[str]] = {}
        try:
            for result in self.results():
                missing[result.student] = _missing(result)
                if result.student in wanted and result.student in kept:
                    mine = kept[result.student]
                    by_file = mine.counted is not None and mine.counted.by_file
                    self._count(result.student, mine, result.record, by_file=by_file)
            self._db.expire_all()
            for submission in self._db.get(AssignmentRow, self._structure.assignment).submissions:
                if penalties and submission.student_id in wanted:
                    for notebook in submission.notebooks:
                        notebook.late_submission_penalty = None
                    self._penalise(submission, missing.get(submission.student_id, set()))
            self._db.commit()
        except BaseException:
            self._db.rollback()
            raise

    def _count(self, student: str, kept: Kept, record: Record | None, *, by_file: bool) -> None:
        """Write the time that counts against the due date of now, and keep both."""
        mine = (SUBMISSIONS.c.assignment_id == self._structure.assignment) & (
            SUBMISSIONS.c.student_id == student
        )
        assignments = AssignmentRow.__table__
        row = self._db.execute(
            select(SUBMISSIONS.c.timestamp, SUBMISSIONS.c.extension, assignments.c.duedate)
            .join(assignments, SUBMISSIONS.c.assignment_id == assignments.c.id)
            .where(mine)
        ).first()
        if row is None:
            return
        end = row.duedate + row.extension if row.duedate is not None and row.extension else row.duedate
        due = end and end.replace(tzinfo=UTC)
        time = row.timestamp and row.timestamp.replace(tzinfo=UTC)
        self.times[student] = times = lateness.decided(kept, record, time, due, by_file=by_file)
        naive: datetime | None = times.time and times.time.replace(tzinfo=None)
        if naive != row.timestamp:
            self._db.execute(update(SUBMISSIONS).where(mine).values(timestamp=naive))
        counted = Counted(times.time, due, by_file)
        if counted != kept.counted:
            versions.store(self._db, self._name, student, replace(kept, counted=counted))

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


def _is_other(cell_id: CellId, before: Result | None, after: Result) -> bool:
    """Return whether an answer differs from the one before; also if that is not known."""
    old, new = before.record if before is not None else None, after.record
    if old is None or new is None:
        return True
    notebook, cell = cell_id
    if cell in old.answers and cell in new.answers:
        return old.answers[cell] != new.answers[cell]
    return old.files.get(notebook) != new.files.get(notebook)


def _missing(result: Result) -> set[str]:
    """Return the notebooks that were not handed in."""
    return {verdict.notebook for verdict in result.verdicts if verdict.outcome == "missing"}
