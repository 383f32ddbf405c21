"""A course with notebooks of many styles gets genuine nbgrader's rows, but for the table of differences by design."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.comparing import Difference, Graded, differences, explained
from tests.conftest import needs
from tests.pipeline.guests import styles
from tests.pipeline.guests.course import CLASS, OURS, Door, graded, guest_course

pytestmark = [needs("bwrap"), pytest.mark.slow, pytest.mark.timeout(3600)]

Once = Callable[[str, Callable[[Path], None]], Path]


@pytest.fixture(scope="module")
def course(once: Once) -> Path:
    """The course, with a class that solved all, half, nothing, or did not begin."""
    return once(
        "styles",
        lambda folder: (
            guest_course(folder, styles.notebooks(), styles.files(), config=styles.CONFIG) and None
        ),
    )


@pytest.fixture(scope="module")
def stock(course: Path) -> Graded:
    return graded(course, Door.STOCK)


def test_there_are_many_styles(course: Path) -> None:
    assert len(styles.notebooks()) >= 25


def test_genuine_nbgrader_graded_everything(stock: Graded) -> None:
    assert stock.stopped == ()
    assert {student for student, _, _ in stock.scores} == set(CLASS)


def test_the_solved_notebooks_are_right_and_the_others_are_not(stock: Graded) -> None:
    got = {
        student: sum(s or 0 for (who, *_), (s, _) in stock.scores.items() if who == student)
        for student in CLASS
    }
    assert got["solved"] > got["half"] > got["wrong"] >= 0
    assert got["half"] > got["untouched"]


@pytest.mark.parametrize("door", OURS, ids=lambda door: door.name)
def test_every_row_is_nbgraders_but_for_the_table(course: Path, stock: Graded, door: Door) -> None:
    ours = graded(course, door)
    found = differences(stock, ours)
    assert [_told(each) for each in found if explained(each) is None] == []
    assert len(stock.scores) == len(ours.scores) > 700
    assert len(found) < len(stock.scores) / 100, "the table must not excuse everything"


def _told(each: Difference) -> str:
    reason = each.verdict.reason if each.verdict else ""
    return (
        f"{each.row}: {each.stock} by nbgrader ({each.stock_printed}), {each.ours} by the engine ({reason})"
    )
