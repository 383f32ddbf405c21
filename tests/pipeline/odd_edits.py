"""What an odd file is, and the edits of a solved submission that make one."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from autograder.notebooks import grade_id
from tests.pipeline.editing import Cells, as_file, released, solved

HONEST, RELEASED = solved(), released()
FIRST, SECOND, THIRD, FOURTH, FIFTH = sorted(HONEST)
KINDS = {
    1: "cells without their metadata",
    2: "untouched copies",
    3: "essays in other cells",
    4: "names used again",
    5: "what IPython reads",
    6: "functions brought along",
    7: "the line of the scaffold",
    8: "values of other kinds",
    9: "bulk and slow cells",
    10: "causes",
    11: "line ends and blanks",
    12: "files in other places",
    13: "pictures",
}
COLLECTED = 12
"""What `autograder collect` brings in: `odd_uploads`."""


@dataclass
class HandIn:
    """What a student hands in: the cells of the notebooks, and files that take their place or lie beside."""

    notebooks: dict[str, Cells] = field(default_factory=lambda: copy.deepcopy(HONEST))
    files: dict[str, bytes] = field(default_factory=dict)

    def at(self, name: str, notebook: str = FIRST) -> int:
        """Return the index of the cell with this grade_id or id."""
        cells = self.notebooks[notebook]
        return next(n for n, cell in enumerate(cells) if name in {grade_id(cell), cell.get("id")})

    def cell(self, name: str, notebook: str = FIRST) -> dict[str, Any]:
        """Return the cell with this grade_id or id."""
        return self.notebooks[notebook][self.at(name, notebook)]


Change = Callable[[HandIn], object]


@dataclass(frozen=True)
class OddFile:
    """One odd file, and what a fair grader makes of it.

    Parameters
    ----------
    kind
        Its kind, a key of `KINDS`.
    name
        What is odd, in a few words.
    edit
        The edits that make it of an honest submission.
    loses
        Exercises that may lose marks, and words of the cause that the student has to read. All others keep
        their full marks, and every written answer goes to a human.
    reads
        Words that the student has to read of answers that keep their marks.
    notebooks
        The notebooks that are handed in.
    """

    kind: int
    name: str
    edit: tuple[Change, ...]
    loses: dict[str, str] = field(default_factory=dict)
    reads: dict[str, str] = field(default_factory=dict)
    notebooks: tuple[str, ...] = (FIRST,)

    def files(self) -> dict[str, bytes]:
        """Return the files that are handed in, by name."""
        made = HandIn()
        for change in self.edit:
            change(made)
        return {f"{name}.ipynb": as_file(made.notebooks[name]) for name in self.notebooks} | made.files


def odd(kind: int, name: str, *edit: Change, **more: Any) -> OddFile:
    """Return an odd file."""
    return OddFile(kind, name, edit, **more)


# Parts of edits


def code(source: str) -> dict[str, Any]:
    """Return a code cell of the student's own."""
    return {"cell_type": "code", "execution_count": None, "outputs": [], "metadata": {}, "source": source}


def text(source: str, kind: str = "markdown", **more: Any) -> dict[str, Any]:
    """Return a text cell of the student's own."""
    return {"cell_type": kind, "metadata": {}, "source": source, **more}


def scaffold(name: str, notebook: str = FIRST) -> dict[str, Any]:
    """Return the released cell with this grade_id."""
    found = next(cell for cell in RELEASED[notebook] if grade_id(cell) == name)
    return copy.deepcopy(found) | {"source": "".join(found["source"])}


def bare(cell: dict[str, Any]) -> dict[str, Any]:
    """Return a cell without metadata and id."""
    return {key: value for key, value in cell.items() if key != "id"} | {"metadata": {}}


def put(cell: dict[str, Any], *, below: str = "", above: str = "", notebook: str = FIRST) -> Change:
    """Put a cell below or above one, or at the notebook's end."""

    def change(made: HandIn) -> None:
        cells = made.notebooks[notebook]
        index = made.at(below, notebook) + 1 if below else made.at(above, notebook) if above else len(cells)
        cells.insert(index, copy.deepcopy(cell))

    return change


def write(name: str, source: str, notebook: str = FIRST, **more: Any) -> Change:
    """Replace a cell's source, and more of it."""
    return lambda made: made.cell(name, notebook).update(source=source, **more)


def alter(name: str, by: Callable[[str], str], notebook: str = FIRST) -> Change:
    """Change a cell's source."""

    def change(made: HandIn) -> None:
        cell = made.cell(name, notebook)
        before = cell["source"]
        cell["source"] = by(before)
        assert cell["source"] != before, f"{name} did not change"

    return change


def swap(name: str, old: str, new: str, notebook: str = FIRST) -> Change:
    """Replace words in a cell."""
    return alter(name, lambda source: source.replace(old, new), notebook)


def delete(name: str, notebook: str = FIRST) -> Change:
    """Delete a cell."""
    return lambda made: made.notebooks[notebook].pop(made.at(name, notebook))


def strip(*names: str, notebook: str = FIRST) -> Change:
    """Take metadata and id from cells; from all if none is named."""

    def change(made: HandIn) -> None:
        cells = made.notebooks[notebook]
        for index in [made.at(name, notebook) for name in names] or range(len(cells)):
            cells[index] = bare(cells[index])

    return change


def whole(change: Callable[[Cells], object], notebook: str = FIRST) -> Change:
    """Change the list of cells of a notebook."""
    return lambda made: change(made.notebooks[notebook])


def as_bytes(change: Callable[[bytes], bytes], notebook: str = FIRST) -> Change:
    """Change the bytes of a notebook's file; the last edit of it."""

    def put_in(made: HandIn) -> None:
        made.files[f"{notebook}.ipynb"] = change(as_file(made.notebooks[notebook]))

    return put_in


def as_json(change: Callable[[dict[str, Any]], object], notebook: str = FIRST) -> Change:
    """Change the notebook as JSON; the last edit of it."""

    def changed(data: bytes) -> bytes:
        content = json.loads(data)
        change(content)
        return json.dumps(content).encode()

    return as_bytes(changed, notebook)


def beside(name: str, data: bytes) -> Change:
    """Put a file beside the notebooks."""
    return lambda made: made.files.update({name: data})
