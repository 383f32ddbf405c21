"""nbgrader's own commands work on the course as it stands."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from autograder.authoring.release import nbgrader
from autograder.course.course import CONFIG
from tools.repository import REPOSITORY, make_course
from vanishing_gradients import ASSIGNMENT, EXERCISES

NOTEBOOKS = sorted({exercise.notebook for exercise in EXERCISES.values()})


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def fresh_course(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("commands") / "course"
    make_course(folder)
    return folder


def test_the_committed_release_is_what_generate_assignment_writes(fresh_course: Path) -> None:
    assert tree(fresh_course / "release" / ASSIGNMENT) == tree(REPOSITORY / "release" / ASSIGNMENT)


def test_generate_assignment_writes_the_same_bytes_again(fresh_course: Path) -> None:
    before = tree(fresh_course / "release")
    done = nbgrader(fresh_course, "generate_assignment", ASSIGNMENT, "--force")
    assert done.returncode == 0, done.stderr
    assert tree(fresh_course / "release") == before


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_validate_passes_on_the_instructors_notebook(fresh_course: Path, name: str) -> None:
    done = nbgrader(fresh_course / "source" / ASSIGNMENT, "validate", f"{name}.ipynb")
    assert "Success! Your notebook passes all the tests." in done.stdout + done.stderr


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_validate_on_the_release_fails_in_words_a_student_understands(fresh_course: Path, name: str) -> None:
    done = nbgrader(fresh_course / "release" / ASSIGNMENT, "validate", f"{name}.ipynb")
    said = done.stdout + done.stderr
    assert "VALIDATION FAILED" in said
    assert "not attempted" in said.lower()
    assert "Traceback" not in said
    assert "NotImplementedError" not in said.replace("raise NotImplementedError", "")


def test_export_writes_the_marks_of_a_graded_class(fresh_course: Path) -> None:
    student = fresh_course / "submitted" / "ada" / ASSIGNMENT
    student.mkdir(parents=True)
    for name in NOTEBOOKS:
        shutil.copy(fresh_course / "source" / ASSIGNMENT / f"{name}.ipynb", student)
    done = nbgrader(fresh_course, "autograde", ASSIGNMENT)
    assert done.returncode == 0, done.stderr
    done = nbgrader(fresh_course, "export")
    assert done.returncode == 0, done.stderr
    with (fresh_course / "grades.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [(row["student_id"], float(row["score"]), float(row["max_score"])) for row in rows] == [
        ("ada", 69.0, 100.0)
    ]


# A configuration that cannot be read

TYPING_ERROR = "c.Limits.call_seconds = = 3"


@pytest.mark.parametrize(
    ("command", "line", "reason"),
    [
        ("autograde", TYPING_ERROR, "SyntaxError"),
        ("autograde", "c.Limits.call_seconds = seconds", "name 'seconds' is not defined"),
        ("generate_feedback", TYPING_ERROR, "SyntaxError"),
    ],
)
def test_a_configuration_that_cannot_be_read_ends_the_command_with_one_sentence(
    command: str, line: str, reason: str, new_course: Path
) -> None:
    """nbgrader by itself would go on without it: with its own defaults, outside of the sandbox."""
    shutil.copytree(new_course / "release" / ASSIGNMENT, new_course / "submitted" / "ada" / ASSIGNMENT)
    config = new_course / CONFIG
    config.write_text(f"{config.read_text()}{line}\n")
    before = tree(new_course)
    done = nbgrader(new_course, command, ASSIGNMENT)
    assert (done.returncode, done.stdout) == (1, "")
    (sentence,) = done.stderr.splitlines()
    assert str(config) in sentence
    assert "the configuration cannot be read" in sentence
    assert reason in sentence
    assert tree(new_course) == before


def test_a_course_without_a_configuration_is_read_as_ever(new_course: Path) -> None:
    (new_course / CONFIG).unlink()
    done = nbgrader(new_course, "list", "--inbound", ASSIGNMENT)
    assert "cannot be read" not in done.stderr
