"""Nothing that a submission does earns a mark, does harm, or keeps others from their marks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.attacks.attack import Attack, Row
from tests.attacks.catalogue import CATEGORIES
from tests.attacks.trial import NOBODY_KNOWS, attack
from tests.conftest import needs

pytestmark = needs("bwrap")

EVERY = [(category, one) for category, attacks in CATEGORIES.items() for one in attacks]
HOSTILE = [one for _, one in EVERY if not one.honest]
HONEST = [one for _, one in EVERY if one.honest]
OVERHEAD = 60.0
"""Seconds for the start of boxes on a machine that has other work: a bound against hanging, no measurement."""


def by_name(attacks: list[Attack]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return pytest.mark.parametrize("one", attacks, ids=[one.name for one in attacks])


def test_every_attack_has_a_name_of_its_own() -> None:
    assert len({one.name for _, one in EVERY}) == len(EVERY)


def test_every_attack_was_tried(rows: dict[str, Row]) -> None:
    assert {one.name for _, one in EVERY} == rows.keys() - {NOBODY_KNOWS}


@by_name(HOSTILE)
def test_an_attack_earns_no_mark(one: Attack, rows: dict[str, Row]) -> None:
    row = rows[one.name]
    assert row.possible > 0
    assert not row.gained, row.happened


@by_name([one for _, one in EVERY])
def test_an_attack_does_no_harm(one: Attack, rows: dict[str, Row]) -> None:
    assert rows[one.name].harms == ()


def test_there_is_no_harm_of_which_nobody_knows_who_did_it(rows: dict[str, Row]) -> None:
    assert NOBODY_KNOWS not in rows, rows[NOBODY_KNOWS].harms


@by_name(HONEST)
def test_an_honest_student_among_attackers_loses_no_mark(one: Attack, rows: dict[str, Row]) -> None:
    row = rows[one.name]
    assert row.marks == row.possible == 12, row.happened


def test_no_submission_keeps_the_grader_longer_than_its_limit(rows: dict[str, Row]) -> None:
    assert {row.name: row.seconds for row in rows.values() if row.seconds > row.limit + OVERHEAD} == {}


def test_the_same_attacks_without_a_sandbox_are_noticed_as_harm(
    course: Path, tmp_path: Path, copy_of
) -> None:
    """What finds harm can find it: these take nothing but what is laid out for them."""
    categories = {"machine": tuple(one for one in CATEGORIES["machine"] if one.stock)}
    rows = attack(tmp_path / "work", copy_of(course), categories, sandboxed=False)
    unnoticed = {row.name for row in rows if not row.harms}
    outside = "\n".join(harm for row in rows for harm in row.harms)
    assert unnoticed <= {"environment"}  # the worker starts with an environment of its own there too
    for sign in (
        "open.txt was changed",
        "tcp connection",
        "udp packet",
        "bystander",
        "lives on",
        "open file was read",
    ):
        assert sign in outside
