"""A release whose exercises no exercise set knows is refused; a teacher's own tests are not exercises."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.content import ExerciseSet
from autograder.errors import UsageError
from autograder.grading.known_exercises import must_know_exercises
from autograder.notebooks import Cell, Notebook, read_folder
from autograder.submission.assignment import Assignment
from tools.repository import RELEASE
from vanishing_gradients import ASSIGNMENT, EXERCISES

NOBODYS = ExerciseSet("homework", ())


def released(grade_id: str, source: str, notebook: str = "one") -> Assignment:
    cell = Cell(grade_id, "", "code", source, grade=True, points=1.0)
    return Assignment("homework", (Notebook(notebook, (cell,)),), Path())


@pytest.mark.parametrize(
    "source",
    [
        'check("area", area)',
        "check('area', area)",
        'check( "area" , area, hint=2)',
        'from lab import check\n\ncheck("area", area)  # the check',
    ],
)
def test_a_check_without_an_exercise_set_is_refused(source: str) -> None:
    with pytest.raises(UsageError, match=r"has exercises \(check_area\), but no exercise set is known"):
        must_know_exercises(released("check_area", source), NOBODYS)


@pytest.mark.parametrize(
    ("grade_id", "source"),
    [
        ("check_area", "assert area(2) == 4"),
        ("check_area", 'check("volume", volume)'),
        ("test_area", 'check("area", area)'),
        ("check_area", '# check("area", area)'),
    ],
)
def test_a_teachers_own_test_is_not_refused(grade_id: str, source: str) -> None:
    must_know_exercises(released(grade_id, source), NOBODYS)


def test_a_check_that_is_missing_in_its_exercise_set_is_named() -> None:
    with pytest.raises(UsageError, match="has no exercise for the cell check_area of one"):
        must_know_exercises(released("check_area", 'check("area", area)'), EXERCISES)


def test_an_exercise_in_another_notebook_than_its_check_is_named() -> None:
    sigmoid = released("check_sigmoid", 'check("sigmoid", sigmoid)', "one")
    with pytest.raises(UsageError, match="has no exercise for the cell check_sigmoid of one"):
        must_know_exercises(sigmoid, EXERCISES)


def test_this_course_is_not_refused() -> None:
    must_know_exercises(Assignment(ASSIGNMENT, tuple(read_folder(RELEASE)), RELEASE), EXERCISES)
