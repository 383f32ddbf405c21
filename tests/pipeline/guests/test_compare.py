"""`autograder compare` shows each row that differs from genuine nbgrader, and leaves the course as it is."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.comparing import Door
from autograder.course.course import CONFIG
from autograder.front.cli import main
from tests.conftest import needs
from tests.pipeline.guests.course import GUEST, graded, guest_course, hand_in

pytestmark = [needs("bwrap"), pytest.mark.slow]

Once = Callable[[str, Callable[[Path], None]], Path]
NOTEBOOK = """
# %% solution double
def double(v):
    ### BEGIN SOLUTION
    return 2 * v
    ### END SOLUTION
# %% half double
double = abs
# %% test test_double 2
assert double(2) == 4, "double it"
# %% test test_share 2
0.5 * double(1)
# %% essay why 1
Why?
"""
WRITES_TO_THE_COURSE = """
import glob
double = lambda v: 2 * v
for name in glob.glob({course!r} + "/**", recursive=True):
    try:
        open(name, "a").write("x")
    except OSError:
        pass
"""
ABOVE_THE_POINTS = "double = lambda v: 1000 * v"
LOOKS_OUTSIDE = "def double(v):\n    return 2 * v * open('/etc/passwd').read().count('root:x:0')"
SLEEPS = "import time\nopen('/tmp/{mark}', 'w').close()\ntime.sleep(25)"


@pytest.fixture(scope="module")
def guests(once: Once) -> Path:
    """A course of a class in which all kinds of differences occur; nothing in it is graded."""

    def make(folder: Path) -> None:
        guest_course(folder, {"one": NOTEBOOK}, students=("solved", "half"))
        hand_in(folder, "high", "one", {"double": ABOVE_THE_POINTS})
        hand_in(folder, "outside", "one", {"double": LOOKS_OUTSIDE})
        hand_in(folder, "writes", "one", {"double": WRITES_TO_THE_COURSE.format(course=str(folder))})

    return once("guests", make)


def compare(course: Path, *options: str, assignment: str = GUEST) -> Result:
    """Compare a course."""
    arguments = ["compare", assignment, "--course", str(course), "--workers", "1", *options]
    return CliRunner().invoke(main, arguments)


def students(*names: str) -> list[str]:
    return [word for name in names for word in ("--student", name)]


def state(folder: Path) -> dict[str, tuple[int, str]]:
    """Return when each file of a folder was changed, and a digest of it."""
    return {
        str(path.relative_to(folder)): (
            path.stat().st_mtime_ns,
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
        )
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where throw-away copies are made."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def test_where_no_row_differs_it_says_so_and_ends_with_0(guests: Path) -> None:
    done = compare(guests, *students("solved", "half"))
    assert "6 rows of 2 submissions compared: none differs." in done.output
    assert "times as quick." in done.output
    assert done.exit_code == 0


def test_each_row_that_differs_is_shown_with_why_and_the_course_stays_as_it_is(
    guests: Path, scratch: Path
) -> None:
    before = state(guests)
    done = compare(guests, *students("high", "outside", "writes"))
    assert done.exit_code == 1, done.output
    said = " ".join(done.output.replace("│", " ").split())
    assert "high 2 cells stopped graded by design (stopped). nbgrader: ValueError: " in said
    assert "outside one test_double 2 0 by design (outside). engine: " in said
    assert "/etc/passwd" in said
    assert " writes " not in said
    assert "by design: docs/your-own-course.md" in said
    assert state(guests) == before
    assert list(scratch.iterdir()) == []


def test_nbgrader_as_it_comes_grades_without_our_engine(guests: Path) -> None:
    stock = graded(guests, Door.STOCK, GUEST, "half")
    assert stock.verdicts == {}
    assert stock.scores["half", "one", "test_double"] == (0.0, False)
    assert stock.printed["half", "one", "test_double"] == "AssertionError: double it"
    assert stock.scores["half", "one", "test_share"] == (0.5, False)


def test_folders_elsewhere_stay_as_they_are_too(guests: Path, tmp_path: Path) -> None:
    course, elsewhere = tmp_path / "course", tmp_path / "elsewhere"
    shutil.copytree(guests, course)
    elsewhere.mkdir()
    for step in ("submitted", "release"):
        shutil.move(course / step, elsewhere / step)
    shutil.move(course / "gradebook.db", elsewhere / "marks.db")
    with (course / CONFIG).open("a") as file:
        file.write(f"c.CourseDirectory.db_url = 'sqlite:///{elsewhere}/marks.db'\n")
        for step in ("submitted", "release", "autograded"):
            file.write(f"c.CourseDirectory.{step}_directory = {str(elsewhere / step)!r}\n")
    before = state(course), state(elsewhere)
    done = compare(course, *students("solved"))
    assert "3 rows of 1 submission compared: none differs." in done.output
    assert (state(course), state(elsewhere)) == before


def test_ctrl_c_leaves_nothing_behind(guests: Path, tmp_path: Path, scratch: Path) -> None:
    course = Path(shutil.copytree(guests, tmp_path / "course"))
    mark = f"mark-{os.getpid()}"
    hand_in(course, "slow", "one", {"double": SLEEPS.format(mark=mark)})
    command = [sys.executable, "-m", "autograder.front.cli", "compare", GUEST, "--student", "slow"]
    process = subprocess.Popen(command, cwd=course, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        while not Path("/tmp", mark).exists():  # the sandbox has a /tmp of its own: this is nbgrader's kernel
            assert process.poll() is None
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
    finally:
        process.kill()
        process.communicate()
        Path("/tmp", mark).unlink(missing_ok=True)
    assert list(scratch.iterdir()) == []
    assert not [line for line in _command_lines() if str(scratch) in line]


def _command_lines() -> list[str]:
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return lines


@pytest.mark.parametrize(
    ("assignment", "options", "config", "says"),
    [
        ("nothing", (), "", "The gradebook knows no assignment 'nothing'"),
        (GUEST, students("nobody"), "", "There is no submission of nobody for 'guest'."),
        (GUEST, (), "c.Limits.seconds = 3", "Limits"),
        (GUEST, (), "c = = 1", "the configuration cannot be read"),
    ],
)
def test_bad_input_is_said_in_one_sentence(
    guests: Path, tmp_path: Path, assignment: str, options: list[str], config: str, says: str
) -> None:
    course = Path(shutil.copytree(guests, tmp_path / "course"))
    with (course / CONFIG).open("a") as file:
        file.write(f"{config}\n")
    done = compare(course, *options, assignment=assignment)
    assert done.exit_code == 2
    assert says in done.output
    (sentence,) = done.output.splitlines()
    assert sentence.startswith("Error: ")


def test_a_folder_that_is_no_course_is_named(tmp_path: Path) -> None:
    done = compare(tmp_path)
    assert done.exit_code == 2
    assert "is not a course" in done.output


def test_another_language_is_named(tmp_path: Path, scratch: Path) -> None:
    course = guest_course(
        tmp_path / "course",
        {"one": NOTEBOOK},
        students=("solved",),
        name="ir",
        language="R",
        display_name="R",
    )
    done = compare(course)
    assert done.exit_code == 1
    assert "R" in done.output.partition("Error: ")[2]
    assert list(scratch.iterdir()) == []
