"""Written answers and predictions as the graded notebooks hold them; one that changed is read again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.course.course import Course
from autograder.gradebook.marks import Question
from autograder.notebooks import PREDICTION, Roles, text_of
from autograder.results.record import digest
from autograder.submission.pictures import unpacked


@dataclass(frozen=True)
class Answer:
    """One written answer.

    Parameters
    ----------
    text
        As it was written.
    is_code
        Whether it stands in a code cell.
    attachments
        The pictures in it, as a notebook holds them.
    predictions
        What the student predicted before, in the same notebook, as it was written.
    found
        Whether there is a graded notebook that holds it.
    """

    text: str = ""
    is_code: bool = False
    attachments: Mapping[str, Any] = field(default_factory=dict)
    predictions: tuple[str, ...] = ()
    found: bool = True

    @property
    def digest(self) -> str:
        """The digest that the record of a grading has of this answer."""
        bundles = (bundle.values() for bundle in self.attachments.values() if isinstance(bundle, dict))
        pictures = [digest(unpacked(packed)) for bundle in bundles for packed in bundle]
        return digest(json.dumps([self.text, pictures]) if pictures else self.text)


NOWHERE = Answer(found=False)


class Answers:
    """Reads answers of a course, and keeps them by their files."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._kept: dict[Path, tuple[tuple[int, int], dict[str, Answer]]] = {}

    def of(self, question: Question, student: str) -> Answer:
        """Return the answer of a student."""
        folder = self._course.graded_folder(student, question.assignment)
        path = folder / f"{question.notebook}.ipynb"
        try:
            status = path.stat()
            version = status.st_mtime_ns, status.st_size
            kept = self._kept.get(path)
            if kept is None or kept[0] != version:
                cells = json.loads(path.read_text(encoding="utf-8", errors="replace"))["cells"]
                kept = self._kept[path] = version, dict(answers_in(cells))
        except (OSError, ValueError, RecursionError, KeyError, TypeError, AttributeError):
            return NOWHERE
        return kept[1].get(question.cell, NOWHERE)


def answers_in(cells: list[dict[str, Any]]) -> Iterator[tuple[str, Answer]]:
    """Yield what a human marks in a graded notebook: the grade_id of its cell, and the answer.

    A task is answered in the student's own cells behind it.
    """
    predictions: list[str] = []
    for at, cell in enumerate(cells):
        name, roles = str(cell["metadata"].get("nbgrader", {}).get("grade_id", "")), Roles.of(cell)
        text, is_code = text_of(cell["source"]), cell["cell_type"] == "code"
        if name.startswith(PREDICTION):
            predictions.append(text)
        elif roles.task:
            behind = []
            for other in cells[at + 1 :]:
                if "nbgrader" in other["metadata"]:
                    break
                behind.append(text_of(other["source"]))
            yield name, Answer("\n\n".join(behind), predictions=tuple(predictions))
        elif roles.grade and (roles.solution or not is_code):
            attachments = cell.get("attachments") or {}
            yield name, Answer(text, is_code, attachments, tuple(predictions))
