"""Reads what a student handed in: bytes and names, none of which is trusted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.utils import parse_utc

from autograder.course.course import SECRET, TIMESTAMP, Course
from autograder.course.limits import MB, Limits
from autograder.submission.assignment import Assignment
from autograder.submission.files import RefusedError, notebook_files, read_bytes
from autograder.submission.room import EMPTY, Room, read_own_room


@dataclass(frozen=True)
class Submission:
    """The bytes of one student's submission.

    Parameters
    ----------
    student
        The student's id.
    files
        The expected notebooks by name: bytes, or the sentence that says why they were refused. A missing
        notebook is left out.
    unexpected_notebooks
        Names of notebooks that the assignment does not know.
    timestamp
        When it was collected (naive UTC); None if that is not recorded.
    secret
        The secret by which nbgrader's exchange hands feedback back; None outside an exchange.
    room
        The student's own files beside the notebooks.
    """

    student: str
    files: dict[str, bytes | str]
    unexpected_notebooks: tuple[str, ...] = ()
    timestamp: datetime | None = None
    secret: bytes | None = None
    room: Room = EMPTY


def read_submission(course: Course, student: str, assignment: Assignment, limits: Limits) -> Submission:
    """Read what a student handed in, and when."""
    folder = course.submitted_folder(student, assignment.name)
    submission = read_folder(student, folder, assignment, limits)
    return replace(submission, timestamp=read_timestamp(folder), secret=_secret(folder))


def read_folder(student: str, folder: Path, assignment: Assignment, limits: Limits) -> Submission:
    """Read a submission's notebooks; what cannot be read is refused, never guessed."""
    expected = [notebook.name for notebook in assignment.notebooks]
    files: dict[str, bytes | str] = {}
    if folder.is_symlink() or folder.parent.is_symlink():
        return Submission(student, dict.fromkeys(expected, "the submission's folder is a link"))
    for name in expected:
        try:
            files[name] = read_bytes(folder / f"{name}.ipynb", limits.notebook_mb * MB)
        except FileNotFoundError:
            continue
        except RefusedError as error:
            files[name] = str(error)
    found = [name.removesuffix(".ipynb") for name in notebook_files(folder)]
    return Submission(
        student,
        files,
        tuple(name for name in found if name not in expected),
        room=read_own_room(folder, assignment.room, limits, assignment.not_beside),
    )


def room_of(course: Course, student: str, assignment: Assignment, limits: Limits) -> Room:
    """Return the student's own files beside the notebooks."""
    folder = course.submitted_folder(student, assignment.name)
    if folder.is_symlink() or folder.parent.is_symlink():
        return EMPTY
    return read_own_room(folder, assignment.room, limits, assignment.not_beside)


def read_timestamp(folder: Path) -> datetime | None:
    """Return when a submission was collected, from nbgrader's timestamp file."""
    return _timestamp(folder)[0]


def timestamp_as_handed_in(folder: Path, time: datetime) -> str:
    """Return the text of a submission's timestamp file, if it still says this time."""
    said, text = _timestamp(folder)
    return text if said == time and text.isprintable() else timestamp_text(time)


def _timestamp(folder: Path) -> tuple[datetime | None, str]:
    try:
        text = read_bytes(folder / TIMESTAMP, 1000).decode().strip()
        return (parse_utc(text) if text else None), text
    except (FileNotFoundError, RefusedError, ValueError, OverflowError):
        return None, ""


def timestamp_text(time: datetime) -> str:
    """Return a time as nbgrader's timestamp file holds it; one without a time zone is UTC."""
    if time.tzinfo is not None:
        time = time.astimezone(UTC).replace(tzinfo=None)
    return f"{time.isoformat(' ')} UTC"


def _secret(folder: Path) -> bytes | None:
    """Return the secret by which nbgrader's exchange hands feedback back; None outside an exchange."""
    try:
        return read_bytes(folder / SECRET, 1000)
    except (FileNotFoundError, RefusedError):
        return None
