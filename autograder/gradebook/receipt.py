"""The receipt of a regrade: whose marks change, from what to what, and because of what."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from nbgrader.api import Base, BaseCell, Grade, Gradebook, Notebook, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import Engine, create_engine, func, insert, inspect, select

from autograder.content import ExerciseSet
from autograder.course.course import Course
from autograder.gradebook.history import HISTORY
from autograder.gradebook.writer import RESULTS
from autograder.results.record import Record
from autograder.results.result import Result

Reason = Literal[
    "first",
    "file",
    "handed_in",
    "gone",
    "version",
    "released",
    "course",
    "grader",
    "key",
    "unrecorded",
    "unexplained",
]
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Mark:
    """The marks of one cell: the program's and a human's, which goes before it."""

    auto: float | None
    manual: float | None = None
    extra: float | None = None

    @property
    def counts(self) -> float | None:
        """What counts; None where nobody has marked it yet."""
        base = self.auto if self.manual is None else self.manual
        return base if base is None else base + (self.extra or 0.0)


Place = tuple[str, str]
"""(notebook, cell)."""


@dataclass(frozen=True)
class Sheet:
    """All marks of one student at one moment."""

    marks: dict[Place, Mark]
    penalties: dict[str, float]
    exercises: dict[Place, str] = field(default_factory=dict)
    record: Record | None = None

    @property
    def total(self) -> float:
        """The sum of what counts, penalties taken off; what is not marked yet counts as 0."""
        gross = sum(mark.counts or 0.0 for mark in self.marks.values())
        return gross - sum(self.penalties.values())


@dataclass(frozen=True)
class Because:
    """One cause of a change; `what` is the notebook or the exercise, `detail` what is known of it."""

    reason: Reason
    what: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Change:
    """A mark that changes; `before` is None where there was none."""

    exercise: str
    before: float | None
    after: float | None
    because: tuple[Because, ...]


@dataclass(frozen=True)
class Receipt:
    """What a regrade does to one student.

    Parameters
    ----------
    before, after
        Totals; `before` is None at the first grading.
    penalty
        Late penalty before and after.
    overruled
        Exercises whose automatic mark changes behind a human's mark, which stands.
    answered_anew
        Written answers that changed after a human had marked them; the mark stands.
    """

    student: str
    before: float | None
    after: float
    changes: tuple[Change, ...]
    penalty: tuple[float, float]
    overruled: tuple[Change, ...]
    answered_anew: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether a mark changes that counts."""
        return bool(self.changes) or self.before is None or not _same(*self.penalty)


def read_sheets(gradebook: Gradebook, assignment: str, results: Iterable[Result]) -> dict[str, Sheet]:
    """Return every student's marks as the gradebook has them now."""
    db = gradebook.db
    db.expire_all()
    marks: dict[str, dict[Place, Mark]] = {}
    rows = db.execute(
        select(
            SubmittedAssignment.student_id,
            Notebook.name,
            BaseCell.name,
            Grade.auto_score,
            Grade.manual_score,
            Grade.extra_credit,
        )
        .select_from(Grade)
        .join(BaseCell, Grade.cell_id == BaseCell.id)
        .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
        .where(SubmittedAssignment.assignment_id == gradebook.find_assignment(assignment).id)
    )
    for student, notebook, cell, auto, manual, extra in rows:
        marks.setdefault(student, {})[notebook, cell] = Mark(auto, manual, extra)
    penalties: dict[str, dict[str, float]] = {}
    rows = db.execute(
        select(
            SubmittedAssignment.student_id,
            Notebook.name,
            func.coalesce(SubmittedNotebook.late_submission_penalty, 0.0),
        )
        .select_from(SubmittedNotebook)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
        .where(SubmittedAssignment.assignment_id == gradebook.find_assignment(assignment).id)
    )
    for student, notebook, penalty in rows:
        penalties.setdefault(student, {})[notebook] = float(penalty)
    by_student = {result.student: result for result in results}
    return {
        student: Sheet(found, penalties.get(student, {}), *_known(by_student.get(student)))
        for student, found in marks.items()
    }


def _known(result: Result | None) -> tuple[dict[Place, str], Record | None]:
    if result is None:
        return {}, None
    return {(v.notebook, v.cell): v.exercise for v in result.verdicts}, result.record


def compare(exercises: ExerciseSet, student: str, before: Sheet | None, after: Sheet) -> Receipt:
    """Return what changes for one student."""
    changes, overruled = [], []
    for place, mark in after.marks.items():
        old = before.marks.get(place) if before is not None else None
        if before is None or (old is not None and old.auto == mark.auto and _same(old.counts, mark.counts)):
            continue
        name = after.exercises.get(place, place[1])
        because = _because(exercises, place, name, before, after)
        if not _same(old.counts if old else None, mark.counts):
            changes.append(Change(name, old.counts if old else None, mark.counts, because))
        elif mark.manual is not None and old is not None and not _same(old.auto, mark.auto):
            overruled.append(Change(name, old.auto, mark.auto, because))
    penalty = (_sum(before), sum(after.penalties.values()))
    return Receipt(
        student,
        before.total if before is not None else None,
        after.total,
        tuple(changes),
        penalty,
        tuple(overruled),
        _answered_anew(before, after),
    )


def _sum(sheet: Sheet | None) -> float:
    return sum(sheet.penalties.values()) if sheet is not None else 0.0


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= TOLERANCE


def _answered_anew(before: Sheet | None, after: Sheet) -> tuple[str, ...]:
    if before is None or before.record is None or after.record is None:
        return ()
    old, new = before.record.answers, after.record.answers
    marked = {cell for (_, cell), mark in after.marks.items() if mark.manual is not None}
    return tuple(sorted(cell for cell in marked & old.keys() if old[cell] != new.get(cell)))


def _because(
    exercises: ExerciseSet, place: Place, name: str, before: Sheet, after: Sheet
) -> tuple[Because, ...]:
    """Return the causes: files and checks first; the grader as a whole only where these say nothing."""
    old, new = before.record, after.record
    if old is None or new is None:
        return (Because("unrecorded"),)
    notebook = place[0]
    needed = sorted(exercises.prerequisites(name)) if name in exercises else []
    causes = _file(notebook, old, new)
    if not causes:
        others = dict.fromkeys(exercises[need].notebook for need in needed)
        causes = [cause for other in others if other != notebook for cause in _file(other, old, new)]
    for exercise in (name, *needed):
        was, now = old.versions.get(exercise), new.versions.get(exercise)
        if was is not None and now is not None and was != now:
            causes.append(Because("version", exercise, f"{was} -> {now}"))
    if old.released.get(notebook) != new.released.get(notebook):
        causes.append(Because("released", notebook))
    if not causes and old.key != new.key:
        causes.append(Because("key"))
    if not causes and (old.solutions, old.box) != (new.solutions, new.box):
        causes.append(Because("course"))
    if not causes and old.grader != new.grader:
        causes.append(Because("grader"))
    return tuple(causes) or (Because("unexplained"),)


def _file(notebook: str, old: Record, new: Record) -> list[Because]:
    was, now = old.files.get(notebook), new.files.get(notebook)
    if was == now:
        return []
    reason: Reason = "handed_in" if was is None else "gone" if now is None else "file"
    return [Because(reason, notebook)]


@contextlib.contextmanager
def trial(course: Course) -> Iterator[Course]:
    """Give a course whose gradebook is a throw-away copy in a file, for a dry run."""
    url = course.directory.db_url
    with tempfile.TemporaryDirectory(prefix="dry-run-") as folder:
        copy = f"sqlite:///{folder}/gradebook.db"
        with contextlib.closing(course.gradebook()) as gradebook:
            _copy(gradebook.engine, copy)
        course.directory.db_url = copy
        try:
            yield course
        finally:
            course.directory.db_url = url


def _copy(origin: Engine, url: str) -> None:
    """Copy the tables of a gradebook, as they are at one moment, into a fresh database."""
    copy = create_engine(url)
    known = set(inspect(origin).get_table_names())
    tables = [t for t in (*Base.metadata.sorted_tables, RESULTS, HISTORY) if t.name in known]
    with origin.connect().execution_options(isolation_level="SERIALIZABLE") as old, copy.begin() as new:
        for table in tables:
            table.create(new)
            for rows in old.execution_options(yield_per=1000).execute(select(table)).mappings().partitions():
                new.execute(insert(table), [dict(row) for row in rows])
    copy.dispose()
