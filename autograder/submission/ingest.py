"""A clean notebook: the release, with the sources of the student's cells laid over it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from autograder.submission.assignment import ReleaseCell, ReleaseNotebook


@dataclass(frozen=True)
class CleanCell:
    """One cell of a clean notebook.

    Parameters
    ----------
    release
        The released cell it stands for; None for a cell that the student added.
    source
        The student's source where the student may write, the release's elsewhere.
    present
        Whether the submission held this cell.
    changed
        Whether its source differs from the release's.
    """

    release: ReleaseCell | None
    kind: str
    source: str
    present: bool = True
    changed: bool = False

    @property
    def runs(self) -> bool:
        """Whether the box runs it: all code but untouched cells of ours that only draw."""
        return self.kind == "code" and not (
            self.release is not None and self.release.draws and not self.changed
        )


@dataclass(frozen=True)
class CleanNotebook:
    """What is graded: nothing of the submitted file but sources stands in it."""

    release: ReleaseNotebook
    cells: tuple[CleanCell, ...]
    notes: tuple[str, ...]

    @cached_property
    def digest(self) -> str:
        """Return a hash of all sources."""
        text = json.dumps([[cell.kind, cell.source] for cell in self.cells])
        return hashlib.sha256(text.encode()).hexdigest()

    def cell(self, key: str) -> CleanCell | None:
        """Return the cell with this grade_id."""
        place = self.place(key)
        return None if place is None else self.cells[place]

    def place(self, key: str) -> int | None:
        """Return the place of the cell with this grade_id."""
        places = (i for i, c in enumerate(self.cells) if c.release is not None and c.release.key == key)
        return next(places, None)


def lay_over(release: ReleaseNotebook, submitted: list[dict[str, Any]]) -> CleanNotebook:
    """Lay a submission's cells over the release.

    Cells are recognised by grade_id, cells of ours without one by their id or by the same source. Locked
    cells come from the release, whatever the submission holds. Of a grade_id that stands twice the last
    cell counts, as it would when the notebook is run from the top; the others stay as cells of the student's.
    Added cells keep their place behind the cell they follow.
    """
    notes: list[str] = []
    placed, followers, opening = _sort_in(release, submitted, notes)
    cells = list(opening)
    for index, cell in enumerate(release.cells):
        source = placed.get(index)
        if source is None:
            if cell.key:
                notes.append(f"The cell {cell.key} was missing; the released one was put back.")
            cells.append(CleanCell(cell, cell.kind, cell.source, present=False))
        elif cell.locked:
            given = cell.source if cell.given is None else cell.given
            if source.strip() != given.strip() and not cell.grade:
                notes.append(f"The locked cell {cell.key} was changed; the released one was put back.")
            cells.append(CleanCell(cell, cell.kind, cell.source))
        else:
            changed = source.strip() != cell.source.strip()
            cells.append(CleanCell(cell, cell.kind, source if changed else cell.source, changed=changed))
        cells.extend(followers.get(index, []))
    return CleanNotebook(release, tuple(cells), tuple(notes))


def _sort_in(
    release: ReleaseNotebook, submitted: list[dict[str, Any]], notes: list[str]
) -> tuple[dict[int, str], dict[int, list[CleanCell]], list[CleanCell]]:
    by_key = {cell.key: i for i, cell in enumerate(release.cells) if cell.key}
    plain = [i for i, cell in enumerate(release.cells) if not cell.key]
    by_id = {release.cells[i].cell_id: i for i in plain if release.cells[i].cell_id}
    by_source = {(release.cells[i].kind, release.cells[i].source.strip()): i for i in plain}
    last = {cell["key"]: n for n, cell in enumerate(submitted) if cell["key"] in by_key}
    placed: dict[int, str] = {}
    followers: dict[int, list[CleanCell]] = {}
    opening: list[CleanCell] = []
    behind: int | None = None
    for n, cell in enumerate(submitted):
        if cell["key"]:
            place = by_key.get(cell["key"])
            if place is not None and last[cell["key"]] != n:
                notes.append(f"The cell {cell['key']} stands more than once; the last one counts.")
                if release.cells[place].locked:
                    continue
                place = None
        else:
            place = by_id.get(cell["cell_id"], by_source.get((cell["kind"], cell["source"].strip())))
            if place in placed:
                place = None
        if place is not None:
            placed[place], behind = cell["source"], place
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
        replace(cell, source=sources[cell.release.key], changed=True)
        if cell.release is not None and cell.release.key in sources
        else cell
        for cell in notebook.cells
    )
    return replace(notebook, cells=cells)
