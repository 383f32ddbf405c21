"""Bringing submissions in: downloads from Canvas and Moodle, and plain folders, into `submitted/`."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.api import Assignment, Gradebook, Student

from autograder.collecting.archive import Bounds, Download
from autograder.collecting.delivering import Delivery, choose, deliver, plan, write_time
from autograder.collecting.naming import Owner
from autograder.collecting.roster import Identified, Roster
from autograder.collecting.sorting import Left, Placed, Sorter, by_notebook
from autograder.collecting.times import Mode, handed_in
from autograder.course.course import Course
from autograder.course.storage import storage_errors
from autograder.errors import CollectError
from autograder.submission.assignment import read_assignment


@dataclass(frozen=True)
class Collected:
    """What became of one student's files.

    Parameters
    ----------
    moved_to
        The folder with the replaced files; None if nothing was replaced, or in a dry run.
    """

    owner: Owner
    identified: Identified
    delivery: Delivery
    moved_to: Path | None


@dataclass(frozen=True)
class Collection:
    """What became of a download."""

    students: list[Collected]
    left: list[Left]
    absent: list[str]
    """Students of the gradebook who have no folder in `submitted/`, before or now."""


def collect(
    course: Course,
    assignment: str,
    source: Path,
    *,
    mode: Mode = "known",
    dry_run: bool = False,
    now: datetime | None = None,
) -> Collection:
    """Bring the submissions of a download into a course.

    Raises
    ------
    UsageError
        If the course has no gradebook or no such assignment, or the download cannot be read.
    CollectError
        If a file cannot be read or written.
    autograder.errors.StorageError
        If the disk or the gradebook cannot be written.
    """
    try:
        with storage_errors(), contextlib.closing(course.gradebook()) as gradebook:
            now = now or datetime.now(UTC)
            return _collect(course, gradebook, assignment, source, mode, now, dry_run=dry_run)
    except OSError as error:
        raise CollectError(str(error)) from error


def _collect(
    course: Course,
    gradebook: Gradebook,
    assignment: str,
    source: Path,
    mode: Mode,
    now: datetime,
    *,
    dry_run: bool,
) -> Collection:
    notebooks = [notebook.name for notebook in read_assignment(course, gradebook, assignment).notebooks]
    others = [row.name for row in gradebook.db.query(Assignment) if row.name != assignment]
    roster, due = Roster.of(gradebook), _due_dates(gradebook, assignment)
    with Download(source, Bounds(file_mb=course.limits().notebook_mb)) as download:
        sorted_files = Sorter(assignment, notebooks, others, roster).sort(download.entries())
        left, students = list(sorted_files.left), []
        for student, files in sorted(by_notebook(sorted_files.placed).items()):
            owner, identified = sorted_files.owners[student]
            chosen, not_chosen = _chosen(download, files)
            left += not_chosen
            if not chosen:
                continue
            times = [item.entry.time for item, _ in chosen.values() if item.entry.time is not None]
            latest = due.get(student, due[None])
            when = handed_in(mode, owner, times, latest, now, zipped=download.zipped)
            delivery = plan(course, assignment, student, chosen, when)
            moved_to = None
            if not dry_run:
                rewrite_time = mode != "known" and delivery.time_changes
                moved_to = _carry_out(course, assignment, delivery, now, rewrite_time=rewrite_time)
                _remember(gradebook, student, owner)
            students.append(Collected(owner, identified, delivery.without_data(), moved_to))
    collected = {item.delivery.student for item in students}
    absent = sorted(set(_without(course, assignment, roster)) - collected)
    return Collection(students, sorted(left, key=lambda item: item.entry.parts), absent)


def _chosen(
    download: Download, files: dict[str, list[Placed]]
) -> tuple[dict[str, tuple[Placed, bytes]], list[Left]]:
    """Return the file and its bytes for each notebook of a student, and the files that are not placed."""
    chosen: dict[str, tuple[Placed, bytes]] = {}
    left: list[Left] = []
    for notebook, items in sorted(files.items()):
        item, data, not_chosen = choose(download, items)
        left += not_chosen
        if item is not None:
            chosen[notebook] = item, data
    return chosen, left


def _due_dates(gradebook: Gradebook, assignment: str) -> dict[str | None, datetime | None]:
    """Return the due date of each student who has an own one, and under None that of all others."""
    row = gradebook.find_assignment(assignment)
    own = {submission.student_id: submission.duedate for submission in row.submissions}
    dates = {None: row.duedate, **own}
    return {student: due and due.replace(tzinfo=UTC) for student, due in dates.items()}


def _carry_out(
    course: Course, assignment: str, delivery: Delivery, now: datetime, *, rewrite_time: bool
) -> Path | None:
    """Write what is new; if the notebooks are the same, their earlier time stays unless `rewrite_time`."""
    if delivery.changes:
        return deliver(course, assignment, delivery, now)
    if rewrite_time:
        write_time(delivery)
    return None


def _remember(gradebook: Gradebook, student: str, owner: Owner) -> None:
    """Store Canvas's number of a student, by which exports and later downloads identify the student.

    Moodle's number belongs to the submission; its gradebook knows no such id.
    """
    if owner.system != "Canvas" or not owner.number.isdigit():
        return
    row = gradebook.db.get(Student, student)
    if row is None:
        gradebook.add_student(student, lms_user_id=owner.number)
    elif not row.lms_user_id:
        row.lms_user_id = owner.number
        gradebook.db.commit()


def _without(course: Course, assignment: str, roster: Roster) -> Iterator[str]:
    for student in roster.students:
        if not course.submitted_folder(student.id, assignment).is_dir():
            yield student.id


__all__ = ["Collected", "Collection", "collect"]
