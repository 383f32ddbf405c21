"""The lock of a course: a sentence for whoever may not open it."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.course.storage import LOCK, one_grader
from autograder.errors import StorageError

NOBODY = 65534

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")


@contextlib.contextmanager
def another_user() -> Iterator[None]:
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def course() -> Iterator[Path]:
    """A folder that every user may look into."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def refused(course: Path) -> str:
    with another_user(), pytest.raises(StorageError) as error, one_grader(course):
        pass
    return str(error.value)


def test_a_lock_of_another_user_is_named_with_its_owner_and_what_to_do(course: Path) -> None:
    with one_grader(course):
        pass
    told = refused(course)
    assert told.startswith(f"Nothing was graded: {course / LOCK} belongs to root")
    assert "let root delete this file" in told


def test_a_lock_of_a_user_without_a_name_is_named_by_number(course: Path) -> None:
    (course / LOCK).touch(mode=0o600)
    os.chown(course / LOCK, 54321, 54321)
    assert "belongs to user 54321" in refused(course)


def test_a_course_in_which_one_may_not_write_is_named(course: Path) -> None:
    assert refused(course).startswith(f"Nothing was graded: you may not write in {course}.")
