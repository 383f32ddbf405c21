"""The rows of graded classes, and those in which two classes differ."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from autograder.course.course import Course
from autograder.gradebook.reader import read_works
from autograder.gradebook.records import Mark
from autograder.results.verdict import CellId, Verdict

Row = tuple[str, str, str]
"""Student, notebook, cell."""
Score = tuple[float | None, bool]
"""The automatic score of a row, and whether a human must look at it (`needs_manual_grade`)."""


@dataclass(frozen=True)
class Graded:
    """A graded class.

    Parameters
    ----------
    scores
        The score of each row.
    verdicts
        Our verdicts; none if nbgrader graded.
    printed
        What the cell of a row printed or raised, in the graded notebook.
    stopped
        Students whose graded notebooks are missing: nbgrader takes them away where it fails.
    """

    scores: dict[Row, Score]
    verdicts: dict[Row, Verdict]
    printed: dict[Row, str]
    stopped: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """A row that two gradings score differently; None for a score where there is no such row.

    Parameters
    ----------
    stock_printed
        What decided its score under nbgrader.
    stopped
        Whether nbgrader failed at this student's submission.
    verdict
        Ours.
    """

    row: Row
    stock: Score | None
    ours: Score | None
    stock_printed: str = ""
    stopped: bool = False
    verdict: Verdict | None = None


def read_graded(course: Course, assignment: str) -> Graded:
    """Return the rows of a graded course."""
    scores: dict[Row, Score] = {}
    verdicts: dict[Row, Verdict] = {}
    printed: dict[Row, str] = {}
    with contextlib.closing(course.gradebook()) as gradebook:
        works = read_works(gradebook, course.exercise_set(assignment))
    for student, work in works.items():
        for (notebook, cell), mark in work.marks.items():
            scores[student, notebook, cell] = _score(mark)
        verdicts |= {(student, *cell_id): verdict for cell_id, verdict in work.verdicts.items()}
        printed |= {(student, *cell_id): text for cell_id, text in _printed(course, assignment, student)}
    handed_in = course.students(assignment)
    stopped = tuple(one for one in handed_in if not course.graded_folder(one, assignment).is_dir())
    return Graded(scores, verdicts, printed, stopped)


def _score(mark: Mark) -> Score:
    return None if mark.auto is None else round(mark.auto, 6), mark.look_again


def differences(stock: Graded, ours: Graded) -> list[Difference]:
    """Return the rows that differ, in order."""
    return [
        Difference(
            row,
            stock.scores.get(row),
            ours.scores.get(row),
            stock.printed.get(row, ""),
            row[0] in stock.stopped,
            ours.verdicts.get(row),
        )
        for row in sorted(stock.scores.keys() | ours.scores.keys())
        if stock.scores.get(row) != ours.scores.get(row)
    ]


def _printed(course: Course, assignment: str, student: str) -> Iterator[tuple[CellId, str]]:
    """Yield what decided the score of each cell of a student's graded notebooks."""
    for path in sorted(course.graded_folder(student, assignment).glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
            texts = [text for output in cell.get("outputs", ()) if (text := _text(output))]
            if name and texts:
                yield (path.stem, name), "; ".join(texts)


def _text(output: dict[str, Any]) -> str:
    """Return an output as nbgrader looks at it: an error, a value, something on stderr."""
    if output["output_type"] == "error":
        return f"{output['ename']}: {output['evalue']}".strip()
    if output["output_type"] == "execute_result":
        return "".join(output["data"].get("text/plain", ""))
    return f"stderr: {''.join(output['text'])}".strip() if output.get("name") == "stderr" else ""
