"""Puts graded notebooks into the course's folder `autograded`, beside the assignment's other files."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.atomic import finish_interrupted, new_folder, replace_folder
from autograder.course.course import SECRET, TIMESTAMP, Course
from autograder.results.result import Result
from autograder.submission.assignment import Assignment
from autograder.submission.reading import timestamp_as_handed_in
from autograder.submission.room import Room

NOT_COPIED = shutil.ignore_patterns("*.ipynb", "__pycache__", ".ipynb_checkpoints", ".*")


@dataclass(frozen=True)
class GradedFolders:
    """The folders of graded submissions.

    Each also holds the files of the assignment, as formgrader expects, and the student's own. Those of the
    assignment are copied once a run and linked into each folder: they are for reading alone.

    Parameters
    ----------
    course, assignment
        Whose they are.
    pattern
        The copy that is linked; removed at the end, which leaves the links.
    file_mode
        The permissions of files.
    """

    course: Course
    assignment: Assignment
    pattern: Path
    file_mode: int

    @classmethod
    def make(cls, course: Course, assignment: Assignment) -> GradedFolders:
        """Copy the assignment's files."""
        source = course.source_folder(assignment.name)
        origin = source if source.is_dir() else assignment.folder
        pattern = new_folder(course.graded_folder(".", assignment.name))
        shutil.copytree(origin, pattern, dirs_exist_ok=True, ignore=NOT_COPIED)
        for path in course.files_of_students(assignment.name):
            (pattern / path).unlink(missing_ok=True)
        folders = cls(course, assignment, pattern, int(str(course.converter().permissions), 8))
        folders._set_modes(pattern, pattern.rglob("*"))
        return folders

    def remove(self) -> None:
        """Delete the copy."""
        shutil.rmtree(self.pattern, ignore_errors=True)

    def write(self, result: Result, room: Room, only: Collection[str] | None = None) -> None:
        """Put a result's notebooks, and the student's own files, in the place of earlier ones, in one step.

        Parameters
        ----------
        only
            The notebooks that are new; earlier ones of other names stay. By default none stays.
        """
        target = self.course.graded_folder(result.student, self.assignment.name)
        fresh = new_folder(target)
        # What may be written is copied: through a link one TA's change would reach every student.
        copy = shutil.copy2 if self.file_mode & 0o222 else _link
        shutil.copytree(self.pattern, fresh, copy_function=copy, dirs_exist_ok=True)
        written = list(_add(room.files, fresh))
        for earlier in target.glob("*.ipynb"):
            if only is not None and earlier.stem not in only:
                shutil.copy2(earlier, fresh / earlier.name)
        for notebook, text in result.notebooks.items():
            written.append(fresh / f"{notebook}.ipynb")
            written[-1].write_text(text, encoding="utf-8", errors="replace")
        if result.timestamp is not None:
            written.append(fresh / TIMESTAMP)
            submitted = self.course.submitted_folder(result.student, self.assignment.name)
            text = timestamp_as_handed_in(submitted, result.timestamp)
            written[-1].write_text(text, encoding="utf-8")
        if result.secret is not None:
            written.append(fresh / SECRET)
            written[-1].write_bytes(result.secret)
        self._set_modes(fresh, written)
        replace_folder(fresh, target)

    def _set_modes(self, folder: Path, inside: Iterable[Path]) -> None:
        folder_mode = 0o2775 if self.course.directory.groupshared else 0o755
        for path in (folder, *inside):
            path.chmod(folder_mode if path.is_dir() else self.file_mode)


def _add(files: Mapping[str, bytes], folder: Path) -> Iterator[Path]:
    """Write a student's files where the assignment has none; yield them and their folders."""
    for name, data in files.items():
        path = folder / name
        with contextlib.suppress(FileExistsError, NotADirectoryError):
            for parent in reversed(path.relative_to(folder).parents[:-1]):
                if not (folder / parent).exists():
                    (folder / parent).mkdir()
                    yield folder / parent
            with path.open("xb") as file:
                file.write(data)
            yield path


def finish_interrupted_write(course: Course, name: str) -> None:
    """Finish or undo what an interrupted run left behind: no half folder stays, none is lost."""
    root = course.graded_folder(".", name).parent
    if not root.is_dir():
        return
    finish_interrupted(root / name)  # the copy for all of them
    for student in [entry for entry in root.iterdir() if entry.is_dir() and not entry.is_symlink()]:
        finish_interrupted(student / name)


def _link(source: str, target: str) -> None:
    """Link a file; copy it if the disk has no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
