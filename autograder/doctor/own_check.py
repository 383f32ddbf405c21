"""The students' own check, as it speaks in their notebooks: what it says of an answer that is handed in."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.content import Args, Exercise
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

    def says(self, exercise: Exercise, function: Callable[..., Any]) -> str:
        """Return all that it says of a function."""
        with contextlib.redirect_stdout(io.StringIO()):
            finding = self._module("findings").examine(exercise.name, function)
        return "\n".join(finding.sentences)

    def praise(self, exercise: Exercise) -> str:
        """Return what it says of a right function."""
        return str(self._module("words").PRAISE.format(name=exercise.name))

    def inputs(self, exercise: Exercise) -> Iterator[Args]:
        """Yield the inputs on which it tries a function."""
        for stored in self.entries[exercise.name]["inputs"]:
            yield tuple(map(self._module("inputs").argument, stored))

    def _module(self, name: str) -> Any:
        return student_package.load(f"coach.{name}", self.package)


def own_check(package: Path | None) -> OwnCheck | None:
    """Return the own check of a students' package; None if it has none that works."""
    if package is None:
        return None
    try:
        book = student_package.load("coach.findings", package).book()
    except Exception:  # whatever the package's own modules raise
        return None
    return OwnCheck(package, book["exercises"]) if book else None
