"""Refuses a release with exercises that no exercise set knows: they are not plain test cells."""

from __future__ import annotations

import re

from autograder.content import ExerciseSet
from autograder.content.finding import NAME_THE_SET
from autograder.errors import UsageError
from autograder.notebooks import CHECK
from autograder.submission.assignment import Assignment


def must_know_exercises(assignment: Assignment, exercises: ExerciseSet) -> None:
    """Refuse a release whose exercises are not all in the set.

    Raises
    ------
    UsageError
        If a cell `check_NAME` calls `check("NAME", NAME)` and is not the check of an exercise in the set.
    """
    unknown = [
        (notebook.name, cell.grade_id)
        for notebook in assignment.notebooks
        for cell in notebook.graded()
        if _calls_check(cell.grade_id, cell.source)
        and exercises.of_check(cell.grade_id, notebook.name) is None
    ]
    if not unknown:
        return
    notebook, grade_id = unknown[0]
    others = f" and {len(unknown) - 1} more" if len(unknown) > 1 else ""
    if not exercises:
        raise UsageError(
            f"Nothing was graded: the release of {assignment.name!r} has exercises ({grade_id}{others}), but "
            f"no exercise set is known for it. {NAME_THE_SET}"
        )
    raise UsageError(
        f"Nothing was graded: the exercise set of {assignment.name!r} has no exercise for the cell "
        f"{grade_id} of {notebook}{others}. Add it there, or make the release again from its own set."
    )


def _calls_check(grade_id: str, source: str) -> bool:
    """Return whether a cell is the check of an exercise by its name and by what it calls."""
    name = re.escape(grade_id.removeprefix(CHECK))
    call = rf"""^\s*check\(\s*(["']){name}\1\s*,\s*{name}\b"""
    return grade_id.startswith(CHECK) and re.search(call, source, re.MULTILINE) is not None
