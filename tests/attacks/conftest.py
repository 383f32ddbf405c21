"""All attacks happen once a run; each test looks at one row of what happened."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.attacks.attack import Row
from tests.attacks.catalogue import CATEGORIES
from tests.attacks.trial import ROWS, attack, load, save
from tests.conftest import require


@pytest.fixture(scope="session")
def attacked(course: Path, once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """A folder with the course that was attacked, and the rows of what happened."""
    require("bwrap")

    def make(folder: Path) -> None:
        folder.mkdir()
        shutil.copytree(course, folder / "course")
        save(attack(folder / "work", folder / "course", CATEGORIES), folder / ROWS)

    return once("attacked", make)


@pytest.fixture(scope="session")
def rows(attacked: Path) -> dict[str, Row]:
    """What happened, by the names of the attacks."""
    return {row.name: row for row in load(attacked / ROWS)}
