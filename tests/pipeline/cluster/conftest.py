"""A class, what this machine gives it, and a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring.samples import build_submission
from autograder.course.key import NAME as KEY
from tests.conftest import SAMPLES, grade
from tests.pipeline.cluster.machines import Machines, payloads
from vanishing_gradients import ASSIGNMENT

CLASS = {
    "ada": "full-marks-textbook",
    "bob": "sheet-answer-b",
    "eve": "weights-forgotten",
    "kim": "full-marks-own-style",
    "liu": "error-carried-forward",
    "zoe": "untouched",
}


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    machines = Machines(tmp_path, [])
    try:
        machines.open()
        yield machines
    finally:
        machines.close()


@pytest.fixture(scope="module")
def handed_in(course: Path, copy_of: Callable[[Path], Path]) -> Path:
    folder = copy_of(course)
    for student, sample in CLASS.items():
        target = folder / "submitted" / student / ASSIGNMENT
        build_submission(SAMPLES / sample, folder / "release" / ASSIGNMENT, target)
    (folder / KEY).write_text("5eed" * 16 + "\n")  # the same key in every copy
    return folder


@pytest.fixture
def classroom(handed_in: Path, copy_of: Callable[[Path], Path]) -> Path:
    return copy_of(handed_in)


@pytest.fixture(scope="module")
def at_home(handed_in: Path, copy_of: Callable[[Path], Path]) -> dict[str, Any]:
    """The payloads of the class, graded on this machine."""
    folder = copy_of(handed_in)
    grade(folder, list(CLASS))
    return payloads(folder)
