"""Whatever ends a run, the gradebook is whole, marks of humans stand, and the next run goes on."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.authoring.release import nbgrader
from autograder.authoring.samples import build_submission
from autograder.course.course import Course
from autograder.course.key import course_key
from autograder.errors import StorageError, UsageError
from autograder.front.cli import main
from autograder.grading.classroom import open_classroom
from autograder.results.result import Result as Graded
from tests.conftest import SAMPLES, grade, needs
from tests.pipeline import kills
from tests.processes import below
from tools.repository import REPOSITORY
from vanishing_gradients import ASSIGNMENT

pytestmark = needs("bwrap")

STUDENTS = {"ada": "full-marks-textbook", "bob": "sheet-answer-b", "eve": "untouched"}


@pytest.fixture(scope="module")
def prepared(course: Path, copy_of: Callable[[Path], Path]) -> Path:
    """Three students handed in; ada was graded, marked by a human, and handed in again."""
    folder = copy_of(course)
    kills.hand_in(folder, "ada", "weights-forgotten")
    grade(folder, ["ada"])
    with Course.open(folder).gradebook() as gradebook:
        kills.mark_by_hand(gradebook, "ada", 0.5)
    for student, sample in STUDENTS.items():
        kills.hand_in(folder, student, sample)
    return folder


@pytest.fixture(scope="module")
def calm(prepared: Path, copy_of: Callable[[Path], Path]) -> Path:
    """The same course, graded without trouble."""
    folder = copy_of(prepared)
    grade(folder, list(STUDENTS))
    return folder


@pytest.fixture
def class_of_three(prepared: Path, copy_of: Callable[[Path], Path]) -> Path:
    return copy_of(prepared)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["grade", ASSIGNMENT, *map(str, arguments)])


def said(output: str) -> str:
    assert "Traceback" not in output
    return " ".join(output.split())


@contextmanager
def held(course: Path) -> Iterator[None]:
    """Hold the gradebook as another program does that writes."""
    with closing(sqlite3.connect(course / "gradebook.db")) as db:
        db.execute("BEGIN EXCLUSIVE")
        yield
        db.rollback()


# --- killed -----------------------------------------------------------------------------------------

KILLED = """
import os, signal, sys
from pathlib import Path
from vanishing_gradients import ASSIGNMENT
from autograder.grading.classroom import open_classroom
from autograder.course.course import Course
from autograder.gradebook.writer import history

course, moment = sys.argv[1:]
replace, record, write_text = os.replace, history.record, Path.write_text

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def half(path, text, **how):
    if "/autograded/" in str(path):
        write_text(path, text[:100], **how)
        die()
    return write_text(path, text, **how)

def step(old, new):
    if moment == "between-the-renames" and Path(old).name.startswith(f".{ASSIGNMENT}.") and not str(new).endswith(".old"):
        die()
    replace(old, new)

if moment == "half-a-notebook":
    Path.write_text = half
if moment == "before-the-commit":
    history.record = die
os.replace = step
with open_classroom(Course.open(Path(course)), ASSIGNMENT) as classroom:
    classroom.run(["ada"], 1, force=True)
"""
MOMENTS = ("half-a-notebook", "between-the-renames", "before-the-commit")


def killed(course: Path, moment: str) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(course), moment], check=False, cwd=REPOSITORY)
    assert done.returncode == -signal.SIGKILL


@pytest.mark.parametrize("moment", MOMENTS)
def test_after_a_kill_the_gradebook_is_whole_and_the_next_run_ends_as_an_undisturbed_one(
    moment: str, class_of_three: Path, calm: Path
) -> None:
    given = kills.ask(class_of_three, kills.HUMAN)
    killed(class_of_three, moment)
    assert kills.faults(class_of_three, given, kills.ask(calm, kills.ROWS)[0][1]) == []
    grade(class_of_three, list(STUDENTS))
    assert kills.rows(class_of_three) == kills.rows(calm)
    assert kills.graded_files(class_of_three) == kills.graded_files(calm)


def test_graded_notebooks_that_a_kill_left_aside_are_put_back_though_the_student_is_not_graded_anew(
    class_of_three: Path, calm: Path
) -> None:
    before = {n: t for n, t in kills.graded_files(class_of_three).items() if n.startswith("ada/")}
    killed(class_of_three, "between-the-renames")
    grade(class_of_three, ["bob"])
    assert {n: t for n, t in kills.graded_files(class_of_three).items() if n.startswith("ada/")} == before


GRADERS_AND_BOXES = 8
"""Two graders, and for each: bubblewrap, its zygote, a box, a notebook in it."""


def test_graders_and_boxes_end_with_the_process_that_writes(class_of_three: Path, tmp_path: Path) -> None:
    for student in ("yan", "zed"):  # so that the run does not end before its time
        loops = class_of_three / "submitted" / student / ASSIGNMENT
        build_submission(SAMPLES / "endless-loop", class_of_three / "release" / ASSIGNMENT, loops)
    grader = kills.Grader(tmp_path)
    process = grader.start(class_of_three)
    while len(below(process.pid)) < GRADERS_AND_BOXES and process.poll() is None:
        time.sleep(0.05)
    assert process.poll() is None, grader.said()
    grader.killed.update(below(process.pid))
    os.kill(process.pid, signal.SIGKILL)  # the process that writes alone
    process.wait()
    assert not grader.survivors()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_run_that_is_killed_at_random_moments_ends_as_an_undisturbed_one(
    course: Path, copy_of: Callable[[Path], Path], tmp_path: Path
) -> None:
    folder = copy_of(course)
    kills.prepare(folder, 15)
    survived = kills.kill_and_restart(folder, tmp_path, kills=10, seed=1)
    assert (survived.kills, survived.wrong) == (10, [])


# --- disk and gradebook -----------------------------------------------------------------------------


def test_a_gradebook_that_another_program_holds_is_said_to_be_held(class_of_three: Path) -> None:
    with held(class_of_three):
        result = run("--course", class_of_three)
    assert result.exit_code == 1
    assert "the gradebook is held by another program; close what works on it" in said(result.output)


def test_a_gradebook_that_comes_to_be_held_stops_the_run_and_the_next_one_goes_on(
    class_of_three: Path, calm: Path
) -> None:
    heard: list[str] = []
    holding = held(class_of_three)

    def hold(result: Graded) -> None:
        heard.append(result.student)
        holding.__enter__()

    before = set(kills.payloads(class_of_three))
    with open_classroom(Course.open(class_of_three), ASSIGNMENT) as classroom:
        with pytest.raises(Exception, match="database is locked"):
            classroom.run(STUDENTS, 1, hold, force=True)
        holding.__exit__(None, None, None)
    assert len(heard) == 1
    assert set(kills.payloads(class_of_three)) == before | set(heard)
    grade(class_of_three, list(STUDENTS))
    assert kills.rows(class_of_three) == kills.rows(calm)


def test_trouble_with_the_gradebook_leaves_the_classroom_as_one_sentence(class_of_three: Path) -> None:
    with (
        pytest.raises(StorageError, match=r"held by another program.*run the command again, and it goes on"),
        open_classroom(Course.open(class_of_three), ASSIGNMENT) as classroom,
        held(class_of_three),
    ):
        classroom.run(["ada"], 1, force=True)


def around(course: Path, *options: str, script: str = '"$@"') -> subprocess.CompletedProcess[str]:
    """Grade where bubblewrap has laid something over the course; no sandbox fits into it then."""
    over = ["bwrap", "--bind", "/", "/", "--dev-bind", "/dev", "/dev", *options, "sh", "-c", script, "sh"]
    command = [*over, *kills.command(course, "--no-sandbox")]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=REPOSITORY)


def test_a_gradebook_for_reading_only_is_said_to_be_one_before_anything_is_graded(
    class_of_three: Path,
) -> None:
    book = str(class_of_three / "gradebook.db")
    before = kills.graded_files(class_of_three)
    done = around(class_of_three, "--ro-bind", book, book)
    assert done.returncode == 1
    assert "the gradebook, or its folder, is for reading only; allow yourself to write" in said(done.stderr)
    assert kills.graded_files(class_of_three) == before


def on_disk(paths: Iterable[Path]) -> int:
    """Return what files take in a memory-backed file system."""
    return sum(-(-path.stat().st_size // 4096) * 4096 for path in paths if path.is_file())


@pytest.mark.parametrize(("copies", "more"), [(0.2, 0), (1, 30_000)])
def test_a_full_disk_stops_the_run_and_the_next_one_goes_on(
    copies: float, more: int, class_of_three: Path, calm: Path, tmp_path: Path
) -> None:
    """There is room for so many copies of the assignment's files, and for so much of graded notebooks."""
    place, kept = tmp_path / "course", tmp_path / "kept"
    place.mkdir()
    files = on_disk(p for p in (class_of_three / "source").rglob("*") if p.suffix != ".ipynb")
    size = on_disk(class_of_three.rglob("*")) + int(copies * files) + more
    script = f"cp -a '{class_of_three}/.' '{place}'; \"$@\"; code=$?; cp -a '{place}' '{kept}'; exit $code"
    done = around(place, "--size", str(size), "--tmpfs", str(place), script=script)
    assert done.returncode == 1, done.stderr
    assert "the disk is full; make room" in said(done.stderr)
    assert set(kills.payloads(kept)) < set(STUDENTS)
    assert kills.faults(kept, kills.ask(class_of_three, kills.HUMAN), kills.ask(calm, kills.ROWS)[0][1]) == []
    grade(kept, list(STUDENTS))
    assert kills.rows(kept) == kills.rows(calm)
    assert kills.graded_files(kept) == kills.graded_files(calm)


OLDER = """
PRAGMA legacy_alter_table = ON;  -- or the rename would follow into the foreign keys of other tables
ALTER TABLE assignment RENAME TO newer;
CREATE TABLE assignment (
    id VARCHAR(32) NOT NULL, name VARCHAR(128) NOT NULL, duedate DATETIME, PRIMARY KEY (id), UNIQUE (name)
);
INSERT INTO assignment SELECT id, name, duedate FROM newer;
DROP TABLE newer;
DROP TABLE course;
ALTER TABLE student DROP COLUMN lms_user_id;
UPDATE alembic_version SET version_num = '167914646830';
"""
"""Gives a gradebook the schema of an nbgrader that knew neither courses nor ids of campus systems."""


def older(course: Path) -> bytes:
    """Make the gradebook an older one; return its bytes."""
    with closing(sqlite3.connect(course / "gradebook.db")) as db:
        db.executescript(OLDER)
    return (course / "gradebook.db").read_bytes()


def test_a_gradebook_of_an_older_nbgrader_is_not_touched_and_its_upgrade_is_named(
    class_of_three: Path,
) -> None:
    before = older(class_of_three)
    result = run("--course", class_of_three)
    assert result.exit_code == 2
    assert "An older nbgrader made this gradebook" in said(result.output)
    assert "nbgrader db upgrade" in said(result.output)
    assert (class_of_three / "gradebook.db").read_bytes() == before


def test_after_nbgraders_own_upgrade_an_older_gradebook_is_graded(class_of_three: Path) -> None:
    given = kills.ask(class_of_three, kills.HUMAN)
    older(class_of_three)
    upgrade = nbgrader(class_of_three, "db", "upgrade")
    assert upgrade.returncode == 0, upgrade.stderr
    assert set(grade(class_of_three, list(STUDENTS))) == set(STUDENTS)
    assert kills.ask(class_of_three, kills.HUMAN) == given


# --- places -----------------------------------------------------------------------------------------

PLACE = "Kurs Übung №1, 100% #2 (neu)/課程"


@pytest.mark.parametrize("door", ["autograder", "nbgrader"])
def test_a_course_is_graded_on_a_path_with_spaces_signs_and_other_letters(
    door: str, class_of_three: Path, calm: Path, tmp_path: Path
) -> None:
    folder = tmp_path / PLACE
    shutil.copytree(class_of_three, folder)
    if door == "nbgrader":
        done = nbgrader(folder, "autograde", ASSIGNMENT)
        assert done.returncode == 0, done.stderr
    else:
        result = run("--course", folder)
        assert result.exit_code == 0, result.output
    assert kills.rows(folder) == kills.rows(calm)
    assert kills.graded_files(folder) == kills.graded_files(calm)


def test_a_dry_run_finds_the_gradebook_on_such_a_path(class_of_three: Path, tmp_path: Path) -> None:
    folder = tmp_path / PLACE
    shutil.copytree(class_of_three, folder)
    result = run("--course", folder, "--dry-run")
    assert result.exit_code == 0, result.output


# --- two graders ------------------------------------------------------------------------------------

HOLDER = """
import sys
from pathlib import Path
from autograder.course.storage import one_grader

with one_grader(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def other_grader(class_of_three: Path) -> Iterator[subprocess.Popen[str]]:
    """A grader that is at work on the course."""
    command = [sys.executable, "-c", HOLDER, str(class_of_three)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


@pytest.mark.parametrize("door", ["autograder", "nbgrader"])
def test_a_second_grader_says_that_another_one_is_at_work(
    door: str, class_of_three: Path, other_grader: subprocess.Popen[str]
) -> None:
    before = (class_of_three / "gradebook.db").read_bytes()
    if door == "nbgrader":
        output = nbgrader(class_of_three, "autograde", ASSIGNMENT).stderr
    else:
        result = run("--course", class_of_three)
        assert result.exit_code == 1
        output = said(result.output)
    assert f"another grader (process {other_grader.pid}) is at work on this course" in output
    assert (class_of_three / "gradebook.db").read_bytes() == before


def test_a_grader_that_was_killed_holds_the_course_no_longer(
    class_of_three: Path, other_grader: subprocess.Popen[str]
) -> None:
    other_grader.kill()
    other_grader.wait()
    assert run("--course", class_of_three, "--student", "eve").exit_code == 0


# --- the course key ---------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "\n", "0123", "no hex"])
def test_what_is_no_course_key_is_not_taken_for_one(text: str, tmp_path: Path) -> None:
    (tmp_path / ".course_key").write_text(text)
    with pytest.raises(UsageError, match="holds no course key"):
        course_key(tmp_path)
