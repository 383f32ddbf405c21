"""A teacher's test cells score as with stock nbgrader, whatever they look at. Where not, the reason is told."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.authoring.release import nbgrader
from autograder.comparing import Difference, Door
from tests.conftest import needs
from tests.pipeline.guests import (
    cells_around,
    cells_by_design,
    cells_cells,
    cells_decides,
    cells_main,
    cells_more,
    cells_streams,
)
from tests.pipeline.guests.case import POINTS, Cells, Test
from tests.pipeline.guests.course import GUEST, graded, guest_course, hand_in, rows_that_differ

pytestmark = [needs("bwrap"), pytest.mark.slow, pytest.mark.timeout(1800)]

TABLES: dict[str, dict[str, Cells]] = {
    module.__name__.rpartition("_")[2]: module.CASES
    for module in (cells_main, cells_cells, cells_streams, cells_around, cells_more, cells_decides)
}
BY_DESIGN = cells_by_design.BY_DESIGN | cells_decides.BY_DESIGN
TABLES["design"] = {name: cells for name, (cells, _) in BY_DESIGN.items()}
CASES = [(table, name) for table, cases in TABLES.items() if table != "design" for name in cases]
ATTEMPTS = 3
"""Where many kernels start at once, two may take the same port: nbgrader then stops, and no row says anything."""

Rows = Callable[[str, str], list[Difference]]


def notebook_of(name: str) -> str:
    """Return the name of the file of a case."""
    return "".join(letter if letter.isalnum() else "-" for letter in name)


def percent(cells: Cells) -> str:
    """Return cells as a percent text; the tests are named after their places."""
    heads = [f"test t{place} {POINTS}" if isinstance(cell, Test) else "" for place, cell in enumerate(cells)]
    return "".join(f"# %% {head}\n{cell}\n" for head, cell in zip(heads, cells, strict=True))


@pytest.fixture(scope="module")
def differing(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """The rows of a case in which one of our doors differs from stock; each table is a course."""

    @functools.cache
    def of_table(table: str) -> list[Difference]:
        texts = {notebook_of(name): percent(cells) for name, cells in TABLES[table].items()}
        course = guest_course(tmp_path_factory.mktemp(table) / "course", texts, students=("solved",))
        for _ in range(ATTEMPTS):
            rows = rows_that_differ(course)
            if not any(row.stopped for row in rows):
                break
        return rows

    return lambda table, name: [row for row in of_table(table) if row.row[1] == notebook_of(name)]


@pytest.mark.parametrize(("table", "name"), CASES)
def test_the_marks_are_those_of_stock(table: str, name: str, differing: Rows) -> None:
    assert differing(table, name) == []


@pytest.mark.parametrize("name", BY_DESIGN)
def test_every_row_that_differs_by_design_does_so(name: str, differing: Rows) -> None:
    cells, reason = BY_DESIGN[name]
    assert reason
    tests = {f"t{place}" for place, cell in enumerate(cells) if isinstance(cell, Test)}
    assert {each.row[2] for each in differing("design", name)} == tests


def test_tags_mean_what_they_mean_to_nbgrader(tmp_path: Path) -> None:
    """The tag of this repository's figures means nothing in a course of a guest's."""
    text = percent(
        (
            "ax = 3\nfigure = 1",
            "slow = 4",
            Test("assert ax == 3"),
            Test("assert slow == 4"),
            Test("raise ValueError"),
        )
    )
    course = guest_course(tmp_path / "course", {"tags": text}, students=())
    path = course / "source" / GUEST / "tags.ipynb"
    content = json.loads(path.read_text("utf-8"))
    for place, tag in ((0, "figure"), (1, "skip-execution"), (2, "raises-exception"), (4, "skip-execution")):
        content["cells"][place]["metadata"]["tags"] = [tag]
    path.write_text(json.dumps(content), encoding="utf-8")
    assert nbgrader(course, "generate_assignment", GUEST, "--force").returncode == 0
    hand_in(course, "ada", "tags", {})
    assert rows_that_differ(course) == []
    scores = {row[2]: score for row, (score, _) in graded(course, Door.STOCK).scores.items()}
    assert scores == {"t2": POINTS, "t3": 0, "t4": POINTS}
