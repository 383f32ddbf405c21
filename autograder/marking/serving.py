"""What is asked for again and again: some answers, and how far a marker is."""

from __future__ import annotations

from typing import Any

from autograder.errors import UsageError
from autograder.marking.sheet import Sheet


class UnknownError(UsageError):
    """There is no such assignment, question or answer."""


def shown(sheet: Sheet, marker: str, ids: list[str]) -> list[dict[str, Any]]:
    """Return some answers as the page gets them."""
    with sheet.engine.connect() as db:
        view = sheet.view(db, marker)
        if any(id_ not in view.students for id_ in ids):
            raise UnknownError("There is no such answer. Load the page again.")
        return sheet.shown(db, view, ids)


def progress(sheet: Sheet, marker: str) -> dict[str, Any]:
    """Return how many answers are left, and the marker's pace."""
    with sheet.engine.connect() as db:
        view = sheet.view(db, marker)
        return {"left": view.left, "seconds_an_answer": sheet.pace(db, marker)}
