"""The course of this repository: its folders, and a throw-away copy of it with the sample class."""

from __future__ import annotations

from pathlib import Path

from autograder.authoring.release import copy_course
from autograder.authoring.samples import build_class
from vanishing_gradients import ASSIGNMENT

REPOSITORY = Path(__file__).parents[1]
SAMPLES = REPOSITORY / "samples"
SOURCE, RELEASE = REPOSITORY / "source" / ASSIGNMENT, REPOSITORY / "release" / ASSIGNMENT


def make_course(folder: Path, gradebook: str = "") -> None:
    """Make a throw-away course of this repository's assignment in a folder, with a new gradebook.

    Parameters
    ----------
    gradebook
        Address of a database for the gradebook; a file in the folder by default.
    """
    copy_course(REPOSITORY, folder, ASSIGNMENT, gradebook=gradebook)


def hand_in_class(folder: Path) -> list[str]:
    """Hand in the sample class in a course; return its students."""
    return build_class(SAMPLES, folder / "release" / ASSIGNMENT, folder / "submitted", ASSIGNMENT)
