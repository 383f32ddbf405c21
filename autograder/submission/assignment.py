"""The assignment as the course released it: the notebooks that every submission is laid over."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FIGURE_TAG = "figure"


@dataclass(frozen=True)
class ReleaseCell:
    """One cell of a released notebook.

    Parameters
    ----------
    key
        The nbgrader grade_id, or "" for a plain cell.
    cell_id
        The nbformat cell id, or "".
    draws
        Whether it only draws: such a cell is not run in grading.
    given
        The source that students got, where `source` holds hidden tests or a mark scheme besides.
    """

    key: str
    cell_id: str
    kind: str
    source: str
    metadata: dict[str, Any]
    grade: bool
    solution: bool
    task: bool
    locked: bool
    points: float
    draws: bool
    given: str | None = None


@dataclass(frozen=True)
class ReleaseNotebook:
    """A released notebook, with the hidden tests that the gradebook keeps for it put back."""

    name: str
    cells: tuple[ReleaseCell, ...]
    metadata: dict[str, Any]

    def graded(self) -> list[ReleaseCell]:
        """Return the cells that carry points or wait for a human."""
        return [cell for cell in self.cells if cell.grade or cell.task]


@dataclass(frozen=True)
class Assignment:
    """All released notebooks of an assignment, in order."""

    name: str
    notebooks: tuple[ReleaseNotebook, ...]
    folder: Path


def text_of(source: Any) -> str:
    """Return a cell's source, which JSON holds as a text or as a list of lines."""
    return "".join(source) if isinstance(source, list) else source


def read_notebook(path: Path, locked_sources: dict[str, str]) -> ReleaseNotebook:
    """Read a released notebook; it is trusted, a submission is not.

    Parameters
    ----------
    locked_sources
        Sources of locked cells by grade_id as the gradebook keeps them: with hidden tests.
    """
    content = json.loads(path.read_text(encoding="utf-8"))
    cells = []
    for cell in content["cells"]:
        metadata = cell["metadata"]
        ours = metadata.get("nbgrader", {})
        key = ours.get("grade_id", "")
        grade, solution, task = (bool(ours.get(name)) for name in ("grade", "solution", "task"))
        locked = bool(ours) and not solution and (grade or bool(ours.get("locked")))
        source = text_of(cell["source"])
        cells.append(
            ReleaseCell(
                key=key,
                cell_id=cell.get("id", ""),
                kind=cell["cell_type"],
                source=locked_sources.get(key, source) if locked else source,
                metadata=metadata,
                grade=grade,
                solution=solution,
                task=task,
                locked=locked,
                points=float(ours.get("points", 0)) if grade or task else 0.0,
                draws=FIGURE_TAG in metadata.get("tags", []),
                given=source,
            )
        )
    return ReleaseNotebook(path.stem, tuple(cells), content["metadata"])
