"""Reads a graded class from nbgrader's gradebook; writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
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
from sqlalchemy import inspect, select

from autograder.content import ExerciseSet
from autograder.content.finding import exercise_set
from autograder.course.course import Course
from autograder.errors import UsageError
from autograder.gradebook import history
from autograder.gradebook.records import ClassRecord, Item, Kind, Mark, Person, Place, Work
from autograder.gradebook.writer import RESULTS
from autograder.notebooks import QUESTION_TITLE
from autograder.results.result import Result
from autograder.results.verdict import Verdict


def read_class(course: Course, assignment: str) -> ClassRecord:
    """Return a graded class, everybody in it.

    Raises
    ------
    UsageError
        Where there is no gradebook, no such assignment, or nobody's submission in it.
    """
    gradebook = course.gradebook()
    try:
        record = read_gradebook(gradebook, exercise_set(assignment, course.config, course.root))
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
    return replace(record, absent=absent, ungraded=ungraded)


def read_gradebook(gradebook: Gradebook, exercises: ExerciseSet, student: str | None = None) -> ClassRecord:
    """Return what the gradebook holds on an assignment: of one student, or of all.

    Raises
    ------
    UsageError
        Where it knows no such assignment.
    """
    assignment = exercises.assignment
    try:
        row = gradebook.find_assignment(assignment)
    except MissingEntry:
        known = ", ".join(sorted(a.name for a in gradebook.db.query(AssignmentRow))) or "none"
        raise UsageError(f"The gradebook knows no assignment {assignment!r} (it knows: {known}).") from None
    db = gradebook.db
    results = _results(gradebook, assignment, student)
    items = _items(db, row.id, results, exercises)
    people = db.scalars(select(Student).order_by(Student.id)).all()  # at once, not one by one with the works
    works = _works(db, row, student, items, results)
    present = {work.person.id for work in works}
    absent = tuple(_person(person) for person in people if person.id not in present)
    runs, changes = ((), ()) if student is not None else history.read(db, assignment)
    return ClassRecord(exercises, items, works, absent, (), runs, changes)


def _results(gradebook: Gradebook, assignment: str, student: str | None) -> dict[str, Result]:
    if not inspect(gradebook.engine).has_table(RESULTS.name):
        return {}
    query = select(RESULTS).where(RESULTS.c.assignment == assignment)
    if student is not None:
        query = query.where(RESULTS.c.student == student)
    return {row.student: Result.from_payload(row.student, row.payload) for row in gradebook.db.execute(query)}


def _items(
    db: Any, assignment_id: str, results: dict[str, Result], exercises: ExerciseSet
) -> tuple[Item, ...]:
    """Return the graded cells in the order of the notebooks: the verdicts have it, the gradebook has not."""
    of_assignment = Notebook.assignment_id == assignment_id
    solution_cells = select(Notebook.name, SolutionCell.name).join(SolutionCell.notebook).where(of_assignment)
    solutions: set[Place] = {(notebook, cell) for notebook, cell in db.execute(solution_cells)}
    questions = {
        (notebook, cell.partition("_")[2]): match["number"]
        for notebook, cell, source in db.execute(
            select(Notebook.name, SourceCell.name, SourceCell.source)
            .join(SourceCell.notebook)
            .where(of_assignment, SourceCell.locked, SourceCell.name.like("question%"))
        )
        if (match := QUESTION_TITLE.search(source or ""))
    }
    found: list[Item] = []
    for kind in (GradeCell, TaskCell):
        query = select(Notebook.name, kind.name, kind.max_score).join(kind.notebook).where(of_assignment)
        for notebook, cell, points in db.execute(query):
            exercise = exercises.of_check(cell, notebook)
            if exercise is not None:
                name, number, what = exercise.name, exercise.number, "function"
            else:
                written = kind is TaskCell or (notebook, cell) in solutions
                name, number = cell, questions.get((notebook, cell.partition("_")[2]), "")
                what = "written" if written else "own"
            found.append(Item(notebook, cell, name, number, float(points or 0.0), _kind(what)))
    longest = max((r.verdicts for r in results.values()), key=len, default=())
    order = {(v.notebook, v.cell): place for place, v in enumerate(longest)}
    return tuple(sorted(found, key=lambda i: (i.notebook, order.get(i.place, len(order)), i.number, i.cell)))


def _kind(word: str) -> Kind:
    return "function" if word == "function" else "written" if word == "written" else "own"


def _works(
    db: Any, row: AssignmentRow, student: str | None, items: tuple[Item, ...], results: dict[str, Result]
) -> tuple[Work, ...]:
    submissions = select(SubmittedAssignment).where(SubmittedAssignment.assignment_id == row.id)
    if student is not None:
        submissions = submissions.where(SubmittedAssignment.student_id == student)
    marks, penalties = _marks(db, row.id, student), _penalties(db, row.id, student)
    comments = _comments(db, row.id, student)
    known = {item.place for item in items}
    works = []
    for submission in db.scalars(submissions.order_by(SubmittedAssignment.student_id)):
        id_ = submission.student_id
        result = results.get(id_)
        verdicts: dict[Place, Verdict] = {}
        if result is not None:
            verdicts = {(v.notebook, v.cell): v for v in result.verdicts if (v.notebook, v.cell) in known}
        works.append(
            Work(
                person=_person(submission.student),
                marks=marks.get(id_, {}),
                verdicts=verdicts,
                comments=comments.get(id_, {}),
                submitted=submission.timestamp,
                seconds_late=float(submission.total_seconds_late),
                penalties=penalties.get(id_, {}),
                sandbox=result.sandbox if result is not None else "",
            )
        )
    return tuple(works)


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


def _marks(db: Any, assignment_id: str, student: str | None) -> dict[str, dict[Place, Mark]]:
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
    found: dict[str, dict[Place, Mark]] = {}
    for id_, notebook, cell, auto, manual, extra, look in _rows(db, query, assignment_id, student):
        found.setdefault(id_, {})[notebook, cell] = Mark(auto, manual, extra or 0.0, bool(look))
    return found


def _penalties(db: Any, assignment_id: str, student: str | None) -> dict[str, dict[str, float]]:
    query = select(
        SubmittedAssignment.student_id, Notebook.name, SubmittedNotebook.late_submission_penalty
    ).select_from(SubmittedNotebook)
    found: dict[str, dict[str, float]] = {}
    for id_, notebook, penalty in _rows(db, query, assignment_id, student):
        if penalty:
            found.setdefault(id_, {})[notebook] = float(penalty)
    return found


def _comments(db: Any, assignment_id: str, student: str | None) -> dict[str, dict[Place, str]]:
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
    found: dict[str, dict[Place, str]] = {}
    for id_, notebook, cell, auto, manual in _rows(db, query, assignment_id, student):
        found.setdefault(id_, {})[notebook, cell] = manual if manual is not None else auto
    return found


def _person(row: Student) -> Person:
    return Person(row.id, row.first_name or "", row.last_name or "", row.email or "", row.lms_user_id or "")
