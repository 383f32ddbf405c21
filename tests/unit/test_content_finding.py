"""How an exercise set is found: installed or beside a course's configuration; a wrong name gets one sentence."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from autograder.content.finding import exercise_set, modules_beside
from autograder.errors import UsageError
from tools.repository import REPOSITORY
from vanishing_gradients import ASSIGNMENT, EXERCISES

CONTENT = """
    from autograder.content import Exercise, ExerciseSet, Values


    def scaled(x):
        return {factor} * x


    def some(rng):
        return [(float(rng.uniform()),)]


    EXERCISES = ExerciseSet({assignment!r}, (Exercise("scaled", "1", "01", scaled, (Values("a", 1.0, some),), some),))
    NUMBER = 3
"""


@pytest.fixture
def make_course(tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Makes course folders with files beside the configuration; forgets afterwards what was loaded from them."""

    def make(name: str, files: dict[str, str]) -> Path:
        for path, text in files.items():
            file = tmp_path / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(dedent(text))
        return tmp_path / name

    yield make
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", "")).startswith(str(tmp_path)):
            del sys.modules[name]


def content(factor: int = 2, assignment: str = "sums") -> str:
    return CONTENT.format(factor=factor, assignment=assignment)


def package(factor: int = 2, importing: str = ".parts") -> dict[str, str]:
    """Return the files of a package `mine` whose exercise set stands in one of its modules."""
    return {
        "mine/__init__.py": f"from {importing} import EXERCISES",
        "mine/parts.py": content(factor),
    }


def named(value: Any, assignment: str = "sums") -> dict[str, Any]:
    """Return a configuration that names the exercise set of an assignment."""
    return {"Autograder": {"exercise_sets": {assignment: value}}}


def result(course: Path, value: str = "mine:EXERCISES") -> Any:
    """Return what the reference of the only exercise in a course's set gives for 10."""
    return exercise_set("sums", named(value), course)["scaled"].reference(10)


def test_an_installed_package_is_found_by_its_entry_point(tmp_path: Path) -> None:
    assert exercise_set(ASSIGNMENT, {}, tmp_path) is EXERCISES


def test_a_configuration_may_name_an_installed_module(tmp_path: Path) -> None:
    assert exercise_set(ASSIGNMENT, named("vanishing_gradients:EXERCISES", ASSIGNMENT), tmp_path) is EXERCISES


def test_a_configuration_goes_before_an_entry_point(make_course: Callable[..., Path]) -> None:
    course = make_course("a", {"mine.py": content(assignment=ASSIGNMENT)})
    assert list(exercise_set(ASSIGNMENT, named("mine:EXERCISES", ASSIGNMENT), course)) == ["scaled"]


def test_an_assignment_that_nobody_knows_has_an_empty_set(tmp_path: Path) -> None:
    found = exercise_set("essays", {}, tmp_path)
    assert (found.assignment, len(found)) == ("essays", 0)


def test_a_file_beside_the_configuration_is_found(make_course: Callable[..., Path]) -> None:
    assert result(make_course("a", {"mine.py": content(3)})) == 30


def test_a_folder_beside_the_configuration_is_found(make_course: Callable[..., Path]) -> None:
    course = make_course("a", package(4))
    assert result(course) == 40
    assert result(course, "mine.parts:EXERCISES") == 40


def test_a_folder_may_import_itself_by_its_name(make_course: Callable[..., Path]) -> None:
    course = make_course("a", package(4, "mine.parts"))
    assert result(course) == 40


def test_a_module_is_loaded_once(make_course: Callable[..., Path]) -> None:
    course = make_course("a", {"mine.py": content()})
    one, other = (exercise_set("sums", named("mine:EXERCISES"), course) for _ in range(2))
    assert one is other


def test_a_set_beside_the_configuration_is_pickled_by_its_name(make_course: Callable[..., Path]) -> None:
    for name, factor in {"a": 2, "b": 3}.items():
        found = exercise_set("sums", named("mine:EXERCISES"), make_course(name, {"mine.py": content(factor)}))
        assert pickle.loads(pickle.dumps(found)) is found


def test_two_courses_with_a_file_of_one_name_have_each_their_own(make_course: Callable[..., Path]) -> None:
    courses = [make_course(str(factor), {"mine.py": content(factor)}) for factor in (2, 3)]
    assert [result(course) for course in courses * 2] == [20, 30, 20, 30]


def test_two_courses_with_a_folder_of_one_name_have_each_their_own(make_course: Callable[..., Path]) -> None:
    courses = [make_course(str(factor), package(factor)) for factor in (2, 3)]
    assert [result(course) for course in courses * 2] == [20, 30, 20, 30]


def test_a_folder_that_would_import_another_courses_modules_is_refused(
    make_course: Callable[..., Path],
) -> None:
    first, second = (make_course(name, package(importing="mine.parts")) for name in "ab")
    exercise_set("sums", named("mine:EXERCISES"), first)
    with pytest.raises(UsageError, match=r"rename it, or write its imports as `from \. import`"):
        exercise_set("sums", named("mine:EXERCISES"), second)


def test_a_file_with_the_name_of_an_installed_module_is_the_courses(make_course: Callable[..., Path]) -> None:
    course = make_course("a", {"statistics.py": content(5)})
    assert result(course, "statistics:EXERCISES") == 50


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("mine", "Write MODULE:NAME, such as my_exercises:EXERCISES."),
        (":EXERCISES", "Write MODULE:NAME"),
        ("mine:", "Write MODULE:NAME"),
        ("nowhere:EXERCISES", "cannot be loaded (ModuleNotFoundError: No module named 'nowhere'). Look at"),
        (
            "mine:OTHERS",
            "cannot be loaded (AttributeError: module 'mine' has no attribute 'OTHERS'). Look at",
        ),
        ("broken:EXERCISES", "cannot be loaded (ZeroDivisionError: division by zero). Look at that module"),
        ("mine:NUMBER", "is not an ExerciseSet but int."),
        ("others:EXERCISES", "belongs to the assignment 'products', not to 'sums'."),
        (3, "must be a dictionary such as"),
    ],
)
def test_a_wrong_value_is_answered_with_one_sentence(
    value: Any, sentence: str, make_course: Callable[..., Path]
) -> None:
    course = make_course(
        "a", {"mine.py": content(), "broken.py": "1 / 0", "others.py": content(assignment="products")}
    )
    with pytest.raises(UsageError) as caught:
        exercise_set("sums", named(value), course)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_configuration_that_names_no_assignment_is_answered_with_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(
        UsageError, match=r"c\.Autograder\.exercise_sets in nbgrader_config\.py must be a dictionary"
    ):
        exercise_set("sums", {"Autograder": {"exercise_sets": "mine:EXERCISES"}}, tmp_path)


def test_a_module_that_failed_is_tried_again(make_course: Callable[..., Path]) -> None:
    course = make_course("a", {"mine.py": "1 / 0"})
    with pytest.raises(UsageError):
        exercise_set("sums", named("mine:EXERCISES"), course)
    make_course("a", {"mine.py": content(6)})
    assert result(course) == 60


def test_modules_beside_the_configuration_go_with_a_copy_of_the_course(
    make_course: Callable[..., Path],
) -> None:
    course = make_course("a", {"mine.py": content(), "other/__init__.py": "", "unnamed.py": ""})
    config = {
        "Autograder": {"exercise_sets": {"sums": "mine:EXERCISES", "b": "other.parts:B", "c": "absent:C"}}
    }
    assert modules_beside(config, course) == [course / "mine.py", course / "other"]


def test_a_package_that_is_installed_from_beside_the_configuration_stays_there() -> None:
    config = named("vanishing_gradients:EXERCISES", ASSIGNMENT)
    assert modules_beside(config, REPOSITORY) == []
    assert exercise_set(ASSIGNMENT, config, REPOSITORY) is EXERCISES
