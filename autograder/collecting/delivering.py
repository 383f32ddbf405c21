"""Delivering: submissions in `submitted/` are compared, moved to `replaced/`, and replaced in one step."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from autograder.atomic import new_folder, replace_folder
from autograder.collecting.archive import Download
from autograder.collecting.kinds import OTHER, UNFINISHED, is_noise, kind_by_bytes, looks_like_notebook
from autograder.collecting.naming import MODULE_KB, MODULES_MAX, NOTEBOOK, module_name
from autograder.collecting.sorting import Left, Placed
from autograder.collecting.times import Mode, version_of
from autograder.course.course import SECRET, TIMESTAMP, Course
from autograder.course.limits import MB
from autograder.gradebook.lateness import HandedIn, of_versions
from autograder.gradebook.versions import Kept, Version
from autograder.results.record import digest
from autograder.submission.files import RefusedError, notebook_files, read_bytes
from autograder.submission.reading import read_timestamp

REPLACED = "replaced"
"""Folder of a course that keeps what a resubmission replaced."""
SAME = "the same as another one"
EARLIER = "an earlier attempt: the later one was taken"
MODULE_LARGE = f"a helper module larger than {MODULE_KB} kB: ask what it is for"
MODULE_ALONE = "a helper module without a notebook beside it: ask for the .ipynb"
MODULE_MANY = f"one of more than {MODULES_MAX} helper modules: ask which of them the notebooks need"

Fate = Literal["new", "replaces", "same", "stays", "older"]


@dataclass(frozen=True)
class Delivered:
    """A file of a delivery: a notebook, or a helper module beside it.

    Parameters
    ----------
    fate
        "new", "replaces" another version, is the "same" as before, or "stays" from before because the
        download does not bring it, or because what it brings is "older".
    item
        The file in the download that it comes from; None if it stays.
    """

    name: str
    fate: Fate
    data: bytes = field(repr=False)
    item: Placed | None = None

    @property
    def is_notebook(self) -> bool:
        """Whether it is a notebook."""
        return self.name.endswith(NOTEBOOK)

    @property
    def title(self) -> str:
        """Its name for a table: of a notebook without the ending."""
        return self.name.removesuffix(NOTEBOOK)


@dataclass(frozen=True)
class Delivery:
    """What will be written for one student.

    Parameters
    ----------
    handed_in
        When it was handed in, against the due date that there is now.
    kept
        What is now known of the times of all its versions.
    time_changes
        Whether that is more than was known before.
    """

    student: str
    folder: Path
    files: tuple[Delivered, ...]
    handed_in: HandedIn
    kept: Kept
    time_changes: bool

    @property
    def replaces(self) -> bool:
        """Whether earlier files are replaced, or new ones added to them."""
        return self.changes and any(file.fate != "new" for file in self.files)

    @property
    def changes(self) -> bool:
        """Whether a file changes."""
        return any(file.fate in {"new", "replaces"} for file in self.files)

    def without_data(self) -> Delivery:
        """Return the delivery without the files' bytes."""
        return replace(self, files=tuple(replace(file, data=b"") for file in self.files))


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
        if item.disguised and not looks_like_notebook(read):
            kind = kind_by_bytes(read) or (UNFINISHED if read.lstrip().startswith(b"{") else OTHER)
            left.append(Left(item.entry, item.student, kind.what))
        elif item.is_module and len(read) > MODULE_KB * 1000:
            left.append(Left(item.entry, item.student, MODULE_LARGE))
        elif chosen is None:
            chosen, data = item, read
        elif read == data:
            left.append(Left(item.entry, item.student, f"{SAME}: {chosen.entry.name}", quiet=True))
        elif item.named.attempt < chosen.named.attempt:
            left.append(Left(item.entry, item.student, EARLIER, quiet=True))
        else:
            reason = f"another {item.target}: {chosen.entry.name} was taken. Look which one is meant"
            left.append(Left(item.entry, item.student, reason))
    return chosen, data, left


@dataclass(frozen=True)
class Planner:
    """Says what must be written for each student; nothing is written yet.

    Parameters
    ----------
    mode
        Which time a teacher wants to count.
    zipped
        Whether the download is a zip.
    take_older
        Whether an older version replaces a newer one.
    """

    course: Course
    assignment: str
    mode: Mode
    now: datetime
    zipped: bool
    take_older: bool = False

    def plan(
        self, student: str, fresh: dict[str, tuple[Placed, bytes]], kept: Kept, due: datetime | None
    ) -> Delivery:
        """Return what must be written for one student.

        Parameters
        ----------
        fresh
            The files that the download brings, by the names that they get.
        kept
            What is known of the times of earlier ones.
        """
        folder = self.course.submitted_folder(student, self.assignment)
        before = files_in(folder, self.course.limits().notebook_mb * MB)
        files, known = [], kept
        for name, (item, data) in fresh.items():
            version = version_of(item, data, self.mode, self.now, zipped=self.zipped)
            seen = known.version(name, version.digest)
            version = seen.joined(version) if seen is not None else version
            known = known.with_version(name, version)
            old = before.get(name)
            if old is None or old == data:
                files.append(Delivered(name, "new" if old is None else "same", data, item))
                continue
            there = known.version(name, digest(old)) or _by_timestamp(folder, old)
            # What was never seen and is of the same time came later, as far as anybody knows.
            older = there.newer_than(version) or (seen is not None and not version.newer_than(there))
            kept_back = older and not self.take_older
            files.append(
                Delivered(name, "older" if kept_back else "replaces", old if kept_back else data, item)
            )
        files += [Delivered(name, "stays", data) for name, data in before.items() if name not in fresh]
        in_order = tuple(sorted(files, key=lambda file: (not file.is_notebook, file.name)))
        versions = [known.version(file.name, digest(file.data)) for file in in_order if file.is_notebook]
        times = of_versions([version for version in versions if version is not None], due)
        return Delivery(student, folder, in_order, times or HandedIn(due=due), known, known != kept)


def _by_timestamp(folder: Path, data: bytes) -> Version:
    """Return what is known of a file that `collect` did not bring: at most the time beside it."""
    time = read_timestamp(folder)
    return Version(digest(data), "", by=time and time.replace(tzinfo=UTC))


def deliver(course: Course, assignment: str, delivery: Delivery, now: datetime) -> Path | None:
    """Write a delivery; return the folder to which the replaced one was moved.

    At no moment is a file lost: the new folder is complete before the old one is moved, and the old one
    is not deleted.
    """
    folder = delivery.folder
    fresh = new_folder(folder)
    for file in delivery.files:
        (fresh / file.name).write_bytes(file.data)
    shared = course.directory.groupshared
    for path in (fresh, *fresh.iterdir()):
        folder_mode, file_mode = (0o2770, 0o664) if shared else (0o755, 0o644)
        path.chmod(folder_mode if path.is_dir() else file_mode)
    moved_to = None
    if os.path.lexists(folder):
        moved_to = _free(course.root / REPLACED / delivery.student / assignment, now)
    replace_folder(fresh, folder, keep_old=moved_to)
    return moved_to


def forget_time(delivery: Delivery) -> None:
    """Delete a time that this program wrote before it kept what is known: it is a download's, no hand-in's.

    What the exchange or a human wrote stays, and counts.
    """
    time = read_timestamp(delivery.folder)
    if time is None or (delivery.folder / SECRET).exists():
        return
    moments = {version.by for versions in delivery.kept.files.values() for version in versions if version.by}
    if any(abs(time.replace(tzinfo=UTC) - moment) < timedelta(seconds=1) for moment in moments):
        (delivery.folder / TIMESTAMP).unlink(missing_ok=True)


def files_in(folder: Path, largest: int) -> dict[str, bytes]:
    """Return the notebooks and modules in a folder; what the grader would refuse is only moved with it."""
    files: dict[str, bytes] = {}
    if folder.is_dir() and not folder.is_symlink():
        for name in notebook_files(folder):
            if is_noise((), name):
                continue
            _add(files, folder / name, largest)
        modules = sorted(path.name for path in folder.iterdir() if path.name == module_name(path.name))
        for name in modules[:MODULES_MAX]:
            _add(files, folder / name, MODULE_KB * 1000)
    return files


def _add(files: dict[str, bytes], path: Path, largest: int) -> None:
    with contextlib.suppress(RefusedError, FileNotFoundError):
        files[path.name] = read_bytes(path, largest)


def _free(folder: Path, now: datetime) -> Path:
    """Return a path in a folder that does not exist yet, named after the time."""
    stamp = now.strftime("%Y-%m-%dT%H%M%SZ")
    names = [stamp, *(f"{stamp}-{number}" for number in range(2, 1000))]
    return next(path for path in (folder / name for name in names) if not os.path.lexists(path))
