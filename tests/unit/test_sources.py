"""The code of a notebook's cells: lines, functions and names that may be repeated, within bounds."""

from __future__ import annotations

import pytest

from autograder.grading.sources import LARGEST, NOWHERE, SHOWN, Sources
from autograder.notebooks import Cell, Notebook
from autograder.submission.ingest import CleanCell, CleanNotebook

SOLUTION = Cell("f", "f", "code", "def f(x):\n    raise NotImplementedError()", solution=True, notebook="n")
CHECK = Cell("check_f", "c", "code", 'check("f", f)', grade=True, locked=True, points=1.0, notebook="n")


def sources(own: str, *added: str, after: tuple[str, ...] = ()) -> Sources:
    cells = (
        *(CleanCell(None, "code", source, changed=True) for source in added),
        CleanCell(SOLUTION, "code", own, changed=own != SOLUTION.source),
        CleanCell(CHECK, "code", CHECK.source),
        *(CleanCell(None, "code", source, changed=True) for source in after),
    )
    return Sources(CleanNotebook(Notebook("n", (SOLUTION, CHECK)), cells, ()), "f")


@pytest.mark.parametrize(
    ("found", "home"),
    [
        (sources("def f(x):\n    return x"), 0),
        (sources(SOLUTION.source), 0),
        (sources(SOLUTION.source, "def f(x):\n    return x"), 0),
        (sources(SOLUTION.source, "y = 1", "def f(x):\n    return x"), 1),
        (sources("y = 1", "def f(x)\n    return x"), 0),
        (sources("def f(x):\n    return x", after=("def f(x):\n    return 2 * x",)), 0),
        (sources(SOLUTION.source, after=("def f(x):\n    return x",)), 2),
    ],
)
def test_the_function_is_looked_for_where_it_is_written(found: Sources, home: int) -> None:
    assert found.home == home


def test_a_notebook_without_the_cell_has_no_home() -> None:
    clean = CleanNotebook(Notebook("n", ()), (CleanCell(None, "code", "y = 1"),), ())
    assert Sources(clean, "f").home == NOWHERE


@pytest.mark.parametrize("place", [(0, 0), (0, 3), (0, -1), (7, 1), (-1, 1), (1, 999_999)])
def test_a_line_that_there_is_not_is_no_place(place: tuple[int, int]) -> None:
    assert sources("def f(x):\n    return x").place(*place) == ""


def test_a_line_is_shown_without_what_a_terminal_would_obey_and_cut() -> None:
    found = sources("def f(x):\n    return '\x1b[31m\u202e'\n" + "y" * 500)
    assert found.line(0, 2) == "\"return '\ufffd[31m\ufffd'\""
    assert len(found.line(0, 3)) == SHOWN + 2


def test_a_line_in_another_function_or_cell_is_said_to_be_there() -> None:
    found = sources("def g(x):\n    return x\ndef f(x):\n    return g(x)", "y = 1")
    assert found.place(1, 4) == ', in line 4: "return g(x)"'
    assert found.place(1, 2) == ', in line 2 of the function g: "return x"'
    assert found.place(0, 1) == ', in line 1 of the cell that begins with "y = 1": "y = 1"'


def test_lines_are_counted_as_python_counts_them() -> None:
    found = sources("# \x0c\u2028 one\r\ndef f(x):\r    return x")
    assert found.line(0, 3) == '"return x"'


@pytest.mark.parametrize("name", ["x", "f", "np", "array", "linspace", "NoneType", "ndarray", "json", "prod"])
def test_names_of_the_cells_of_python_and_of_numpy_are_known(name: str) -> None:
    assert sources("import numpy as np\ndef f(x):\n    return x").known(name)


@pytest.mark.parametrize("name", ["secret", "", "x y", "<b>", "0.25", "nunpy", "import numpy"])
def test_whatever_else_is_not_known(name: str) -> None:
    assert not sources("def f(x):\n    return x").known(name)


def test_more_code_than_anybody_types_is_not_looked_through() -> None:
    big = "y = 1\n" * (LARGEST // 12)
    found = sources("def f(x):\n    return x", big, big, big)
    assert sum(map(len, found.running.values())) <= LARGEST
    assert found.home == 3
    assert 2 not in found.running
