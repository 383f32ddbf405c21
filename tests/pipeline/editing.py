"""Edits that editors and tools make to a notebook, without touching the text of an answer.

`SAFE` edits keep the order in which code runs: no answer may lose a mark by them. `WILD` ones do not: by them no
answer may get less than stock nbgrader gives it.
"""

from __future__ import annotations

import ast
import copy
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from autograder.notebooks import grade_id
from tests.conftest import SAMPLES
from tools.repository import RELEASE

Cells = list[dict[str, Any]]
Notebooks = dict[str, Cells]

SCRATCH = (
    "",
    "1 / 0",
    "a_number_of_my_own = 5\na_number_of_my_own",
    "%time 1 + 1",
    "print('looking', end='')",
    "# a note to myself",
    "raise NotImplementedError()",
)
TEXTS = ("", "A thought of my own.", "## My heading", "- one\n- two")


@dataclass(frozen=True)
class Edit:
    """One edit of a notebook: its name, and the numbers that choose where and how."""

    name: str
    seed: int

    def apply(self, cells: Cells) -> None:
        """Edit the cells of a notebook in place."""
        ALL[self.name](cells, random.Random(self.seed))


def released() -> Notebooks:
    """Return the cells of the released notebooks by name."""
    return {
        path.stem: json.loads(path.read_text("utf-8"))["cells"]
        for path in sorted(RELEASE.glob("0[1-9]-*.ipynb"))
    }


def solved() -> Notebooks:
    """Return the cells of the notebooks with every answer right."""
    notebooks = released()
    answers = {
        path.stem: path.read_text("utf-8").rstrip("\n")
        for path in (SAMPLES / "full-marks-textbook").iterdir()
        if path.suffix in {".py", ".md"}
    }
    for cells in notebooks.values():
        for cell in cells:
            if grade_id(cell) in answers:
                cell["source"] = answers[grade_id(cell)]
            cell["source"] = "".join(cell["source"])
    return notebooks


def as_file(cells: Cells) -> bytes:
    """Return a notebook file with these cells."""
    content = {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content).encode()


METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


# Choosing


def _is_answer(cell: dict[str, Any]) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("solution"))


def _new_id(chance: random.Random) -> str:
    return f"{chance.getrandbits(32):08x}"


def _any(cells: Cells, chance: random.Random, fits: Callable[[dict[str, Any]], bool] = bool) -> int | None:
    indices = [index for index, cell in enumerate(cells) if fits(cell)]
    return chance.choice(indices) if indices else None


def _code(source: str, chance: random.Random) -> dict[str, Any]:
    made = {"cell_type": "code", "execution_count": None, "outputs": [], "metadata": {}, "source": source}
    return made | {"id": _new_id(chance)}


def _text(source: str, chance: random.Random) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source, "id": _new_id(chance)}


# Edits that keep the order in which code runs


def strip_metadata(cells: Cells, chance: random.Random) -> None:
    """A tool that cleans a cell takes nbgrader's metadata with it."""
    index = _any(cells, chance)
    if index is not None:
        cells[index]["metadata"] = {}


def strip_all_metadata(cells: Cells, _: random.Random) -> None:
    """A tool that cleans a file takes all metadata with it; the ids stay."""
    for cell in cells:
        cell["metadata"] = {}


def strip_ids(cells: Cells, chance: random.Random) -> None:
    """An older program gives all cells new ids."""
    for cell in cells:
        cell["id"] = _new_id(chance)


def retype(cells: Cells, chance: random.Random) -> None:
    """The text of a cell is typed or pasted into a new one, and the old one deleted."""
    index = _any(cells, chance)
    if index is not None:
        cells[index] |= {"metadata": {}, "id": _new_id(chance)}


def split(cells: Cells, chance: random.Random) -> None:
    """A code cell is split between two statements; one half keeps the metadata, or both do."""
    index = _any(cells, chance, lambda cell: cell["cell_type"] == "code" and len(_parts(cell["source"])) > 1)
    if index is None:
        return
    cell = cells[index]
    parts = _parts(cell["source"])
    at = chance.randrange(1, len(parts))
    halves = [copy.deepcopy(cell) | {"source": "\n".join(half)} for half in (parts[:at], parts[at:])]
    loser = chance.choice([0, 1, None])
    if loser is not None:
        halves[loser] |= {"metadata": {}, "id": _new_id(chance)}
    else:
        halves[1]["id"] = _new_id(chance)
    cells[index : index + 1] = halves


def _parts(source: str) -> list[str]:
    """Return the statements of a cell with the comments before each; the whole if it is not plain Python."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return [source]
    lines = source.split("\n")
    ends = [node.end_lineno or 0 for node in tree.body][:-1]
    starts = [0, *ends]
    return ["\n".join(lines[a:b]) for a, b in zip(starts, [*ends, len(lines)], strict=True)]


def merge(cells: Cells, chance: random.Random) -> None:
    """Two neighbours of one kind are merged; the metadata of one of them stays."""
    pairs = [i for i in range(len(cells) - 1) if _mergeable(cells[i], cells[i + 1])]
    if not pairs:
        return
    index = chance.choice(pairs)
    first, second = cells[index : index + 2]
    kept = copy.deepcopy(chance.choice([first, second]))
    cells[index : index + 2] = [kept | {"source": f"{first['source']}\n\n{second['source']}"}]


def _mergeable(first: dict[str, Any], second: dict[str, Any]) -> bool:
    """Whether both are code, and neither a magic that must stand at the top; texts of answers stay alone."""
    both = first, second
    return all(cell["cell_type"] == "code" for cell in both) and not any(
        line.lstrip().startswith(("%", "!")) or line.startswith((" ", "\t", ">>>"))
        for cell in both
        for line in cell["source"].split("\n")[:1]
    )


def double(cells: Cells, chance: random.Random) -> None:
    """A cell stands there twice, with its metadata or without."""
    index = _any(cells, chance)
    if index is not None:
        twin = copy.deepcopy(cells[index]) | {"id": _new_id(chance)}
        if chance.random() < 0.5:
            twin["metadata"] = {}
        cells.insert(index + 1, twin)


def stale_copy(cells: Cells, chance: random.Random) -> None:
    """The untouched cell of an answer stands there again, above or below it."""
    index = _any(cells, chance, lambda cell: _is_answer(cell) and grade_id(cell) in SCAFFOLDS)
    if index is not None:
        twin = copy.deepcopy(SCAFFOLDS[grade_id(cells[index])]) | {"id": _new_id(chance)}
        cells.insert(index + chance.choice([0, 1]), twin)


def insert(cells: Cells, chance: random.Random) -> None:
    """A cell of the student's own is put anywhere."""
    made = _code(chance.choice(SCRATCH), chance)
    if chance.random() < 0.3:
        made = _text(chance.choice(TEXTS), chance)
    cells.insert(chance.randrange(len(cells) + 1), made)


def windows_lines(cells: Cells, _: random.Random) -> None:
    """An editor writes the ends of lines as Windows does."""
    for cell in cells:
        cell["source"] = cell["source"].replace("\r\n", "\n").replace("\n", "\r\n")


def indent(cells: Cells, chance: random.Random) -> None:
    """A code cell is pasted with its indentation."""
    index = _any(cells, chance, lambda cell: _is_answer(cell) and _indentable(cell))
    if index is not None:
        lines = cells[index]["source"].split("\n")
        cells[index]["source"] = "\n".join(f"    {line}" if line.strip() else line for line in lines)


def _indentable(cell: dict[str, Any]) -> bool:
    return cell["cell_type"] == "code" and '"""' not in cell["source"] and "\r" not in cell["source"]


def prompts(cells: Cells, chance: random.Random) -> None:
    """A code cell is pasted from a console, with its prompts."""
    index = _any(cells, chance, lambda cell: _is_answer(cell) and _indentable(cell) and bool(cell["source"]))
    if index is not None:
        first, *others = cells[index]["source"].split("\n")
        if not first.startswith((">>>", "In [", " ")):
            cells[index]["source"] = "\n".join([f">>> {first}", *(f"... {line}" for line in others)])


def shift_text(cells: Cells, chance: random.Random) -> None:
    """A text without an answer in it is moved."""
    index = _any(cells, chance, lambda c: c["cell_type"] == "markdown" and not c["metadata"].get("nbgrader"))
    if index is not None:
        cells.insert(chance.randrange(len(cells)), cells.pop(index))


def delete_plain(cells: Cells, chance: random.Random) -> None:
    """A cell of the course that holds no answer is deleted."""
    index = _any(cells, chance, lambda cell: grade_id(cell) in PLAIN or cell.get("id") in PLAIN)
    if index is not None:
        del cells[index]


# Edits that do not


def move(cells: Cells, chance: random.Random) -> None:
    """A cell is moved anywhere."""
    cells.insert(chance.randrange(len(cells)), cells.pop(chance.randrange(len(cells))))


def merge_any(cells: Cells, chance: random.Random) -> None:
    """Two neighbours of any kind are merged."""
    index = chance.randrange(len(cells) - 1)
    first, second = cells[index : index + 2]
    kept = copy.deepcopy(chance.choice([first, second]))
    cells[index : index + 2] = [kept | {"source": f"{first['source']}\n\n{second['source']}"}]


def other_kind(cells: Cells, chance: random.Random) -> None:
    """A cell becomes one of another kind."""
    index = chance.randrange(len(cells))
    kind = chance.choice(["code", "markdown", "raw"])
    cell = {key: value for key, value in cells[index].items() if key not in {"outputs", "execution_count"}}
    cells[index] = cell | {"cell_type": kind}
    if kind == "code":
        cells[index] |= {"outputs": [], "execution_count": None}


def delete(cells: Cells, chance: random.Random) -> None:
    """A cell that holds no answer is deleted."""
    index = _any(cells, chance, lambda cell: not _is_answer(cell) and "def " not in cell["source"])
    if index is not None:
        del cells[index]


SCAFFOLDS = {
    grade_id(cell): cell | {"source": "".join(cell["source"])}
    for cells in released().values()
    for cell in cells
    if _is_answer(cell) and cell["cell_type"] == "code" and not grade_id(cell).startswith("predict_")
}
PLAIN = frozenset(
    cell["id"] for cells in released().values() for cell in cells if not cell["metadata"].get("nbgrader")
)
_SAFE = (
    *(strip_metadata, strip_all_metadata, strip_ids, retype, split, merge, double, stale_copy),
    *(insert, windows_lines, indent, prompts, shift_text, delete_plain),
)
SAFE: dict[str, Callable[[Cells, random.Random], None]] = {each.__name__: each for each in _SAFE}
WILD: dict[str, Callable[[Cells, random.Random], None]] = SAFE | {
    each.__name__: each for each in (move, merge_any, other_kind, delete)
}
ALL = WILD
