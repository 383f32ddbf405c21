"""The one reader of graded classes from nbgrader's gradebook, for reports, feedback, exports and receipts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from nbgrader.api import Assignment as AssignmentRow
from nbgrader.api import (
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    MissingEntry,
    Notebook,
    SolutionCell,
    SourceCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from sqlalchemy import select

from autograder.content import ExerciseSet
from autograder.course.course import Course
from autograder.errors import UsageError
from autograder.gradebook import history, lateness, versions
from autograder.gradebook.records import ClassRecord, Item, Kind, Mark, Person, Work
from autograder.gradebook.stored import StoredResult, stored_results
from autograder.gradebook.ticked import Desk
from autograder.notebooks import QUESTION, QUESTION_TITLE
from autograder.results.verdict import CellId, Verdict


def read_class(course: Course, assignment: str) -> ClassRecord:
    """Return a graded class, everybody in it.

    Raises
    ------
    UsageError
        If there is no gradebook, no such assignment, or nobody's submission in it.
    autograder.errors.NewerFormatError
        If a newer version of the grader wrote it.
    """
    gradebook = course.gradebook()
    try:
        record = read_gradebook(gradebook, course.exercise_set(assignment))
    finally:
        gradebook.close()
    try:
        handed_in = course.students(assignment)
    except UsageError:  # the folder may be gone; the gradebook still knows the marks
        handed_in = []
    graded = {work.person.id for work in record.works}
    ungraded = tuple(student for student in handed_in if student not in graded)
    if not record.works:
        raise UsageError(
            f"Nothing of {assignment!r} has been graded yet. Run `autograder grade {assignment}` first."
        )
    absent = tuple(person for person in record.absent if person.id not in ungraded)
    return replace(record, absent=absent, ungraded=ungraded, hides_tests=course.hides_tests)


def read_gradebook(gradebook: Gradebook, exercises: ExerciseSet, student: str | None = None) -> ClassRecord:
    """Return what the gradebook holds on an assignment: of one student, or of all.

    Raises
    ------
    UsageError
        If it knows no such assignment.
    autograder.errors.NewerFormatError
        If a newer version of the grader wrote it.
    """
    assignment = exercises.assignment
    try:
        row = gradebook.find_assignment(assignment)
    except MissingEntry:
        known = ", ".join(sorted(a.name for a in gradebook.db.query(AssignmentRow))) or "none"
        raise UsageError(f"The gradebook knows no assignment {assignment!r} (it knows: {known}).") from None
    db = gradebook.db
    db.expire_all()  # another program may have written since this session read
    results = {stored.student: stored for stored in stored_results(db, assignment, student)}
    items = _items(db, row.id, results, exercises)
    people = db.scalars(select(Student).order_by(Student.id)).all()  # at once, not one by one with the works
    desk = Desk.read(db, exercises, [item.cell_id for item in items if item.kind == "written"], student)
    works = _works(db, row, student, items, results, desk)
    present = {work.person.id for work in works}
    absent = tuple(person(row) for row in people if row.id not in present)
    past = history.History() if student is not None else history.read(db, assignment)
    return ClassRecord(exercises, items, works, absent, (), past)


def graded_assignments(course: Course) -> list[str]:
    """Return the names of the assignments of which the gradebook holds submissions, in their order.

    Raises
    ------
    UsageError
        If there is no gradebook.
    """
    gradebook = course.gradebook()
    try:
        found = select(AssignmentRow.name).join(SubmittedAssignment).distinct()
        return sorted(gradebook.db.scalars(found))
    finally:
        gradebook.close()


def read_works(gradebook: Gradebook, exercises: ExerciseSet) -> dict[str, Work]:
    """Return the graded submissions of an assignment by their students."""
    return {work.person.id: work for work in read_gradebook(gradebook, exercises).works if work.marks}


def _items(
    db: Any, assignment_id: str, results: dict[str, StoredResult], exercises: ExerciseSet
) -> tuple[Item, ...]:
    """Return the graded cells in the notebooks' order, which verdicts have and the gradebook has not."""
    of_assignment = Notebook.assignment_id == assignment_id
    solution_cells = select(Notebook.name, SolutionCell.name).join(SolutionCell.notebook).where(of_assignment)
    solutions: set[CellId] = {(notebook, cell) for notebook, cell in db.execute(solution_cells)}
    questions = {
        (notebook, cell.removeprefix(QUESTION)): match["number"]
        for notebook, cell, source in db.execute(
            select(Notebook.name, SourceCell.name, SourceCell.source)
            .join(SourceCell.notebook)
            .where(of_assignment, SourceCell.locked, SourceCell.name.startswith(QUESTION, autoescape=True))
        )
        if (match := QUESTION_TITLE.search(source or ""))
    }
    items: list[Item] = []
    for table in (GradeCell, TaskCell):
        query = select(Notebook.name, table.name, table.max_score).join(table.notebook).where(of_assignment)
        for notebook, cell, points in db.execute(query):
            exercise = exercises.of_check(cell, notebook)
            kind: Kind = "function"
            if exercise is not None:
                name, number = exercise.name, exercise.number
            else:
                kind = "written" if table is TaskCell or (notebook, cell) in solutions else "own"
                name, number = cell, questions.get((notebook, cell.partition("_")[2]), "")
            items.append(Item(notebook, cell, name, number, float(points or 0.0), kind))
    readable = (stored.result.verdicts for stored in results.values() if stored.result is not None)
    longest: tuple[Verdict, ...] = max(readable, key=len, default=())
    order = {verdict.cell_id: index for index, verdict in enumerate(longest)}

    def position(item: Item) -> tuple[str, int, str, str]:
        return item.notebook, order.get(item.cell_id, len(order)), item.number, item.cell

    return tuple(sorted(items, key=position))


def _works(
    db: Any,
    row: AssignmentRow,
    student: str | None,
    items: tuple[Item, ...],
    results: dict[str, StoredResult],
    desk: Desk,
) -> tuple[Work, ...]:
    submissions = select(SubmittedAssignment).where(SubmittedAssignment.assignment_id == row.id)
    if student is not None:
        submissions = submissions.where(SubmittedAssignment.student_id == student)
    marks, penalties = _marks(db, row.id, student), _penalties(db, row.id, student)
    comments = _comments(db, row.id, student)
    known = {item.cell_id for item in items}
    kept = versions.read(db, row.name, student)
    works = []
    for submission in db.scalars(submissions.order_by(SubmittedAssignment.student_id)):
        id_ = submission.student_id
        stored = results.get(id_)
        result = stored.result if stored is not None else None
        verdicts = result.verdicts if result is not None else ()
        record = result.record if result is not None else None
        mine = kept.get(id_, versions.Kept())
        by_file = mine.counted is not None and mine.counted.by_file
        time, due = _utc(submission.timestamp), _utc(submission.duedate)
        times = lateness.decided(mine, record, time, due, by_file=by_file)
        by_hand = {cell_id: mark.manual for cell_id, mark in marks.get(id_, {}).items()}
        works.append(
            Work(
                person=person(submission.student),
                marks=marks.get(id_, {}),
                verdicts={verdict.cell_id: verdict for verdict in verdicts if verdict.cell_id in known},
                comments=comments.get(id_, {}),
                submitted=submission.timestamp,
                handed_in=times,
                counted=mine.counted,
                seconds_late=times.seconds_late,
                penalties=penalties.get(id_, {}),
                sandbox=result.sandbox if result is not None else "",
                record=record,
                damaged=stored is not None and result is None,
                reconsider=result.reconsider if result is not None else None,
                ticked=desk.of(id_, by_hand, record.answers if record is not None else {}),
            )
        )
    return tuple(works)


def _utc(time: datetime | None) -> datetime | None:
    """Return a time of nbgrader's, which is UTC and does not say so."""
    return time and time.replace(tzinfo=UTC)


def _rows(db: Any, query: Any, assignment_id: str, student: str | None) -> Iterator[Any]:
    """Run a query on rows of submitted notebooks, for one assignment and one student or all."""
    query = (
        query.join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
        .where(SubmittedAssignment.assignment_id == assignment_id)
    )
    if student is not None:
        query = query.where(SubmittedAssignment.student_id == student)
    yield from db.execute(query)


def _marks(db: Any, assignment_id: str, student: str | None) -> dict[str, dict[CellId, Mark]]:
    query = (
        select(
            SubmittedAssignment.student_id,
            Notebook.name,
            BaseCell.name,
            Grade.auto_score,
            Grade.manual_score,
            Grade.extra_credit,
            Grade.needs_manual_grade,
        )
        .select_from(Grade)
        .join(BaseCell, Grade.cell_id == BaseCell.id)
        .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
    )
    marks: dict[str, dict[CellId, Mark]] = {}
    for id_, notebook, cell, auto, manual, extra, look_again in _rows(db, query, assignment_id, student):
        marks.setdefault(id_, {})[notebook, cell] = Mark(auto, manual, extra or 0.0, bool(look_again))
    return marks


def _penalties(db: Any, assignment_id: str, student: str | None) -> dict[str, dict[str, float]]:
    query = select(
        SubmittedAssignment.student_id, Notebook.name, SubmittedNotebook.late_submission_penalty
    ).select_from(SubmittedNotebook)
    penalties: dict[str, dict[str, float]] = {}
    for id_, notebook, penalty in _rows(db, query, assignment_id, student):
        if penalty:
            penalties.setdefault(id_, {})[notebook] = float(penalty)
    return penalties


def _comments(db: Any, assignment_id: str, student: str | None) -> dict[str, dict[CellId, str]]:
    query = (
        select(
            SubmittedAssignment.student_id,
            Notebook.name,
            BaseCell.name,
            Comment.auto_comment,
            Comment.manual_comment,
        )
        .select_from(Comment)
        .join(BaseCell, Comment.cell_id == BaseCell.id)
        .join(SubmittedNotebook, Comment.notebook_id == SubmittedNotebook.id)
        .where((Comment.auto_comment.is_not(None)) | (Comment.manual_comment.is_not(None)))
    )
    comments: dict[str, dict[CellId, str]] = {}
    for id_, notebook, cell, auto, manual in _rows(db, query, assignment_id, student):
        comments.setdefault(id_, {})[notebook, cell] = manual if manual is not None else auto
    return comments


def person(row: Student) -> Person:
    """Return a student of the gradebook."""
    return Person(row.id, row.first_name or "", row.last_name or "", row.email or "", row.lms_user_id or "")
