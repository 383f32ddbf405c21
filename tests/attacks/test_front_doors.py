"""The attacks by file, folder and name at both front doors, and at the steps before and after grading."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sqlite3
import stat
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder.authoring.release import nbgrader
from autograder.gradebook.versions import HANDED_IN
from tests.attacks.attack import Attack, Plan, plans, write_plan
from tests.attacks.catalogue import CATEGORIES
from tests.attacks.ground import laid_out, prints
from tests.conftest import needs
from vanishing_gradients import ASSIGNMENT

pytestmark = needs("bwrap")

ATTACKS: dict[str, tuple[Attack, ...]] = {"controls": CATEGORIES["controls"][:2], "file": CATEGORIES["file"]}
PLANS = plans(ATTACKS)
FULL = 12.0


@dataclass(frozen=True)
class Visit:
    """A class of attackers that was graded through one front door."""

    course: Path
    code: int
    said: str
    harms: tuple[str, ...]
    marks: dict[str, float]


def by_the_command(course: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "autograder.front.cli", "grade", ASSIGNMENT, "--course", str(course)]
    return subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)


def by_nbgrader(course: Path) -> subprocess.CompletedProcess[str]:
    return nbgrader(course, "autograde", ASSIGNMENT)


BUTTON = """
import sys
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config, PyFileConfigLoader
config = PyFileConfigLoader("nbgrader_config.py", path=".").load_config()
api = NbGraderAPI(config=config)
for student in sorted(api.get_submitted_students(sys.argv[1])):
    result = api.autograde(sys.argv[1], student)
    if not result["success"]:
        sys.exit(f"{student!r}: {result}")
"""
"""What formgrader's button does, for one student after the other."""


def by_the_button(course: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", BUTTON, ASSIGNMENT]
    return subprocess.run(command, cwd=course, capture_output=True, text=True, errors="replace", check=False)


DOORS: dict[str, Callable[[Path], subprocess.CompletedProcess[str]]] = {
    "autograder-grade": by_the_command,
    "nbgrader-autograde": by_nbgrader,
    "formgraders-button": by_the_button,
}


def visit(folder: Path, course: Path, door: str) -> Visit:
    folder.mkdir(parents=True, exist_ok=True)
    with laid_out(folder / "ground", course) as ground:
        for plan in PLANS:
            write_plan(plan, course / "release" / ASSIGNMENT, course / "submitted", ASSIGNMENT, ground.told)
        ground.ready()
        done = DOORS[door](course)
        harms = ground.harms()
    harms += [f"{path} was made" for path in course.rglob("started-by-an-attack")]
    with sqlite3.connect(course / "gradebook.db") as book:
        marks = dict(
            book.execute(
                "select a.student_id, sum(coalesce(g.auto_score, 0)) from submitted_assignment a "
                "join submitted_notebook n on n.assignment_id = a.id join grade g on g.notebook_id = n.id "
                "group by a.student_id"
            ).fetchall()
        )
    return Visit(course, done.returncode, done.stdout + done.stderr, tuple(harms), marks)


SLOW = {"formgraders-button"}


@pytest.fixture(
    scope="module",
    params=[pytest.param(door, marks=[pytest.mark.slow] if door in SLOW else []) for door in DOORS],
)
def visited(
    request: pytest.FixtureRequest, course: Path, copy_of: Callable[[Path], Path], tmp_path_factory
) -> Visit:
    folder = tmp_path_factory.mktemp("door")
    return visit(folder, copy_of(course), request.param)


def test_a_front_door_gives_everybody_a_result(visited: Visit) -> None:
    assert visited.code == 0, visited.said[-2000:]
    assert visited.marks.keys() == {plan.student for plan in PLANS}


def test_a_front_door_gives_marks_to_right_numbers_alone(visited: Visit) -> None:
    wanted = {plan.student: FULL if plan.category == "controls" else 0.0 for plan in PLANS}
    assert visited.marks == wanted


def test_a_front_door_lets_no_harm_through(visited: Visit) -> None:
    assert visited.harms == ()


def test_a_front_door_shows_no_traceback_and_steers_no_terminal(visited: Visit) -> None:
    assert "Traceback" not in visited.said
    assert "\x1b" not in visited.said


def test_graded_folders_hold_what_was_graded_and_copies_of_ordinary_files_beside_it(visited: Visit) -> None:
    known = {p.name for p in (visited.course / "source" / ASSIGNMENT).rglob("*")} | {"timestamp.txt"}
    for student in (visited.course / "autograded").iterdir():
        for path in (student / ASSIGNMENT).rglob("*"):
            assert stat.S_IFMT(path.lstat().st_mode) in (stat.S_IFREG, stat.S_IFDIR)
            if path.name in known or path.is_dir():
                continue
            submitted = visited.course / "submitted" / student.name / ASSIGNMENT
            sent = submitted / path.relative_to(student / ASSIGNMENT)
            assert stat.S_ISREG(sent.lstat().st_mode)
            assert sent.resolve().is_relative_to(submitted)
            assert sent.read_bytes() == path.read_bytes()


# The step before: archives


def entries() -> dict[str, str]:
    """Return (name, contents) of an archive that wants to write elsewhere."""
    notebook = json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    names = (
        "../../../escaped.ipynb",
        "/tmp/../escaped.ipynb",
        "ada/../../../escaped.ipynb",
        "ada/..\\..\\escaped.ipynb",
        "C:\\escaped.ipynb",
        "ada/01-one-unit-one-slope.ipynb",
        "../gradebook.db",
        "../../nbgrader_config.py",
        "ada/.ssh/authorized_keys",
    )
    return dict.fromkeys(names, notebook)


def hostile_zip(path: Path, target: Path) -> Path:
    file = path / "download.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in entries().items():
            archive.writestr(name, text)
        link = zipfile.ZipInfo("ada/02-down-the-chain.ipynb")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, str(target))
    return file


def hostile_tar(path: Path, target: Path) -> Path:
    file = path / "download.tar.gz"
    with tarfile.open(file, "w:gz") as archive:
        for name, text in entries().items():
            info = tarfile.TarInfo(name)
            info.size, info.mode = len(text), 0o6777
            archive.addfile(info, io.BytesIO(text.encode()))
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE):
            info = tarfile.TarInfo(f"ada/odd-{kind.decode()}.ipynb")
            info.type, info.linkname = kind, str(target)
            archive.addfile(info)
    return file


def collect_by_the_command(course: Path, archive: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "autograder.front.cli",
        "collect",
        str(archive),
        ASSIGNMENT,
        "--course",
        str(course),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stdout + done.stderr


def collect_by_nbgrader(course: Path, archive: Path) -> None:
    folder = course / "downloaded" / ASSIGNMENT / "archive"
    folder.mkdir(parents=True)
    os.rename(archive, folder / archive.name)
    nbgrader(course, "zip_collect", ASSIGNMENT, "--force")


def marks_in(gradebook: Path) -> list[str]:
    """Return all that a gradebook holds, but for the times at which files were handed in."""
    with contextlib.closing(sqlite3.connect(gradebook)) as database:
        return [line for line in database.iterdump() if HANDED_IN.name not in line]


@pytest.mark.parametrize("make", [hostile_zip, hostile_tar])
@pytest.mark.parametrize("collect", [collect_by_the_command, collect_by_nbgrader])
def test_an_archive_writes_nothing_beside_the_submissions(
    make: Callable[[Path, Path], Path],
    collect: Callable[[Path, Path], None],
    course: Path,
    copy_of: Callable[[Path], Path],
    tmp_path: Path,
) -> None:
    mine = copy_of(course)
    target = tmp_path / "target.txt"
    target.write_text("not theirs")
    archive = make(tmp_path, target)
    parts = [mine / name for name in ("source", "release", "nbgrader_config.py")]
    before = [prints(part) for part in parts], marks_in(mine / "gradebook.db")
    collect(mine, archive)
    assert ([prints(part) for part in parts], marks_in(mine / "gradebook.db")) == before
    assert list(mine.parent.rglob("escaped*")) == []
    assert list(Path("/tmp").glob("escaped*")) == []
    assert target.read_text() == "not theirs"
    for path in mine.rglob("*"):
        assert not path.is_symlink()
        assert stat.S_IFMT(path.lstat().st_mode) in (stat.S_IFREG, stat.S_IFDIR)
        assert not path.lstat().st_mode & (stat.S_ISUID | stat.S_ISGID) or path.is_dir()


def test_every_plan_is_one_student() -> None:
    assert len({plan.student for plan in PLANS}) == len(PLANS)
    assert all(isinstance(plan, Plan) for plan in PLANS)
