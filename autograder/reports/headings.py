"""What each graded cell is called on a page: by its notebook's headings, not by the names in nbgrader."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from autograder.gradebook.records import Item
from autograder.notebooks import STUDENTS, grade_id, text_of
from autograder.reports import sentences
from autograder.results.verdict import CellId

HEADING = re.compile(r"^#{1,6}[ \t]+(\S.*)$", re.MULTILINE)
FENCED = re.compile(r"^(```|~~~).*?(^\1|\Z)", re.MULTILINE | re.DOTALL)
POINTS = re.compile(r"\s*[(\[][^()\[\]]*\b(?:points?|pts?|marks?)\b[^()\[\]]*[)\]]\s*$", re.IGNORECASE)
MARKUP = re.compile(r"<[^>]*>|[*`]|(?<=\])\([^)]*\)|[\[\]]")
GENERATED = re.compile(r"cell-[0-9a-f]{6,}|")
"""The name that nbgrader makes up for a cell; a teacher who writes one says something with it."""
LONGEST = 80


def headings(
    items: Sequence[Item], cells: Sequence[Mapping[str, Any]], at: Mapping[str, int]
) -> dict[CellId, str]:
    """Return what each item of a notebook is called.

    An exercise has its number. All else is called after the heading above it; where several stand below the
    same one, its own name is added.

    Parameters
    ----------
    cells
        The cells of the notebook, as JSON holds them; none if it is missing.
    at
        The index of each graded cell.
    """
    sections = {item.cell_id: _section(cells, at.get(item.cell), item) for item in items}
    shared = Counter(sections.values())
    called: dict[CellId, str] = {}
    for number, item in enumerate(items, start=1):
        section = sections[item.cell_id]
        label = _label(item, number)
        if item.number:
            called[item.cell_id] = sentences.exercise_heading(item)
        elif section and shared[section] == 1:
            called[item.cell_id] = section
        else:
            called[item.cell_id] = f"{section} ({label})" if section else label[0].upper() + label[1:]
    return called


def named(items: Iterable[Item], folder: Path) -> tuple[Item, ...]:
    """Return items, of which those whose name was made up are called after the headings of the release."""
    by_notebook: dict[str, list[Item]] = {}
    for item in items:
        by_notebook.setdefault(item.notebook, []).append(item)
    called: dict[CellId, str] = {}
    for notebook, its in by_notebook.items():
        path = folder / f"{notebook}.ipynb"
        if any(GENERATED.fullmatch(item.cell) for item in its) and path.is_file():
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            at = {grade_id(cell): index for index, cell in enumerate(cells) if grade_id(cell)}
            called |= headings(sorted(its, key=lambda item: at.get(item.cell, len(at))), cells, at)
    return tuple(
        replace(item, called=called.get(item.cell_id, "")) if GENERATED.fullmatch(item.cell) else item
        for its in by_notebook.values()
        for item in its
    )


def _section(cells: Sequence[Mapping[str, Any]], index: int | None, item: Item) -> str:
    """Return the teacher's heading above a cell, but for the notebook's title; a task may bring its own."""
    if index is None or item.number:
        return ""
    for place in range(index, -1, -1):
        cell = cells[place]
        is_answer = place == index and not cell["metadata"].get("nbgrader", {}).get("task")
        if cell["cell_type"] != "markdown" or is_answer or cell["metadata"].get(STUDENTS):
            continue
        found = HEADING.findall(FENCED.sub("", text_of(cell["source"])))
        if place == 0 and text_of(cell["source"]).startswith("# "):
            found = found[1:]
        if found:
            return _plain(found[-1] if place < index else found[0])
    return ""


def _plain(heading: str) -> str:
    plain = POINTS.sub("", heading.rstrip(" \t#"))
    text = " ".join(MARKUP.sub("", plain).split()).rstrip(":")
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _label(item: Item, number: int) -> str:
    """Return a cell's own name in words; its number in the notebook if nobody gave it one."""
    if GENERATED.fullmatch(item.cell):
        return f"{'answer' if item.kind == 'written' else 'test'} {number}"
    return " ".join(re.split(r"[\s_-]+", item.cell)).strip() or item.cell
