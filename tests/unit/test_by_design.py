"""The table of differences by design: complete, recognisable, and the one that the documentation shows."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from autograder.comparing import ByDesign, Difference, by_design, explained
from autograder.comparing.by_design import markdown
from autograder.course import options
from autograder.results.verdict import Verdict
from autograder.text import markdown_table
from tests.pipeline.guests.attacks import ATTACKS
from tools.repository import REPOSITORY

PAGE = REPOSITORY / "docs" / "your-own-course.md"
END = "<!-- end -->"
VERDICT = Verdict("one", "test", "test", "raised", 0.0, 1.0, trusted=False)
DIFFERENCE = Difference(("ada", "one", "test"), (1.0, False), (0.0, False), "", verdict=VERDICT)


def because(reason: str) -> Difference:
    return replace(DIFFERENCE, verdict=replace(VERDICT, reason=reason))


def nobody_prevents() -> str:
    """Return the table of attacks on a test cell that work with nbgrader."""
    work = [each for name, each in ATTACKS.items() if name != "honest" and each.fools]
    rows = [(each.tries, f"{each.fools:g}") for each in work]
    return markdown_table(("what a student with a wrong answer can do", "of 8 points"), rows, "---:")


@pytest.mark.parametrize(
    ("made_from", "table"),
    [
        ("autograder/comparing/by_design.toml", markdown()),
        ("tests/pipeline/guests/attacks.py", nobody_prevents()),
        ("autograder/course/options.toml", options.markdown()),
    ],
)
def test_the_documentation_shows_the_tables(made_from: str, table: str, update: bool) -> None:
    begin = f"<!-- made from {made_from} -->\n"
    before, _, rest = PAGE.read_text("utf-8").partition(begin)
    _, _, after = rest.partition(END)
    page = f"{before}{begin}{table}{END}{after}"
    if update:
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text("utf-8") == page


@pytest.mark.parametrize("row", by_design(), ids=lambda row: row.name)
def test_a_row_says_everything_in_one_line(row: ByDesign) -> None:
    for text in (row.what, row.stock, row.ours, row.why):
        assert text
        assert "|" not in text
        assert "\n" not in text
    re.compile(row.ours_says)
    re.compile(row.stock_says)


def test_each_row_has_a_name_of_its_own() -> None:
    assert len({row.name for row in by_design()}) == len(by_design())


@pytest.mark.parametrize(
    ("difference", "name"),
    [
        (replace(DIFFERENCE, stopped=True), "stopped"),
        (replace(DIFFERENCE, verdict=replace(VERDICT, trusted=True)), "exercise"),
        (replace(DIFFERENCE, verdict=replace(VERDICT, found="It stood in another cell.")), "found"),
        (because("The cell was stopped: a cell took more than 30 s (limit cell_seconds)."), "limit"),
        (because("The test says URLError: <urlopen error [Errno -3] Temporary failure>"), "network"),
        (because("The test says FileNotFoundError: [Errno 2] No such file: '/etc/passwd'"), "outside"),
        (because("The test says OSError: [Errno 38] Function not implemented"), "refused"),
        (because("The test says PermissionError: [Errno 1] Operation not permitted"), "refused"),
    ],
)
def test_a_difference_is_recognised(difference: Difference, name: str) -> None:
    row = explained(difference)
    assert row is not None
    assert row.name == name


@pytest.mark.parametrize(
    "reason",
    [
        "The test says AssertionError: not the sum",
        "The test says FileNotFoundError: [Errno 2] No such file or directory: 'data.csv'",
        "The test says ModuleNotFoundError: No module named 'helper'",
        "The test says PermissionError: [Errno 1] Operation not permitted: 'data.csv'",
        "",
    ],
)
def test_a_difference_that_is_no_design_is_not_excused(reason: str) -> None:
    assert explained(because(reason)) is None
    assert explained(replace(because(reason), verdict=None)) is None
