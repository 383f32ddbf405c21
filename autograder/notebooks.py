"""Reads the course's own notebooks, which are trusted, and knows the rules by which their cells are named.

What a student handed in is hostile bytes and has a reader of its own, `autograder.submission.files`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

SKIPPED_TAG = "skip-execution"
"""With it a teacher tells every runner of notebooks, nbgrader's too, to leave a cell out."""
CHECK, WRITTEN, QUESTION, PREDICTION = "check_", "written_", "question_", "predict_"
"""How the grade_id of a test cell, a written answer, its question and a prediction begins."""
STUDENTS = "autograder_students"
"""In a graded notebook the metadata of each cell that the student wrote or changed say so by this name."""
SOLUTION, MARK_SCHEME = "SOLUTION", "MARK SCHEME"
"""What nbgrader's marker lines can be the beginning and the end of."""
QUESTION_TITLE = re.compile(
    r"^#+\s*(?P<title>Written answer (?P<number>[^\s:]+).*?)\s*(?:\(.*\))?\s*$", re.MULTILINE
)
"""The heading of the question to a written answer, without its points."""
CRITERIA = re.compile(r"\*\*What earns the points\.\*\*\s*(.+?)(?:\n\s*\n|\Z)", re.DOTALL)
"""The paragraph of a question that says what earns its points, as "2: you name the error. 1: you say why"."""
CRITERION = re.compile(r"(?<=[.!?]) (?=\d+: )")


@dataclass(frozen=True)
class Cell:
    """One cell of a notebook of the course.

    Parameters
    ----------
    grade_id
        Its name in nbgrader, or "" for a plain cell.
    cell_id
        Its nbformat id, or "".
    source
        Its text; that of a locked cell with the hidden tests and the mark scheme that the gradebook keeps.
    given
        Its text as students got it, if that differs.
    grade, solution, task, locked
        What nbgrader says of it.
    points
        0 for a cell that carries none.
    is_figure
        Whether it only draws: such a cell is not run in grading.
    is_skipped
        Whether its teacher wants it to be run by nobody but by hand.
    has_outputs
        Whether outputs were saved with it.
    attachments
        The pictures in its text, as JSON holds them.
    """

    grade_id: str
    cell_id: str
    kind: str
    source: str
    metadata: dict[str, Any] = field(default_factory=dict)
    grade: bool = False
    solution: bool = False
    task: bool = False
    locked: bool = False
    points: float = 0.0
    is_figure: bool = False
    is_skipped: bool = False
    given: str | None = None
    has_outputs: bool = False
    notebook: str = ""
    attachments: dict[str, Any] = field(default_factory=dict)

    @property
    def is_written(self) -> bool:
        """Whether only a human can mark it."""
        return (self.grade or self.task) and (self.task or self.solution or self.kind != "code")

    @property
    def name(self) -> str:
        """What it is called: of a test cell the function's name, of another one its grade_id."""
        return self.grade_id.removeprefix(CHECK)


class Roles(NamedTuple):
    """What nbgrader says that a cell is for."""

    grade: bool = False
    solution: bool = False
    task: bool = False

    @classmethod
    def of(cls, cell: Mapping[str, Any]) -> Roles:
        """Return the roles of a cell as JSON holds it."""
        ours = cell["metadata"].get("nbgrader", {})
        return cls(*(bool(ours.get(role)) for role in cls._fields))


@dataclass(frozen=True)
class Notebook:
    """A notebook of the course."""

    name: str
    cells: tuple[Cell, ...]
    metadata: dict[str, Any] = field(default_factory=dict)

    def graded(self) -> list[Cell]:
        """Return the cells that carry points or wait for a human."""
        return [cell for cell in self.cells if cell.grade or cell.task]


def text_of(source: Any) -> str:
    """Return a cell's source, which JSON holds as a text or as a list of lines."""
    return "".join(source) if isinstance(source, list) else source


def grade_id(cell: Mapping[str, Any]) -> str:
    """Return the grade_id of a cell as JSON holds it, or ""."""
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def read_notebook(
    path: Path, locked_sources: Mapping[str, str] | None = None, figure_tag: str = ""
) -> Notebook:
    """Read a notebook of the course.

    Parameters
    ----------
    locked_sources
        Sources of locked cells by grade_id as the gradebook keeps them: with hidden tests.
    figure_tag
        The tag of cells that only draw; "" if the course has none.
    """
    content = json.loads(path.read_text(encoding="utf-8"))
    cells = (_cell(cell, path.stem, locked_sources or {}, figure_tag) for cell in content["cells"])
    return Notebook(path.stem, tuple(cells), content["metadata"])


def read_folder(folder: Path, figure_tag: str = "") -> list[Notebook]:
    """Read all notebooks in a folder, in the order of their names."""
    return [read_notebook(path, figure_tag=figure_tag) for path in sorted(folder.glob("*.ipynb"))]


def cells_of(folder: Path) -> list[Cell]:
    """Return all cells of the notebooks in a folder."""
    return [cell for notebook in read_folder(folder) for cell in notebook.cells]


def named_sources(cells: Iterable[Cell]) -> dict[str, str]:
    """Return the sources of the cells that have a grade_id, by it."""
    return {cell.grade_id: cell.source for cell in cells if cell.grade_id}


def _cell(cell: dict[str, Any], notebook: str, locked_sources: Mapping[str, str], figure_tag: str) -> Cell:
    metadata = cell["metadata"]
    ours, tags = metadata.get("nbgrader", {}), metadata.get("tags", [])
    name, source = ours.get("grade_id", ""), text_of(cell["source"])
    grade, solution, task = (bool(ours.get(flag)) for flag in ("grade", "solution", "task"))
    locked = bool(ours) and not solution and (grade or bool(ours.get("locked")))
    return Cell(
        grade_id=name,
        cell_id=cell.get("id", ""),
        kind=cell["cell_type"],
        source=locked_sources.get(name, source) if locked else source,
        metadata=metadata,
        grade=grade,
        solution=solution,
        task=task,
        locked=locked,
        points=float(ours.get("points", 0)) if grade or task else 0.0,
        is_figure=bool(figure_tag) and figure_tag in tags,
        is_skipped=SKIPPED_TAG in tags,
        given=source,
        has_outputs=bool(cell.get("outputs")),
        notebook=notebook,
        attachments=cell.get("attachments", {}),
    )


def answers_to(index: int, cells: Sequence[Roles]) -> list[int]:
    """Return the cells for an answer that a test cell looks at: those that come next above it.

    Tests of the same answer may stand between; the test of the answer before them ends the search.
    """
    found: list[int] = []
    for at in range(index - 1, -1, -1):
        if cells[at].solution and not cells[at].grade:
            found.insert(0, at)
        elif cells[at].grade and found:
            break
    return found


def criteria(question: str) -> list[str]:
    """Return what earns the points of a written answer, one line for each number of points."""
    paragraph = CRITERIA.search(without(question, MARK_SCHEME))
    return CRITERION.split(" ".join(paragraph[1].split())) if paragraph is not None else []


def begins(marker: str, text: str) -> bool:
    """Return whether a region of a marker begins in a text."""
    return f"BEGIN {marker}" in text


def between(text: str, marker: str) -> str:
    """Return what stands between the lines with BEGIN and END of a marker, or nothing."""
    found = re.search(rf"BEGIN {marker}[^\n]*\n(.*?)\n[^\n]*END {marker}", text, re.DOTALL)
    return found[1].strip() if found else ""


def without(text: str, marker: str) -> str:
    """Return a text without the regions of a marker; one that is not closed reaches to the end."""
    region = rf"[^\n]*BEGIN {marker}.*?(?:END {marker}[^\n]*|\Z)"
    return re.sub(region, "", text, flags=re.DOTALL)
