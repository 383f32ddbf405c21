"""The assignment as the course released it: the notebooks that every submission is laid over."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook

from autograder.course.course import Course
from autograder.errors import UsageError
from autograder.notebooks import Notebook, cells_of, read_notebook


@dataclass(frozen=True)
class Assignment:
    """All released notebooks of an assignment, in order."""

    name: str
    notebooks: tuple[Notebook, ...]
    folder: Path


def read_assignment(course: Course, gradebook: Gradebook, name: str) -> Assignment:
    """Read a released assignment, with the hidden tests that the gradebook keeps for it put back.

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
        notebooks.append(read_notebook(path, locked))
    return Assignment(name, tuple(notebooks), folder)


def read_solutions(source: Path) -> dict[str, str]:
    """Return the instructor's solution cells by function name; none if there is no such folder."""
    return {cell.grade_id: cell.source for cell in cells_of(source) if cell.kind == "code" and cell.solution}
