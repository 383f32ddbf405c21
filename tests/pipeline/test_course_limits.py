"""What a course sets in nbgrader_config.py is obeyed by both front doors; what is no limit is told by both."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.authoring.release import nbgrader
from autograder.front.cli import main
from tests.conftest import needs
from tests.pipeline import kills
from vanishing_gradients import ASSIGNMENT

pytestmark = needs("bwrap")

DOORS = ("autograder", "nbgrader")


@pytest.fixture
def course_of_one(new_course: Path) -> Path:
    kills.hand_in(new_course, "ada", "full-marks-textbook")
    return new_course


def configure(course: Path, line: str) -> None:
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f"\n{line}\n")


def graded(course: Path, door: str) -> tuple[int, str]:
    """Grade; return exit code and what was said."""
    if door == "nbgrader":
        done = nbgrader(course, "autograde", ASSIGNMENT)
        return done.returncode, done.stderr
    result = CliRunner().invoke(main, ["grade", ASSIGNMENT, "--course", str(course)])
    return result.exit_code, " ".join(result.output.split())


@pytest.mark.parametrize("door", DOORS)
def test_a_limit_of_the_course_is_obeyed(door: str, course_of_one: Path) -> None:
    configure(course_of_one, "c.Limits.cells = 5")
    code, said = graded(course_of_one, door)
    assert code == 0, said
    verdicts = json.loads(kills.payloads(course_of_one)["ada"])["verdicts"]
    reasons = {v["reason"] for v in verdicts if v["notebook"] in kills.NOTEBOOKS}
    assert reasons == {"The file was not graded: it has more than 5 cells (limit cells)."}


@pytest.mark.parametrize("door", DOORS)
def test_what_is_no_limit_is_told_and_nothing_is_graded(door: str, course_of_one: Path) -> None:
    configure(course_of_one, "c.Limits.call_seconds = 'long'")
    code, said = graded(course_of_one, door)
    assert code != 0
    assert "sets c.Limits.call_seconds = 'long'; it must be a number from 0.1 to 1000000" in said
    assert not (course_of_one / "autograded").exists()


def test_another_limit_grades_anew_what_was_graded_under_the_old_one(course_of_one: Path) -> None:
    configure(course_of_one, "c.Limits.cells = 5")
    graded(course_of_one, "autograder")
    configure(course_of_one, "c.Limits.cells = 500")
    code, said = graded(course_of_one, "autograder")
    assert code == 0, said
    verdicts = json.loads(kills.payloads(course_of_one)["ada"])["verdicts"]
    assert "correct" in {v["outcome"] for v in verdicts}
