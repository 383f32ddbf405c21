"""Ten hostile submissions among fifty honest ones take nothing from anybody but bounded time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.attacks.mixed import HOSTILE, Mixed, grade_mixed
from tests.conftest import needs

pytestmark = [needs("bwrap"), pytest.mark.slow, pytest.mark.timeout(1800)]
HONEST = 50


@pytest.fixture(scope="module")
def mixed(course: Path, copy_of: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Mixed:
    return grade_mixed(tmp_path_factory.mktemp("mixed") / "work", copy_of(course), HONEST)


def test_the_honest_have_the_same_verdicts_as_without_the_hostile(mixed: Mixed) -> None:
    assert len(mixed.alone) == HONEST
    assert mixed.among == mixed.alone


def test_the_hostile_earn_nothing(mixed: Mixed) -> None:
    assert mixed.hostile == dict.fromkeys(sorted(HOSTILE), 0.0)


def test_the_run_takes_at_most_the_limits_of_the_hostile_longer(mixed: Mixed) -> None:
    without, among = mixed.seconds
    assert among <= without + mixed.allowed
