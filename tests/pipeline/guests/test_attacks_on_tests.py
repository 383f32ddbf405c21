"""On a course without an exercise set no attack earns more than from nbgrader, and none touches a neighbour."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.comparing import Door, Graded
from tests.conftest import needs
from tests.pipeline.guests.attacks import ATTACKS, FILES, NOTEBOOK
from tests.pipeline.guests.course import GUEST, OURS, graded, guest_course, hand_in

pytestmark = [needs("bwrap"), pytest.mark.slow, pytest.mark.timeout(1800)]

Once = Callable[[str, Callable[[Path], None]], Path]


@pytest.fixture(scope="module")
def attacked(once: Once) -> Path:
    """A course in which every attack is a student."""

    def make(folder: Path) -> None:
        guest_course(folder, {"one": NOTEBOOK}, FILES, students=())
        for student, attack in ATTACKS.items():
            place = hand_in(folder, student, "one", {"total": attack.answer}, dict(attack.files))
            if attack.edit is not None:
                content = json.loads((place / "one.ipynb").read_text("utf-8"))
                attack.edit(content["cells"])
                (place / "one.ipynb").write_text(json.dumps(content), encoding="utf-8")

    return once("attacked-tests", make)


@pytest.fixture(scope="module")
def stock(attacked: Path) -> Graded:
    return graded(attacked, Door.STOCK)


@pytest.fixture(scope="module", params=OURS, ids=lambda door: door.name)
def ours(attacked: Path, request: pytest.FixtureRequest) -> Graded:
    return graded(attacked, request.param)


def points(found: Graded, student: str) -> float:
    return sum(score or 0.0 for (who, *_), (score, _) in found.scores.items() if who == student)


@pytest.mark.parametrize("student", ATTACKS)
def test_nbgrader_is_fooled_as_the_table_says(stock: Graded, student: str) -> None:
    assert points(stock, student) == ATTACKS[student].fools


@pytest.mark.parametrize("student", ATTACKS)
def test_no_attack_earns_more_than_from_nbgrader(stock: Graded, ours: Graded, student: str) -> None:
    more = {
        row: (ours.scores[row], score)
        for row, score in stock.scores.items()
        if row[0] == student and (ours.scores[row][0] or 0.0) > (score[0] or 0.0)
    }
    assert more == {}


def test_an_honest_neighbour_has_full_marks(ours: Graded) -> None:
    assert points(ours, "honest") == ATTACKS["honest"].fools


def test_each_verdict_on_a_test_cell_says_that_it_can_be_tampered_with(ours: Graded) -> None:
    tests = [verdict for verdict in ours.verdicts.values() if verdict.outcome not in {"to_mark", "missing"}]
    assert tests
    assert not any(verdict.trusted for verdict in tests)


def test_the_release_and_what_others_handed_in_are_as_they_were(attacked: Path) -> None:
    assert (attacked / "release" / GUEST / "expected.json").read_text() == FILES["expected.json"]
    assert not (attacked / "autograded").exists()
