"""What students lay into nbgrader's exchange by hand gives them nothing, and stops nobody's collecting."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.authoring.release import nbgrader
from tests.attacks.attack import UNIT, Plan, write_plan
from tests.attacks.controls import RIGHT
from tests.conftest import grade, needs
from vanishing_gradients import ASSIGNMENT

pytestmark = needs("bwrap")
HONEST = "zoe"
TIME = "2026-01-01 00:00:00.000000 UTC"
FILE = f"{UNIT}.ipynb"


def a_link_to_the_source(folder: Path, course: Path) -> None:
    folder.mkdir()
    (folder / FILE).symlink_to(course / "source" / ASSIGNMENT / FILE)


def a_link_to_another_student(folder: Path, course: Path) -> None:
    folder.mkdir()
    (folder / FILE).symlink_to(inbound_of(course, HONEST) / FILE)


def a_link_for_the_folder(folder: Path, course: Path) -> None:
    folder.symlink_to(course / "source" / ASSIGNMENT)


def a_linked_subfolder(folder: Path, course: Path) -> None:
    folder.mkdir()
    (folder / "more").symlink_to(course / "source" / ASSIGNMENT)


def a_pipe(folder: Path, course: Path) -> None:
    folder.mkdir()
    os.mkfifo(folder / FILE)


def a_very_large_file(folder: Path, course: Path) -> None:
    folder.mkdir()
    with (folder / FILE).open("wb") as file:
        file.truncate(1 << 40)


def a_very_deep_folder(folder: Path, course: Path) -> None:
    folder.joinpath(*["d"] * 150).mkdir(parents=True)


def a_file_for_the_folder(folder: Path, course: Path) -> None:
    folder.write_text("{}")


LAID = {
    make.__name__.replace("_", "-"): make
    for make in (
        *(a_link_to_the_source, a_link_to_another_student, a_link_for_the_folder, a_linked_subfolder),
        *(a_pipe, a_very_large_file, a_very_deep_folder, a_file_for_the_folder),
    )
}


def inbound_of(course: Path, student: str) -> Path:
    return course.parent / "exchange" / "vanishing-gradients" / "inbound" / f"{student}+{ASSIGNMENT}+{TIME}+x"


@pytest.fixture(scope="module")
def collected(course: Path, copy_of: Callable[[Path], Path]) -> tuple[Path, str]:
    """A course that collected all of it, and what was said."""
    mine = copy_of(course)
    plan = Plan(HONEST, "controls", (), {}, UNIT, RIGHT)
    write_plan(plan, mine / "release" / ASSIGNMENT, mine.parent / "handed-in", ASSIGNMENT, {})
    inbound_of(mine, HONEST).parent.mkdir(parents=True)
    (mine.parent / "handed-in" / HONEST / ASSIGNMENT).rename(inbound_of(mine, HONEST))
    for student, make in LAID.items():
        make(inbound_of(mine, student), mine)
    with (mine / "nbgrader_config.py").open("a") as file:
        file.write(f"\nc.Exchange.root = {str(mine.parent / 'exchange')!r}\n")
    done = nbgrader(mine, "collect", ASSIGNMENT)
    assert done.returncode == 0, done.stderr[-3000:]
    return mine, done.stderr


def test_the_honest_student_is_collected_and_keeps_all_marks(collected: tuple[Path, str]) -> None:
    verdicts = grade(collected[0], [HONEST])[HONEST].verdicts
    assert sum(v.score or 0.0 for v in verdicts) == 12


@pytest.mark.parametrize("student", LAID)
def test_nothing_but_ordinary_files_of_the_students_own_is_collected(
    collected: tuple[Path, str], student: str
) -> None:
    folder = collected[0] / "submitted" / student
    kinds = {stat.S_IFMT(path.lstat().st_mode) for path in folder.rglob("*")}
    assert kinds <= {stat.S_IFDIR, stat.S_IFREG}
    assert [path for path in folder.rglob("*.ipynb") if path.is_file()] == []


@pytest.mark.parametrize("student", sorted(LAID.keys() - {"a-very-deep-folder"}))
def test_what_is_not_collected_is_named_with_its_reason(collected: tuple[Path, str], student: str) -> None:
    assert f"Not collected: {inbound_of(collected[0], student)}" in collected[1]


def test_no_traceback_is_shown(collected: tuple[Path, str]) -> None:
    assert "Traceback" not in collected[1]


def test_nothing_of_the_source_is_collected(collected: tuple[Path, str]) -> None:
    solved = json.dumps("### BEGIN SOLUTION")[1:-1]
    texts = [path.read_text("utf-8") for path in (collected[0] / "submitted").rglob("*") if path.is_file()]
    assert not any(solved in text for text in texts)
