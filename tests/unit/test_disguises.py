"""Every answer of this course is found in every disguise that an editor or a tool can give to its cell."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from autograder.course.limits import Limits
from autograder.notebooks import CHECK, WRITTEN, Cell, grade_id, read_folder
from autograder.submission.files import parse
from autograder.submission.ingest import CleanNotebook, overlay
from tests.pipeline import editing
from tests.pipeline.disguises import (
    DISGUISES,
    OF_CODE,
    OF_TEXT,
    TOOLS,
    Cells,
    as_file,
    disguise,
    marked,
    place,
)
from tools.repository import RELEASE

RELEASED = {
    notebook.name: notebook
    for notebook in read_folder(RELEASE)
    if any(cell.grade_id for cell in notebook.cells)  # the start page asks for nothing
}
NAMES = {name: {cell.grade_id for cell in notebook.cells} for name, notebook in RELEASED.items()}
FUNCTIONS = [
    (name, cell)
    for name, book in RELEASED.items()
    for cell in book.cells
    if CHECK + cell.grade_id in NAMES[name]
]
ESSAYS = [
    (name, cell)
    for name, book in RELEASED.items()
    for cell in book.cells
    if cell.grade_id.startswith(WRITTEN)
]
SOLVED = editing.solved()
ELSEWHERE = {"below an older attempt that keeps the name", "split in two"}
"""Disguises in which the answer stands beside its cell, where it counts all the same."""


def disguised(name: str, cell: Cell, how: str, tool: str = "no tool") -> tuple[CleanNotebook, str]:
    """Return the clean notebook in which this answer was disguised, and the answer."""
    cells = marked(SOLVED[name], [cell.grade_id], {cell.grade_id: cell.source})
    answer = cells[place(cells, cell.grade_id)]["source"]
    disguise(cells, cell.grade_id, (DISGUISES | OF_CODE | OF_TEXT)[how])
    return clean(name, TOOLS[tool](cells)), answer


def clean(name: str, cells: Cells) -> CleanNotebook:
    return overlay(RELEASED[name], parse(as_file(cells), Limits()).cells)


def words(source: str) -> str:
    """Return a source without blanks, and without the prompts of a console."""
    for prompt in (">>> ", "... ", "In [3]: ", "   ...: "):
        source = source.replace(prompt, "")
    return "".join(source.split())


Case = tuple[str, Cell]


def ids(case: Any) -> str:
    return case[1].grade_id if isinstance(case, tuple) else str(case)


def test_there_are_as_many_answers_as_the_course_asks_for() -> None:
    assert (len(FUNCTIONS), len(ESSAYS)) == (27, 7)


@pytest.mark.parametrize("how", [*DISGUISES, *OF_CODE])
@pytest.mark.parametrize("case", FUNCTIONS, ids=ids)
def test_a_function_is_found_in_a_disguise(case: Case, how: str) -> None:
    name, released = case
    notebook, answer = disguised(name, released, how)
    found = notebook.cell(released.grade_id)
    assert found is not None
    assert found.changed
    assert words(answer) in words(found.source) or how in ELSEWHERE
    place, check = notebook.index(released.grade_id), notebook.index(CHECK + released.grade_id)
    assert place is not None
    assert check is not None
    assert place < check
    assert not any(c.runs and c.source == released.source for c in notebook.cells)
    assert {c.release.grade_id for c in notebook.cells if c.release is not None} == NAMES[name]


@pytest.mark.parametrize("tool", ["no tool", "all metadata and ids gone"])
@pytest.mark.parametrize("how", [*DISGUISES, *OF_TEXT])
@pytest.mark.parametrize("case", ESSAYS, ids=ids)
def test_a_written_answer_is_found_in_a_disguise(case: Case, how: str, tool: str) -> None:
    name, released = case
    notebook, answer = disguised(name, released, how, tool)
    found = notebook.cell(released.grade_id)
    assert found is not None
    assert found.changed
    assert found.kind == "markdown"
    assert words(answer) in words(found.source) or how in ELSEWHERE


@pytest.mark.parametrize("how", [*DISGUISES, *OF_CODE])
def test_no_answer_loses_its_own_cell_to_another_ones_disguise(how: str) -> None:
    for name, released in FUNCTIONS:
        notebook, _ = disguised(name, released, how)
        for other in (cell for each, cell in FUNCTIONS + ESSAYS if each == name and cell is not released):
            found = notebook.cell(other.grade_id)
            assert found is not None
            expected = next(c["source"] for c in SOLVED[name] if grade_id(c) == other.grade_id)
            assert found.source.strip() == expected.strip()


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("name", RELEASED)
def test_an_untouched_notebook_stays_unanswered_in_every_tool(name: str, tool: str) -> None:
    cells = [cell | {"source": "".join(cell["source"])} for cell in copy.deepcopy(editing.released()[name])]
    notebook = clean(name, TOOLS[tool](cells))
    assert not any(cell.changed for cell in notebook.cells)
    assert notebook.notes == ()
