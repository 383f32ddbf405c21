"""An engine, and environments with the grader's wheel, made once for a whole run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.course.course import Course
from autograder.grading.classroom import open_classroom
from autograder.grading.engine import Engine
from tests.conftest import require, submit_class
from tests.installed import Environment, build_wheel, make_environment
from tools.repository import REPOSITORY
from vanishing_gradients import ASSIGNMENT

Once = Callable[[str, Callable[[Path], None]], Path]


@pytest.fixture(scope="session")
def engine_wheel(once: Once) -> Path:
    """The wheel of the engine."""
    folder = once("engine-wheel", lambda folder: build_wheel(REPOSITORY, folder) and None)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="session")
def course_wheel(once: Once) -> Path:
    """The wheel of this repository's course."""
    folder = once(
        "course-wheel", lambda folder: build_wheel(REPOSITORY / "vanishing_gradients", folder) and None
    )
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="session")
def engine_alone(once: Once, engine_wheel: Path) -> Environment:
    """An environment with the engine and no course."""
    return Environment(once("engine-alone", lambda folder: make_environment(folder, engine_wheel) and None))


@pytest.fixture(scope="session")
def engine_and_course(once: Once, engine_wheel: Path, course_wheel: Path) -> Environment:
    """An environment with the engine and this repository's course."""
    return Environment(
        once(
            "engine-and-course", lambda folder: make_environment(folder, engine_wheel, course_wheel) and None
        )
    )


@pytest.fixture(scope="module")
def engine(course: Path, copy_of: Callable[[Path], Path]) -> Iterator[Engine]:
    """The engine of this repository's course, for submissions that are in no course folder."""
    require("bwrap")
    folder = copy_of(course)
    submit_class(folder)
    with open_classroom(Course.open(folder), ASSIGNMENT) as classroom:
        yield classroom.engine
