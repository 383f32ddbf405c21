"""Bringing submissions in: downloads from Canvas and Moodle, and plain folders, into `submitted/`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.api import Assignment, Gradebook, Student

from autograder.collecting.archive import Bounds, Download
from autograder.collecting.delivering import Delivery, choose, deliver, plan, write_time
from autograder.collecting.naming import Owner
from autograder.collecting.roster import Roster, Who
from autograder.collecting.sorting import Left, Placed, Sorter, by_notebook
from autograder.collecting.times import Mode, handed_in
from autograder.course.course import Course
from autograder.submission.assignment import read_assignment


@dataclass(frozen=True)
class Collected:
    """What became of one student's files.

    Parameters
    ----------
    kept
        Where what was replaced lies now; None where nothing was, or in a dry run.
    """

    owner: Owner
    who: Who
    delivery: Delivery
    kept: Path | None


@dataclass(frozen=True)
class Collection:
    """What became of a download."""

    students: list[Collected]
    left: list[Left]
    absent: list[str]
    """Students of the gradebook of whom nothing lies in `submitted/`, before or now."""


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
        Where the course has no gradebook or no such assignment, or the download cannot be read.
    """
    now = now or datetime.now(UTC)
    gradebook = course.gradebook()
    try:
        notebooks = [notebook.name for notebook in read_assignment(course, gradebook, assignment).notebooks]
        others = [row.name for row in gradebook.db.query(Assignment) if row.name != assignment]
        roster = Roster.of(gradebook)
        with Download(source, Bounds(file_mb=course.limits().notebook_mb)) as download:
            entries = download.entries()
            found = Sorter(assignment, notebooks, others, roster).sort(entries)
            left, students = list(found.left), []
            due = _due_dates(gradebook, assignment)
            for student, files in sorted(by_notebook(found.placed).items()):
                owner, who = found.owners[student]
                fresh, more = _chosen(download, files)
                left += more
                if not fresh:
                    continue
                times = [item.entry.time for item, _ in fresh.values() if item.entry.time is not None]
                latest = due.get(student, due[None])
                when = handed_in(mode, owner, times, latest, now, zipped=download.zipped)
                delivery = plan(course, assignment, student, fresh, when)
                kept = None
                if not dry_run:
                    again = mode != "known" and delivery.time_changes
                    kept = _carry_out(course, assignment, delivery, now, time_again=again)
                    _remember(gradebook, student, owner)
                students.append(Collected(owner, who, delivery.without_data(), kept))
        done = {item.delivery.student for item in students}
        absent = sorted(set(_without(course, assignment, roster)) - done)
        return Collection(students, sorted(left, key=lambda item: item.entry.parts), absent)
    finally:
        gradebook.close()


def _chosen(
    download: Download, files: dict[str, list[Placed]]
) -> tuple[dict[str, tuple[Placed, bytes]], list[Left]]:
    fresh: dict[str, tuple[Placed, bytes]] = {}
    left: list[Left] = []
    for notebook, items in sorted(files.items()):
        item, data, more = choose(download, items)
        left += more
        if item is not None:
            fresh[notebook] = item, data
    return fresh, left


def _due_dates(gradebook: Gradebook, assignment: str) -> dict[str | None, datetime | None]:
    """Return the due date of each student who has one of their own, and under None that of all others."""
    row = gradebook.find_assignment(assignment)
    own = {submission.student_id: submission.duedate for submission in row.submissions}
    dates = {None: row.duedate, **own}
    return {student: due and due.replace(tzinfo=UTC) for student, due in dates.items()}


def _carry_out(
    course: Course, assignment: str, delivery: Delivery, now: datetime, *, time_again: bool
) -> Path | None:
    """Write what is new; the time known for the same notebooks before stays, unless it is asked for."""
    if delivery.changes:
        return deliver(course, assignment, delivery, now)
    if time_again:
        write_time(delivery)
    return None


def _remember(gradebook: Gradebook, student: str, owner: Owner) -> None:
    """Note Canvas's number of a student, by which exports and later downloads know this one.

    Moodle's number is one of the assignment, and no id that its gradebook would know.
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
    step = course.directory.submitted_directory
    for student in roster.students:
        if not course.step_folder(step, student.id, assignment).is_dir():
            yield student.id


__all__ = ["Collected", "Collection", "collect"]
