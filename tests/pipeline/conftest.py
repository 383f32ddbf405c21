"""Environments with the grader's wheel, made once for a whole run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.installed import Environment, build_wheel, make_environment
from tools.repository import REPOSITORY

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
