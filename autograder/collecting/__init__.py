"""Bringing submissions in: downloads from campus systems, and plain folders, into `submitted/`."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from nbgrader.api import Assignment, Gradebook, Student

from autograder.collecting.answers import Answers
from autograder.collecting.archive import Bounds, Download, Entry
from autograder.collecting.delivering import (
    EARLIER,
    MODULE_ALONE,
    MODULE_MANY,
    Delivery,
    Planner,
    choose,
    deliver,
    forget_time,
)
from autograder.collecting.kinds import HEAD, is_noise
from autograder.collecting.naming import MODULES_MAX, NOTEBOOK, folded
from autograder.collecting.roster import Identified, Known, Roster
from autograder.collecting.sorting import Left, Placed, Sorter, by_target
from autograder.collecting.systems import Owner
from autograder.collecting.times import Mode
from autograder.course.course import Course
from autograder.course.misplaced import Misplaced
from autograder.course.storage import storage_errors
from autograder.errors import CollectError, UsageError
from autograder.gradebook import versions
from autograder.submission.assignment import read_assignment
from autograder.submission.files import RefusedError, notebook_files


@dataclass(frozen=True)
class Collected:
    """What became of one student's files.

    Parameters
    ----------
    moved_to
        The folder with the replaced files; None if nothing was replaced, or in a dry run.
    again
        Whether there was an earlier attempt in the same download.
    """

    owner: Owner
    identified: Identified
    delivery: Delivery
    moved_to: Path | None
    again: bool = False


@dataclass(frozen=True)
class Collection:
    """What became of a download."""

    students: list[Collected]
    left: list[Left]
    absent: list[str]
    """Students of the gradebook who sent nothing, and have no folder in `submitted/`, before or now."""
    unplaced: dict[str, int] = field(default_factory=dict)
    """Students who sent something of which nothing could be placed, now or before: how many files."""
    misplaced: list[Misplaced] = field(default_factory=list)
    """Folders in `submitted/` that grading does not see."""
    questions: dict[str, tuple[Known, ...]] = field(default_factory=dict)
    """The names whose students are not clear, and the students of the gradebook who each may be."""
    unused: tuple[str, ...] = ()
    """Names that were answered and are not in the download."""
    has_list: bool = True
    """Whether the gradebook has a list of the class."""
    has_due_date: bool = True
    """Whether the assignment has a due date."""


def collect(
    course: Course,
    assignment: str,
    source: Path,
    *,
    mode: Mode = "known",
    dry_run: bool = False,
    now: datetime | None = None,
    answers: Answers | None = None,
    take_older: bool = False,
    over: Callable[[Sequence[str]], Iterable[str]] = iter,
) -> Collection:
    """Bring the submissions of a download into a course.

    Parameters
    ----------
    mode
        Which time counts.
    answers
        Who the names are that are not clear.
    take_older
        Whether an older version of a file replaces a newer one.
    over
        Gives the students one by one, and may show how many there were.

    Raises
    ------
    UsageError
        If the course has no gradebook or no such assignment, the download cannot be read or is the course's
        own, or an answer names a student whom the gradebook does not know.
    CollectError
        If a file cannot be read or written.
    autograder.errors.StorageError
        If the disk or the gradebook cannot be written.
    """
    _must_be_handed_in(course, source)
    try:
        with storage_errors(), contextlib.closing(course.gradebook()) as gradebook:
            now = now or datetime.now(UTC)
            return _collect(
                course,
                gradebook,
                assignment,
                source,
                mode,
                now,
                answers,
                dry_run=dry_run,
                take_older=take_older,
                over=over,
            )
    except OSError as error:
        raise CollectError(str(error)) from error


def _collect(
    course: Course,
    gradebook: Gradebook,
    assignment: str,
    source: Path,
    mode: Mode,
    now: datetime,
    answers: Answers | None,
    *,
    dry_run: bool,
    take_older: bool,
    over: Callable[[Sequence[str]], Iterable[str]],
) -> Collection:
    notebooks = [notebook.name for notebook in read_assignment(course, gradebook, assignment).notebooks]
    others = [row.name for row in gradebook.db.query(Assignment) if row.name != assignment]
    own = {word for name in (assignment, *notebooks) for word in folded(name).split("-")}
    roster = Roster.of(gradebook, answers, own, partial(_has_submission, course, assignment))
    due = _due_dates(gradebook, assignment)
    kept = versions.read(gradebook.db, assignment)
    handed_out = set(_handed_out(course.release_folder(assignment), notebooks))
    with Download(source, Bounds(file_mb=course.limits().notebook_mb)) as download:
        sorter = Sorter(
            assignment,
            notebooks,
            others,
            roster,
            handed_out,
            lambda entry: download.head(entry, HEAD),
            lambda entry: _read(download, entry),
        )
        sorted_files = sorter.sort(download.entries())
        left, students = list(sorted_files.left), []
        if not dry_run:
            versions.HANDED_IN.create(gradebook.engine, checkfirst=True)
        planner = Planner(course, assignment, mode, now, download.zipped, take_older)
        targets = by_target(sorted_files.placed)
        for student in over(sorted(targets)):
            files = targets[student]
            chosen, not_chosen = _chosen(download, files)
            left += not_chosen
            if not chosen:
                continue
            owner = _owner(chosen)
            mine = kept.get(student, versions.Kept())
            delivery = planner.plan(student, chosen, mine, due.get(student, due[None]))
            moved_to = None
            if not dry_run:
                moved_to = _carry_out(course, gradebook, assignment, delivery, now)
                _remember(gradebook, student, owner)
            again = any(item.reason == EARLIER for item in not_chosen)
            identified = sorted_files.identified[student]
            students.append(Collected(owner, identified, delivery.without_data(), moved_to, again))
    placed = {
        collected.delivery.student: {file.name for file in collected.delivery.files} for collected in students
    }
    left = [_weighed(item, placed) for item in left]
    misplaced = course.misplaced(assignment, [student.id for student in roster.students])
    sent = Counter(
        student
        for item in left
        if not item.noise
        for student in ({item.student} if item.student else set(item.maybe))
        if student not in placed
    )
    without = {s.id for s in roster.students if not _has_submission(course, assignment, s.id)} - placed.keys()
    absent = without - sent.keys() - {item.student for item in misplaced}
    unplaced = {student: sent[student] for student in sorted(sent) if _has_none(course, assignment, student)}
    in_order = sorted(left, key=lambda item: item.entry.parts)
    return Collection(
        students,
        in_order,
        sorted(absent),
        unplaced,
        misplaced,
        {name: tuple(map(roster.student, maybe)) for name, maybe in sorted_files.questions.items()},
        sorted_files.unused,
        roster.is_list,
        any(due.values()),
    )


def _handed_out(release: Path, notebooks: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """List what the release holds besides the notebooks of the assignment, such as a start page."""
    expected = {(f"{name}{NOTEBOOK}",) for name in notebooks}
    for path in release.rglob("*"):
        parts = path.relative_to(release).parts
        if path.is_file() and not is_noise(parts[:-1], parts[-1]) and parts not in expected:
            yield parts


def _read(download: Download, entry: Entry) -> bytes:
    try:
        return download.read(entry)
    except (RefusedError, FileNotFoundError):
        return b""


def _chosen(
    download: Download, files: dict[str, list[Placed]]
) -> tuple[dict[str, tuple[Placed, bytes]], list[Left]]:
    """Return the file and its bytes for each target of a student, and the files that are not placed."""
    chosen: dict[str, tuple[Placed, bytes]] = {}
    left: list[Left] = []
    modules = 0
    for target, items in sorted(files.items()):
        item, data, not_chosen = choose(download, items)
        left += not_chosen
        if item is None:
            continue
        modules += item.is_module
        if item.is_module and modules > MODULES_MAX:
            left.append(Left(item.entry, item.student, MODULE_MANY))
        else:
            chosen[target] = item, data
    if all(item.is_module for item, _ in chosen.values()):  # no notebook beside them could be read
        left += [Left(item.entry, item.student, MODULE_ALONE) for item, _ in chosen.values()]
        return {}, left
    return chosen, left


def _owner(chosen: dict[str, tuple[Placed, bytes]]) -> Owner:
    """Return the owner as the system names the latest attempt."""
    latest = max((item for item, _ in chosen.values()), key=lambda item: item.named.attempt)
    late = any(item.named.owner.late for item, _ in chosen.values())
    return replace(latest.named.owner, late=True) if late else latest.named.owner


def _weighed(left: Left, placed: dict[str, set[str]]) -> Left:
    """Return a file that was not placed; it matters if it is all that came of what its student sent."""
    if left.noise or not left.student:
        return left
    if left.copy_of in placed.get(left.student, ()):
        return replace(left, quiet=True)
    return left if left.student in placed else replace(left, quiet=False)


def _has_none(course: Course, assignment: str, student: str) -> bool:
    return not notebook_files(course.submitted_folder(student, assignment))


def _due_dates(gradebook: Gradebook, assignment: str) -> dict[str | None, datetime | None]:
    """Return the due date of each student who has an own one, and under None that of all others."""
    row = gradebook.find_assignment(assignment)
    own = {submission.student_id: submission.duedate for submission in row.submissions}
    dates = {None: row.duedate, **own}
    return {student: due and due.replace(tzinfo=UTC) for student, due in dates.items()}


def _carry_out(
    course: Course, gradebook: Gradebook, assignment: str, delivery: Delivery, now: datetime
) -> Path | None:
    """Write what is new, and what is known of its times."""
    moved_to = None
    if delivery.changes:
        moved_to = deliver(course, assignment, delivery, now)
    else:
        forget_time(delivery)
    if delivery.time_changes:
        versions.store(gradebook.db, assignment, delivery.student, delivery.kept)
        gradebook.db.commit()
    return moved_to


def _must_be_handed_in(course: Course, source: Path) -> None:
    """Refuse folders of the course that hold no submissions, and those around them.

    Raises
    ------
    UsageError
        If the source is one of them.
    """
    directory, root = course.directory, course.root
    for name, what in (
        (directory.release_directory, "is what students get"),
        (directory.source_directory, "is your own source, with the solutions"),
        (directory.autograded_directory, "holds what was graded"),
        (directory.feedback_directory, "holds feedback"),
    ):
        folder = Path(root, name).resolve()
        if folder.exists() and (
            source.resolve().is_relative_to(folder) or folder.is_relative_to(source.resolve())
        ):
            inside = source.resolve().is_relative_to(folder)
            subject = f"{source}" if inside else f"{source} is the course itself: {folder}"
            raise UsageError(
                f"Nothing was collected: {subject} {what}, no submissions. Name the download of your campus "
                "system, or a folder with your students' folders."
            )


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


def _has_submission(course: Course, assignment: str, student: str) -> bool:
    return course.submitted_folder(student, assignment).is_dir()


__all__ = ["Collected", "Collection", "collect"]
