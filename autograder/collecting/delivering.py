"""Delivering: submissions in `submitted/` are compared, moved to `replaced/`, and replaced in one step."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from autograder.atomic import new_folder, replace_file, replace_folder
from autograder.collecting.archive import Download
from autograder.collecting.sorting import Left, Placed
from autograder.collecting.times import HandedIn, as_timestamp
from autograder.course.course import TIMESTAMP, Course
from autograder.course.limits import MB
from autograder.submission.files import RefusedError, notebook_files, read_bytes
from autograder.submission.reading import read_timestamp

REPLACED = "replaced"
"""Folder of a course that keeps what a resubmission replaced."""

Fate = Literal["new", "replaces", "same", "stays"]


@dataclass(frozen=True)
class Notebook:
    """A notebook of a delivery.

    Parameters
    ----------
    fate
        "new", "replaces" another version, is the "same" as before, or "stays" from before because the
        download does not bring it.
    item
        The file in the download that it comes from; None if it stays.
    """

    name: str
    fate: Fate
    data: bytes = field(repr=False)
    item: Placed | None = None


@dataclass(frozen=True)
class Delivery:
    """What will be written for one student.

    Parameters
    ----------
    time_changes
        Whether the time handed in differs from the one before.
    """

    student: str
    folder: Path
    notebooks: tuple[Notebook, ...]
    handed_in: HandedIn
    time_changes: bool

    @property
    def replaces(self) -> bool:
        """Whether earlier files are replaced, or new ones added to them."""
        return self.changes and any(notebook.fate != "new" for notebook in self.notebooks)

    @property
    def changes(self) -> bool:
        """Whether a notebook changes."""
        return any(notebook.fate in {"new", "replaces"} for notebook in self.notebooks)

    def without_data(self) -> Delivery:
        """Return the delivery without the notebooks' bytes."""
        return replace(self, notebooks=tuple(replace(notebook, data=b"") for notebook in self.notebooks))


def choose(download: Download, items: list[Placed]) -> tuple[Placed | None, bytes, list[Left]]:
    """Return the first file that can be read, its bytes, and the files that are not placed."""
    chosen: Placed | None = None
    data, left = b"", []
    for item in items:
        try:
            read = download.read(item.entry)
        except (RefusedError, FileNotFoundError) as error:
            left.append(Left(item.entry, item.student, str(error)))
            continue
        if chosen is None:
            chosen, data = item, read
        elif read == data:
            left.append(Left(item.entry, item.student, f"the same as {chosen.entry.name}", quiet=True))
        else:
            reason = f"another {item.notebook}: {chosen.entry.name} was taken. Look which one is meant"
            left.append(Left(item.entry, item.student, reason))
    return chosen, data, left


def plan(
    course: Course,
    assignment: str,
    student: str,
    fresh: dict[str, tuple[Placed, bytes]],
    handed_in: HandedIn,
) -> Delivery:
    """Return what must be written for one student; nothing is written yet."""
    folder = course.submitted_folder(student, assignment)
    before = _notebooks_in(folder, course.limits().notebook_mb * MB)
    notebooks = [
        Notebook(
            name,
            "new" if name not in before else "same" if before[name] == data else "replaces",
            data,
            item,
        )
        for name, (item, data) in fresh.items()
    ]
    notebooks += [Notebook(name, "stays", data) for name, data in before.items() if name not in fresh]
    old = read_timestamp(course.submitted_folder(student, assignment))
    new = handed_in.time and handed_in.time.astimezone(UTC).replace(microsecond=0, tzinfo=None)
    in_order = tuple(sorted(notebooks, key=lambda notebook: notebook.name))
    return Delivery(student, folder, in_order, handed_in, old != new)


def deliver(course: Course, assignment: str, delivery: Delivery, now: datetime) -> Path | None:
    """Write a delivery; return the folder to which the replaced one was moved.

    At no moment is a notebook lost: the new folder is complete before the old one is moved, and the old one
    is not deleted.
    """
    folder = delivery.folder
    fresh = new_folder(folder)
    for notebook in delivery.notebooks:
        (fresh / f"{notebook.name}.ipynb").write_bytes(notebook.data)
    if delivery.handed_in.time is not None:
        (fresh / TIMESTAMP).write_text(as_timestamp(delivery.handed_in.time), encoding="utf-8")
    shared = course.directory.groupshared
    for path in (fresh, *fresh.iterdir()):
        folder_mode, file_mode = (0o2770, 0o664) if shared else (0o755, 0o644)
        path.chmod(folder_mode if path.is_dir() else file_mode)
    moved_to = None
    if os.path.lexists(folder):
        moved_to = _free(course.root / REPLACED / delivery.student / assignment, now)
    replace_folder(fresh, folder, keep_old=moved_to)
    return moved_to


def write_time(delivery: Delivery) -> None:
    """Write the time handed in again; the notebooks are the same as before."""
    path = delivery.folder / TIMESTAMP
    if delivery.handed_in.time is None:
        path.unlink(missing_ok=True)
        return
    replace_file(path, as_timestamp(delivery.handed_in.time).encode())


def _notebooks_in(folder: Path, largest: int) -> dict[str, bytes]:
    """Return the notebooks in a folder; those that the grader would refuse are only moved with it."""
    notebooks = {}
    if folder.is_dir() and not folder.is_symlink():
        for name in notebook_files(folder):
            try:
                notebooks[name.removesuffix(".ipynb")] = read_bytes(folder / name, largest)
            except (RefusedError, FileNotFoundError):
                continue
    return notebooks


def _free(folder: Path, now: datetime) -> Path:
    """Return a path in a folder that does not exist yet, named after the time."""
    stamp = now.strftime("%Y-%m-%dT%H%M%SZ")
    names = [stamp, *(f"{stamp}-{number}" for number in range(2, 1000))]
    return next(path for path in (folder / name for name in names) if not os.path.lexists(path))
