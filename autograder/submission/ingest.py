"""A clean notebook: the release, with the sources of the student's cells laid over it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from autograder.notebooks import Cell, Notebook


@dataclass(frozen=True)
class CleanCell:
    """One cell of a clean notebook.

    Parameters
    ----------
    release
        The released cell; None for a cell that the student added.
    source
        The student's source if the student may write there, else the release's.
    present
        Whether the submission held this cell.
    changed
        Whether its source differs from the release's.
    """

    release: Cell | None
    kind: str
    source: str
    present: bool = True
    changed: bool = False

    @property
    def runs(self) -> bool:
        """Whether the box runs it: all code except released figure cells that were not changed."""
        return self.kind == "code" and not (
            self.release is not None and self.release.is_figure and not self.changed
        )


@dataclass(frozen=True)
class CleanNotebook:
    """What is graded: of the submitted file it holds sources and nothing else."""

    release: Notebook
    cells: tuple[CleanCell, ...]
    notes: tuple[str, ...]

    @cached_property
    def digest(self) -> str:
        """Return a hash of all sources."""
        text = json.dumps([[cell.kind, cell.source] for cell in self.cells])
        return hashlib.sha256(text.encode()).hexdigest()

    def cell(self, grade_id: str) -> CleanCell | None:
        """Return the cell with this grade_id."""
        index = self.index(grade_id)
        return None if index is None else self.cells[index]

    def index(self, grade_id: str) -> int | None:
        """Return the index of the cell with this grade_id."""
        found = (
            i for i, c in enumerate(self.cells) if c.release is not None and c.release.grade_id == grade_id
        )
        return next(found, None)


def overlay(release: Notebook, submitted: list[dict[str, Any]]) -> CleanNotebook:
    """Lay a submission's cells over the release.

    Cells are recognised by grade_id; released cells without one by their id or by the same source. Locked
    cells come from the release, whatever the submission holds. If a grade_id occurs twice the last cell
    counts, as it would when the notebook is run from the top; the others are kept as cells that the student
    added. Added cells stay behind the cell that they follow.
    """
    notes: list[str] = []
    placed, followers, opening = _sort_in(release, submitted, notes)
    cells = list(opening)
    for index, cell in enumerate(release.cells):
        source = placed.get(index)
        if source is None:
            if cell.grade_id:
                notes.append(f"The cell {cell.grade_id} was missing; the released one was put back.")
            cells.append(CleanCell(cell, cell.kind, cell.source, present=False))
        elif cell.locked:
            given = cell.source if cell.given is None else cell.given
            if source.strip() != given.strip() and not cell.grade:
                notes.append(f"The locked cell {cell.grade_id} was changed; the released one was put back.")
            cells.append(CleanCell(cell, cell.kind, cell.source))
        else:
            changed = source.strip() != cell.source.strip()
            cells.append(CleanCell(cell, cell.kind, source if changed else cell.source, changed=changed))
        cells.extend(followers.get(index, []))
    return CleanNotebook(release, tuple(cells), tuple(notes))


def _sort_in(
    release: Notebook, submitted: list[dict[str, Any]], notes: list[str]
) -> tuple[dict[int, str], dict[int, list[CleanCell]], list[CleanCell]]:
    by_grade_id = {cell.grade_id: i for i, cell in enumerate(release.cells) if cell.grade_id}
    plain = [i for i, cell in enumerate(release.cells) if not cell.grade_id]
    by_id = {release.cells[i].cell_id: i for i in plain if release.cells[i].cell_id}
    by_source = {(release.cells[i].kind, release.cells[i].source.strip()): i for i in plain}
    last = {cell["grade_id"]: n for n, cell in enumerate(submitted) if cell["grade_id"] in by_grade_id}
    placed: dict[int, str] = {}
    followers: dict[int, list[CleanCell]] = {}
    opening: list[CleanCell] = []
    behind: int | None = None
    for n, cell in enumerate(submitted):
        if cell["grade_id"]:
            index = by_grade_id.get(cell["grade_id"])
            if index is not None and last[cell["grade_id"]] != n:
                notes.append(f"The cell {cell['grade_id']} occurs more than once; the last one counts.")
                if release.cells[index].locked:
                    continue
                index = None
        else:
            index = by_id.get(cell["cell_id"], by_source.get((cell["kind"], cell["source"].strip())))
            if index in placed:
                index = None
        if index is not None:
            placed[index], behind = cell["source"], index
        elif cell["source"].strip():
            added = _added(cell)
            if behind is None:
                opening.append(added)
            else:
                followers.setdefault(behind, []).append(added)
    return placed, followers, opening


def _added(cell: dict[str, Any]) -> CleanCell:
    if cell["kind"] == "raw":  # a raw cell would reach a page as it is
        return CleanCell(
            None, "markdown", "```\n" + cell["source"].replace("```", "'''") + "\n```", changed=True
        )
    return CleanCell(None, cell["kind"], cell["source"], changed=True)


def with_sources(notebook: CleanNotebook, sources: dict[str, str]) -> CleanNotebook:
    """Return the notebook with the cells of these grade_ids replaced."""
    cells = tuple(
        replace(cell, source=sources[cell.release.grade_id], changed=True)
        if cell.release is not None and cell.release.grade_id in sources
        else cell
        for cell in notebook.cells
    )
    return replace(notebook, cells=cells)
