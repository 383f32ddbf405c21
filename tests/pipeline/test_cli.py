"""The command line: one clear sentence for wrong usage, and exit codes that say who failed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.box import selftest
from autograder.front.cli import main
from tests.conftest import needs
from tools.repository import make_course
from vanishing_gradients import ASSIGNMENT

FIELDS = [
    "student",
    "notebook",
    "exercise",
    "outcome",
    "score",
    "max",
    "mistake",
    "evidence",
    "hint",
    "carried_forward",
    "trusted",
    "sandbox",
    "reason",
]


def grade(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["grade", *map(str, arguments)])


@pytest.fixture(scope="module")
def small_course(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "course"
    make_course(folder)
    return folder


@pytest.fixture
def class_of_two(small_course: Path) -> Path:
    for student, step in (("ada", "source"), ("bob", "release")):
        target = small_course / "submitted" / student / ASSIGNMENT
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for path in (small_course / step / ASSIGNMENT).glob("*.ipynb"):
            shutil.copy(path, target)
    return small_course


def said(result: Result) -> str:
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    return " ".join(result.output.split())


def test_garbage_is_collected_once_all_is_imported() -> None:
    program = "import autograder.front.cli, gc; print(gc.isenabled())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout == b"True\n"


def test_an_unknown_assignment_is_named_with_those_that_are_known(class_of_two: Path) -> None:
    assert f"no assignment 'nope' (it knows: {ASSIGNMENT})" in said(grade("nope", "--course", class_of_two))


def test_an_empty_class_is_wrong_usage(small_course: Path) -> None:
    shutil.rmtree(small_course / "submitted", ignore_errors=True)
    assert "Nobody has handed in" in said(grade(ASSIGNMENT, "--course", small_course))


def test_a_course_without_a_gradebook_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    assert "no gradebook yet" in said(grade(ASSIGNMENT, "--course", tmp_path))
    assert not (tmp_path / "gradebook.db").exists()


def test_a_folder_that_is_no_course_is_wrong_usage(tmp_path: Path) -> None:
    assert "is no course" in said(grade(ASSIGNMENT, "--course", tmp_path))


def test_a_folder_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    assert "There is no folder" in said(grade(ASSIGNMENT, "--course", tmp_path / "nowhere"))


def test_a_gradebook_that_is_no_database_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "gradebook.db").write_text("this is no database, but it is long enough to look like one" * 40)
    assert "cannot be opened" in said(grade(ASSIGNMENT, "--course", tmp_path))


def test_an_unknown_student_is_wrong_usage(class_of_two: Path) -> None:
    assert "There is no submission of zoe" in said(
        grade(ASSIGNMENT, "--course", class_of_two, "--student", "zoe")
    )


@needs("bwrap")
def test_the_json_covers_the_whole_class_also_when_one_student_is_graded_anew(class_of_two: Path) -> None:
    target = class_of_two / "marks.jsonl"
    assert grade(ASSIGNMENT, "--course", class_of_two, "--json", target).exit_code == 0
    first = target.read_text()
    assert grade(ASSIGNMENT, "--course", class_of_two, "--json", target, "--student", "bob").exit_code == 0
    assert target.read_text() == first
    lines = [json.loads(line) for line in first.splitlines()]
    assert {line["student"] for line in lines} == {"ada", "bob"}
    assert all(list(line) == FIELDS for line in lines)


@needs("bwrap")
def test_the_course_key_is_readable_by_its_owner_alone(class_of_two: Path) -> None:
    assert grade(ASSIGNMENT, "--course", class_of_two).exit_code == 0
    assert (class_of_two / ".course_key").stat().st_mode & 0o777 == 0o600


def test_without_a_sandbox_every_verdict_says_so(class_of_two: Path) -> None:
    target = class_of_two / "marks.jsonl"
    result = grade(ASSIGNMENT, "--course", class_of_two, "--json", target, "--no-sandbox", "--force")
    assert result.exit_code == 0, result.output
    lines = [json.loads(line) for line in target.read_text().splitlines()]
    assert {line["sandbox"] for line in lines} == {"none"}
    assert sum(line["score"] or 0 for line in lines if line["student"] == "ada") == 69
    page = class_of_two / "autograded" / "ada" / ASSIGNMENT / "01-one-unit-one-slope.ipynb"
    assert "graded without a sandbox" in page.read_text()


def test_where_no_sandbox_works_nothing_is_graded(class_of_two: Path, monkeypatch) -> None:
    monkeypatch.setattr(
        selftest, "unavailable_reason", lambda: "bubblewrap is not installed. Install it with: ..."
    )
    shutil.rmtree(class_of_two / "autograded", ignore_errors=True)
    result = grade(ASSIGNMENT, "--course", class_of_two)
    assert result.exit_code == 1
    assert "bubblewrap is not installed" in result.output
    assert not (class_of_two / "autograded").exists()


def test_whatever_shows_marks_that_no_sandbox_kept_says_so(class_of_two: Path, tmp_path: Path) -> None:
    course = ("--course", str(class_of_two))
    graded = grade(ASSIGNMENT, *course, "--no-sandbox", "--force")
    assert "Graded WITHOUT a sandbox." in graded.output
    page = tmp_path / "report.html"
    CliRunner().invoke(main, ["report", ASSIGNMENT, *course, "--output", str(page)])
    assert "Graded without a sandbox" in page.read_text(encoding="utf-8")
    for name in ("canvas", "moodle", "csv", "json"):
        options = ["--format", name, "--automatic", "--output", str(tmp_path / name)]
        done = CliRunner().invoke(main, ["export", ASSIGNMENT, *course, *options])
        assert "2 submissions graded WITHOUT a sandbox" in " ".join(done.output.split()), name
