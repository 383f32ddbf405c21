"""nbgrader's own commands work on the course as it stands."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from autograder.authoring.release import nbgrader
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
