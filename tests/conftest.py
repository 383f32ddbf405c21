"""What all tests share: Hypothesis profiles, --slow and --update, and a sample class that is graded once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from autograder.exercises import ASSIGNMENT
from autograder.grading.classroom import open_classroom
from autograder.grading.result import Result
from autograder.release import REPOSITORY, make_course
from autograder.sample import build_class

CI = os.environ.get("CI", "").lower() == "true"
SAMPLES = REPOSITORY / "tests" / "class"
WORKERS = 3

settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if CI else "dev")


def needs(*programs: str) -> pytest.MarkDecorator:
    """Mark a test that cannot run without a system program: skipped where it is missing, failed under CI."""
    return pytest.mark.needs_programs(*programs)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the slow tests too, as CI=true does")
    parser.addoption("--update", action="store_true", help="write the golden files anew")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs_programs(*names): system programs without which it cannot run")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if CI or config.getoption("--slow"):
        return
    for item in items:
        if "slow" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="slow: run with --slow or CI=true"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("needs_programs"):
        for program in mark.args:
            require(program)


def require(program: str) -> None:
    """Skip the running test where a system program is missing; under CI fail it."""
    if shutil.which(program) is None:
        reason = f"the system program {program} is not installed"
        if CI:
            pytest.fail(f"{reason}; under CI nothing is skipped for that", pytrace=False)
        pytest.skip(reason)


@dataclass(frozen=True)
class GradedClass:
    """The sample class after its grading.

    Parameters
    ----------
    course
        The course folder.
    results
        The result of each sample by its name.
    """

    course: Path
    results: dict[str, Result]


@pytest.fixture(scope="session")
def update(pytestconfig: pytest.Config) -> bool:
    """Whether golden files are to be written anew."""
    return bool(pytestconfig.getoption("--update"))


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with a release and an empty gradebook; not to be changed: take `new_course` for that."""
    folder = tmp_path_factory.mktemp("released") / "course"
    make_course(folder)
    return folder


@pytest.fixture(scope="session")
def copy_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Copies a course folder to a place of its own."""

    def copied(original: Path) -> Path:
        return Path(shutil.copytree(original, tmp_path_factory.mktemp("copied") / "course"))

    return copied


@pytest.fixture
def new_course(course: Path, copy_of: Callable[[Path], Path]) -> Path:
    """A course for one test alone, with a release and an empty gradebook."""
    return copy_of(course)


@pytest.fixture(scope="session")
def graded_class(course: Path, copy_of: Callable[[Path], Path]) -> GradedClass:
    """The sample class, graded once; not to be changed."""
    require("bwrap")
    folder = copy_of(course)
    return GradedClass(folder, grade(folder, submit_class(folder)))


def submit_class(folder: Path) -> list[str]:
    """Hand in the sample class in a course; return its students."""
    return build_class(SAMPLES, folder / "release" / ASSIGNMENT, folder / "submitted", ASSIGNMENT)


def grade(folder: Path, students: list[str]) -> dict[str, Result]:
    """Grade students of a course with our engine."""
    with open_classroom(folder, ASSIGNMENT) as classroom:
        return {result.student: result for result in classroom.grade(students, WORKERS, lambda _: None)}
