"""The students' own check, as it speaks in their notebooks: what it says of an answer that is handed in."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.content import Exercise
from autograder.course import student_package


@dataclass(frozen=True)
class OwnCheck:
    """The check of a students' package.

    Parameters
    ----------
    package
        Folder of the package.
    entries
        What its fingerprints hold of each exercise.
    """

    package: Path
    entries: dict[str, Any]

    def compares(self, exercise: Exercise) -> bool:
        """Return whether it looks at the numbers of an exercise, and not only at their form."""
        return "inputs" in self.entries.get(exercise.name, {})

    def finds(self, exercise: Exercise, function: Callable[..., Any]) -> tuple[bool, str]:
        """Return whether a function passes, and all that is said of it."""
        examine = student_package.load("coach.findings", self.package).examine
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            finding = examine(exercise.name, function)
        return finding.is_right, "\n".join(finding.sentences)


def own_check(package: Path | None) -> OwnCheck | None:
    """Return the own check of a students' package; None if it has none that works."""
    if package is None:
        return None
    try:
        book = student_package.load("coach.findings", package).book()
    except Exception:  # whatever the package's own modules raise
        return None
    return OwnCheck(package, book["exercises"]) if book else None
