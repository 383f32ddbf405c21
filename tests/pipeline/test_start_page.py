"""The start page: handed out with the notebooks, no part of the assignment, asked of nobody."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from autograder.authoring.release import nbgrader
from autograder.collecting import collect
from autograder.course.course import Course
from tools.repository import RELEASE, SOURCE
from vanishing_gradients import ASSIGNMENT, EXERCISES

assert EXERCISES.welcome is not None
WELCOME = EXERCISES.welcome
FIRST = "01-one-unit-one-slope.ipynb"


def test_it_lies_in_the_release_as_it_was_written() -> None:
    assert (RELEASE / WELCOME.name).read_bytes() == WELCOME.read_bytes()


def test_nbgraders_own_command_hands_it_out(new_course: Path) -> None:
    shutil.rmtree(new_course / "release")
    done = nbgrader(new_course, "generate_assignment", ASSIGNMENT, "--force")
    assert done.returncode == 0, done.stderr
    assert (new_course / "release" / ASSIGNMENT / WELCOME.name).is_file()


def test_the_gradebook_knows_the_notebooks_alone(new_course: Path) -> None:
    with sqlite3.connect(new_course / "gradebook.db") as gradebook:
        known = {f"{name}.ipynb" for (name,) in gradebook.execute("SELECT name FROM notebook")}
    assert known == {path.name for path in SOURCE.glob("*.ipynb")}


@pytest.mark.parametrize("given", [f"ada/{WELCOME.name}", f"leeada_12345_67890_{WELCOME.name}"])
def test_a_student_who_hands_it_in_too_is_told_nothing(new_course: Path, tmp_path: Path, given: str) -> None:
    for source in (WELCOME, RELEASE / FIRST):
        target = tmp_path / given.replace(WELCOME.name, source.name)
        target.parent.mkdir(exist_ok=True)
        shutil.copy(source, target)
    collected = collect(Course.open(new_course), ASSIGNMENT, tmp_path)
    assert [file.name for student in collected.students for file in student.delivery.files] == [FIRST]
    assert [item.quiet for item in collected.left] == [True]
