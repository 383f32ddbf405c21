"""A teacher's notebook and the answers of a class in one text, with a line `# %%` above each cell.

    # %%                                   a plain code cell
    # %% text                              a plain markdown cell
    # %% solution double                   an autograded answer, with ### BEGIN SOLUTION ... ### END SOLUTION
    # %% half double                       what the half right student wrote there; so for `wrong`
    # %% test test_double 2                autograder tests worth 2 points
    # %% essay why 3                       a manually graded answer in words; `drawing` is one in code
    # %% task show 1                       a task
    # %% read-only given                   a locked cell

A student without a text of his own for a cell has the teacher's. Cells of text are written without comments.
"""

from __future__ import annotations

import copy
import json
import re
from typing import Any

HEAD = re.compile(r"^# %%[ ]*(.*)$", re.MULTILINE)
CODE, TEXT = "code", "markdown"
KINDS: dict[str, tuple[str, dict[str, bool]]] = {
    "": (CODE, {}),
    "text": (TEXT, {}),
    "solution": (CODE, {"solution": True}),
    "test": (CODE, {"grade": True, "locked": True}),
    "essay": (TEXT, {"grade": True, "solution": True}),
    "drawing": (CODE, {"grade": True, "solution": True}),
    "task": (TEXT, {"task": True, "locked": True}),
    "read-only": (CODE, {"locked": True}),
}
STUDENTS = ("half", "wrong")
KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}

Notebook = dict[str, Any]


def source_notebook(text: str, **kernelspec: str) -> Notebook:
    """Return the teacher's notebook; `kernelspec` names another kernel."""
    cells = []
    for number, (kind, name, points, source) in enumerate(_parts(text)):
        if kind not in STUDENTS:
            cells.append(_cell(kind, name, points, source, number))
    metadata = {"kernelspec": {**KERNEL, **kernelspec}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def answers(text: str, student: str) -> dict[str, str]:
    """Return what a student wrote, by the names of the cells: `solved`, `half`, `wrong`; nothing is `untouched`.

    The half right student has the right answer where the text says nothing else; the wrong one the text of the
    half right one, else the released one.
    """
    parts = _parts(text)
    right = {name: _solved(source) for kind, name, _, source in parts if kind in {"solution", "drawing"}}
    right |= {name: "An answer in words." for kind, name, _, _ in parts if kind == "essay"}
    half = {name: source for kind, name, _, source in parts if kind == "half"}
    wrong = {name: source for kind, name, _, source in parts if kind == "wrong"}
    return {"solved": right, "half": right | half, "wrong": half | wrong, "untouched": {}}[student]


def handed_in(released: Notebook, texts: dict[str, str]) -> str:
    """Return the file of a student: the released notebook with texts of his own."""
    notebook = copy.deepcopy(released)
    names = {cell["metadata"].get("nbgrader", {}).get("grade_id"): cell for cell in notebook["cells"]}
    if unknown := texts.keys() - names.keys():
        raise ValueError(f"The release has no cell {', '.join(sorted(unknown))}.")
    for name, source in texts.items():
        names[name]["source"] = source
    return json.dumps(notebook, indent=1)


def _parts(text: str) -> list[tuple[str, str, float, str]]:
    """Return kind, name, points and source of each cell."""
    _, *pieces = HEAD.split(text)
    parts = []
    for head, source in zip(pieces[::2], pieces[1::2], strict=True):
        kind, name, points = [*head.split(), "", "", ""][:3]
        parts.append((kind, name, float(points or 0), source.strip("\n")))
    return parts


def _cell(kind: str, name: str, points: float, source: str, number: int) -> dict[str, Any]:
    cell_type, flags = KINDS[kind]
    ours: dict[str, Any] = {}
    if flags:
        ours = {"grade": False, "solution": False, "locked": False, "task": False, **flags}
        ours |= {"grade_id": name, "schema_version": 3, "cell_type": cell_type}
        ours |= {"points": points} if flags.get("grade") or flags.get("task") else {}
    cell = {
        "cell_type": cell_type,
        "id": f"cell-{number}",
        "metadata": {"nbgrader": ours} if ours else {},
        "source": source,
    }
    return cell | ({"execution_count": None, "outputs": []} if cell_type == CODE else {})


def _solved(source: str) -> str:
    return re.sub(r"^[ ]*### (BEGIN|END) SOLUTION\n?", "", source, flags=re.MULTILINE)
