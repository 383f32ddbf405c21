"""Puts graded notebooks into the course's folder `autograded`, beside the assignment's other files."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.course.course import SECRET, TIMESTAMP, Course
from autograder.results.result import Result
from autograder.submission.assignment import Assignment

OLD = ".old"
NOT_COPIED = shutil.ignore_patterns("*.ipynb", "__pycache__", ".ipynb_checkpoints", ".*")


@dataclass(frozen=True)
class GradedFolders:
    """The folders of graded submissions.

    Each also holds the files of the assignment, as formgrader expects. They are copied once a run and linked
    into each folder: they are for reading alone, and the same for all.

    Parameters
    ----------
    course, assignment
        Whose they are.
    pattern
        The copy that is linked; removed at the end, which leaves the links.
    """

    course: Course
    assignment: Assignment
    pattern: Path

    @classmethod
    def make(cls, course: Course, assignment: Assignment) -> GradedFolders:
        """Copy the assignment's files."""
        root = course.graded_folder(".", assignment.name).parent
        root.mkdir(parents=True, exist_ok=True)
        source = course.step_folder(course.directory.source_directory, ".", assignment.name)
        origin = source if source.is_dir() else assignment.folder
        pattern = Path(tempfile.mkdtemp(prefix=f".{assignment.name}.", dir=root))
        shutil.copytree(origin, pattern, dirs_exist_ok=True, ignore=NOT_COPIED)
        folders = cls(course, assignment, pattern)
        folders._set_modes(pattern, pattern.rglob("*"))
        return folders

    def remove(self) -> None:
        """Delete the copy."""
        shutil.rmtree(self.pattern, ignore_errors=True)

    def write(self, result: Result) -> None:
        """Put a result's notebooks into place, in one step."""
        course, name = self.course, self.assignment.name
        target = course.graded_folder(result.student, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{name}.", dir=target.parent))
        # What a group may write is copied: through a link one TA's change would reach every student.
        copy = shutil.copy2 if course.directory.groupshared else _link
        shutil.copytree(self.pattern, fresh, copy_function=copy, dirs_exist_ok=True)
        written = []
        for notebook, text in result.notebooks.items():
            written.append(fresh / f"{notebook}.ipynb")
            written[-1].write_text(text, encoding="utf-8", errors="replace")
        if result.timestamp is not None:
            written.append(fresh / TIMESTAMP)
            written[-1].write_text(f"{result.timestamp.isoformat(' ')} UTC", encoding="utf-8")
        if result.secret is not None:
            written.append(fresh / SECRET)
            written[-1].write_bytes(result.secret)
        self._set_modes(fresh, written)
        old = target.with_name(f"{fresh.name}{OLD}")
        if target.exists():
            os.replace(target, old)  # noqa: PTH105
        os.replace(fresh, target)  # noqa: PTH105
        shutil.rmtree(old, ignore_errors=True)

    def _set_modes(self, folder: Path, inside: Iterable[Path]) -> None:
        shared = self.course.directory.groupshared
        folder_mode, file_mode = (0o2770, 0o664) if shared else (0o755, 0o444)
        for path in (folder, *inside):
            path.chmod(folder_mode if path.is_dir() else file_mode)


def mend(course: Course, name: str) -> None:
    """Take up what a grader left that was ended amid a step: no half folder stays, none is lost."""
    root = course.graded_folder(".", name).parent
    ours = re.compile(rf"\.{re.escape(name)}\.[a-z0-9_]{{8}}(\{OLD})?")
    if not root.is_dir():
        return
    students = (entry for entry in root.iterdir() if entry.is_dir() and not entry.is_symlink())
    left = [entry for folder in (root, *students) for entry in folder.iterdir() if ours.fullmatch(entry.name)]
    for folder in left:
        target = folder.with_name(name)
        if folder.name.endswith(OLD) and not target.exists():
            os.replace(folder, target)  # noqa: PTH105
        else:
            shutil.rmtree(folder)


def _link(source: str, target: str) -> None:
    """Link a file; copy it where the disk has no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
