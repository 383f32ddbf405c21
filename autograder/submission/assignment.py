"""The assignment as it was released: the notebooks that every submission is laid over, and their files."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from nbgrader.api import Gradebook

from autograder.content.imports import imported_modules
from autograder.course.course import NOT_BESIDE, Course
from autograder.course.limits import MB, Limits
from autograder.errors import UsageError
from autograder.notebooks import Notebook, read_notebook
from autograder.submission.files import RefusedError, read_bytes
from autograder.submission.room import EMPTY, NAMED, Room, differ, paths, read_room
from autograder.text import listed

MAGIC = re.compile(r"^[ \t]*(?:[%!]|display\()|\bget_ipython\b", re.MULTILINE)
"""What needs IPython."""


@dataclass(frozen=True)
class Assignment:
    """What an assignment released.

    Parameters
    ----------
    notebooks
        Its notebooks in order.
    folder
        The folder that they are in.
    room
        The files beside them.
    not_beside
        Patterns of names of files that lie beside no notebook.
    ignored
        The pattern of nbgrader's IgnorePattern; "" for none.
    """

    name: str
    notebooks: tuple[Notebook, ...]
    folder: Path
    room: Room = EMPTY
    not_beside: tuple[str, ...] = NOT_BESIDE
    ignored: str = ""

    @cached_property
    def imports(self) -> frozenset[str]:
        """The names of what its cells and its modules import: no package of these is a student's file."""
        return self.room.imports.union(name.partition(".")[0] for name in self._modules)

    @property
    def packages(self) -> tuple[str, ...]:
        """The modules of installed packages that its cells need; those of Python and numpy take no time."""
        own = {*sys.stdlib_module_names, "numpy", *self.room.modules}
        modules = {*self.room.imports, *self._modules}
        if any(map(MAGIC.search, self._code)):
            modules.add("IPython")
        return tuple(sorted(name for name in modules if name.partition(".")[0] not in own))

    @cached_property
    def _modules(self) -> frozenset[str]:
        """The names of all that its cells import, as they write them."""
        return frozenset(name for code in self._code for name in imported_modules(code))

    @property
    def _code(self) -> list[str]:
        cells = (cell for notebook in self.notebooks for cell in notebook.cells)
        return [cell.source for cell in cells if cell.kind == "code"]


def read_assignment(course: Course, gradebook: Gradebook, name: str, figure_tag: str = "") -> Assignment:
    """Read a released assignment, with the hidden tests that the gradebook keeps for it put back.

    Parameters
    ----------
    figure_tag
        The tag of cells that only draw; "" if the course has none.

    Raises
    ------
    UsageError
        If the gradebook does not know it, or its release is missing.
    """
    row = course.assignment_row(gradebook, name)
    folder = course.release_folder(name)
    notebooks = []
    for notebook in sorted(row.notebooks, key=lambda n: n.name):
        path = folder / f"{notebook.name}.ipynb"
        if not path.is_file():
            raise UsageError(
                f"The released notebook {path} is missing. "
                f"`autograder release {name}` makes it again from its source; "
                "or put the folder back from your copy."
            )
        locked = {cell.name: cell.source for cell in notebook.source_cells if cell.locked}
        checksums = {cell.name: cell.checksum for cell in notebook.source_cells if cell.checksum}
        notebooks.append(_with_checksums(read_notebook(path, locked, figure_tag), checksums))
    return Assignment(name, tuple(notebooks), folder, ignored=course.ignored_stderr())


def _with_checksums(notebook: Notebook, checksums: Mapping[str, str]) -> Notebook:
    """Return a notebook whose cells hold the checksums by which nbgrader's validate knows them."""
    cells = [
        replace(
            cell,
            metadata=cell.metadata
            | {"nbgrader": cell.metadata["nbgrader"] | {"checksum": checksums[cell.grade_id]}},
        )
        if cell.grade_id in checksums
        else cell
        for cell in notebook.cells
    ]
    return replace(notebook, cells=tuple(cells))


def furnished(assignment: Assignment, course: Course, limits: Limits, package: str = "") -> Assignment:
    """Return an assignment with the files beside its notebooks.

    They are those of the release, which students have. nbgrader grades beside those of the source: where
    these differ, a note says so. What tests need and students must not have names the option `hidden_files`.

    Parameters
    ----------
    package
        The folder of the students' package: every box has it already.
    """
    released, source = assignment.folder, course.source_folder(assignment.name)
    not_beside = (*course.not_beside(), *([package] if package else []))
    room = read_room(released, limits, not_beside)
    files, notes = dict(room.files), list(room.notes)
    for path in course.files_of_students(assignment.name):
        files.pop(path, None)
    for path in course.hidden_files(assignment.name):
        try:
            files[path] = read_bytes(source / path, limits.folder_mb * MB)
        except (FileNotFoundError, RefusedError) as error:
            raise UsageError(
                f"{source / path}, of c.Autograder.hidden_files, cannot be read ({error})."
            ) from error
    beside = list(paths(source, not_beside))
    if others := [path for path in beside if path in files and differ(source, path, files[path])]:
        notes.append(f"{listed(others, NAMED)}: other in {source} than in {released}; the released was used.")
    if missing := [path for path in beside if path not in files and not (released / path).is_file()]:
        setting = f"c.Autograder.hidden_files = {{{assignment.name!r}: {missing[:NAMED]!r}}}"
        notes.append(
            f"{listed(missing, NAMED)}: in {source} but not released, so no sandbox holds them. "
            f"If tests need them, write into nbgrader_config.py: {setting}"
        )
    return replace(assignment, room=Room(files, tuple(notes)), not_beside=not_beside)
