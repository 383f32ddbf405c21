"""The small notebooks that `bring` finds in the box: the code that ran, and where the checks stand in it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from autograder.grading.plan import notebook_for_bring
from autograder.notebooks import Cell, Notebook
from autograder.submission.effects import definitions_alone
from autograder.submission.ingest import CleanCell, CleanNotebook

SOLUTION = Cell("area", "area", "code", "def area(r):\n    raise NotImplementedError()", solution=True)
CHECK = Cell(
    "check_area", "check-area", "code", 'check("area", area)\nassert area(2) > 12', grade=True, locked=True,
    given='check("area", area)', points=2.0,
)  # fmt: skip
TEST = Cell("test_area", "test-area", "code", "assert area(1) > 3", grade=True, locked=True, points=1.0)
FIGURE = Cell("", "figure", "code", "draw(area)", is_figure=True)
RELEASE = Notebook("one", (SOLUTION, CHECK, TEST, FIGURE))


def cells(*added: CleanCell, stopped: tuple[int, ...] = ()) -> list[dict[str, object]]:
    notebook = CleanNotebook(RELEASE, added, ())
    content = json.loads(notebook_for_bring(notebook, stopped))
    assert (content["nbformat"], content["metadata"]) == (4, {})
    return list(content["cells"])


def released(cell: Cell) -> CleanCell:
    return CleanCell(cell, cell.kind, cell.source)


ANSWER = CleanCell(SOLUTION, "code", "def area(r):\n    return pi * r ** 2", changed=True)
OWN = CleanCell(None, "code", "pi = 3.14159", changed=True)


def test_answers_and_own_cells_are_there_in_order() -> None:
    assert [cell["source"] for cell in cells(OWN, ANSWER)] == [OWN.source, ANSWER.source]
    assert [cell["source"] for cell in cells(ANSWER, OWN)] == [ANSWER.source, OWN.source]


def test_a_check_is_there_as_students_got_it() -> None:
    (cell,) = cells(released(CHECK))
    assert cell["source"] == 'check("area", area)'
    assert cell["metadata"] == {"nbgrader": {"grade_id": "check_area", "solution": False, "grade": True}}


@pytest.mark.parametrize(
    "cell",
    [released(TEST), released(FIGURE), CleanCell(None, "markdown", "pi", changed=True)],
)
def test_what_makes_nothing_is_left_out(cell: CleanCell) -> None:
    assert [each["source"] for each in cells(cell, ANSWER)] == [ANSWER.source]


def test_of_a_cell_that_was_stopped_the_definitions_are_left_in() -> None:
    hangs = replace(ANSWER, source=f"{ANSWER.source}\n\nwhile True:\n    area(1)")
    assert [cell["source"] for cell in cells(OWN, hangs, stopped=(1,))] == [OWN.source, ANSWER.source]


@pytest.mark.parametrize(
    "source", ["x = slow()", "slow()", "for x in y:\n    pass", "def (", "with open('x'): x = 1"]
)
def test_what_may_hang_is_no_definition(source: str) -> None:
    assert definitions_alone(source) == ""


@pytest.mark.parametrize(
    "source",
    ["import math", "from math import *", "k = 3", "k: int = 3", "f = lambda x: x", "class A:\n    pass"],
)
def test_imports_definitions_and_constants_are_kept(source: str) -> None:
    assert definitions_alone(f"{source}\nslow()") == source


def test_a_number_that_is_too_long_to_be_written_is_no_error() -> None:
    assert definitions_alone(f"x = 0x{'f' * 9000}") == ""
