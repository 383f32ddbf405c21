"""The written questions of an assignment: what is asked, where the answer goes, and the course's rubric."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from nbgrader.api import Assignment as AssignmentRow
from nbgrader.api import Notebook as NotebookRow
from nbgrader.api import SourceCell
from sqlalchemy import select

from autograder.content import Anchor, Rubric, RubricLine
from autograder.course.course import Course
from autograder.gradebook.marks import Question
from autograder.notebooks import MARK_SCHEME, QUESTION_TITLE, Cell, between, read_notebook, without

WHOLE = "points"
"""The line of a rubric that nobody wrote: the whole answer."""


@dataclass(frozen=True)
class Written:
    """A written question.

    Parameters
    ----------
    key
        Where its answers are.
    id
        What it is called in addresses: the grade_id of the answer's cell, behind the notebook's name if two
        notebooks have such a cell.
    text
        The question, in Markdown.
    given
        What students got to write in.
    rubric
        The course's; if it has none, one line with all points.
    """

    key: Question
    id: str
    title: str
    points: float
    text: str
    given: str
    rubric: Rubric


def written_questions(course: Course, db: Any, assignment: str) -> list[Written]:
    """Return the questions of an assignment that a human marks, in the notebooks' order."""
    rubrics = {rubric.written: rubric for rubric in course.exercise_set(assignment).rubrics}
    query = (
        select(NotebookRow.name, SourceCell.name, SourceCell.source)
        .join(SourceCell.notebook)
        .join(AssignmentRow, NotebookRow.assignment_id == AssignmentRow.id)
        .where(AssignmentRow.name == assignment, SourceCell.locked)
    )
    locked: dict[str, dict[str, str]] = {}
    for notebook, cell, source in db.execute(query):
        locked.setdefault(notebook, {})[cell] = source or ""
    found = []
    for path in sorted(course.release_folder(assignment).glob("*.ipynb")):
        if path.stem in locked:
            notebook = read_notebook(path, locked[path.stem])
            found += list(_of_notebook(path.stem, notebook.cells, rubrics))
    often = Counter(cell.grade_id for _, cell, _, _ in found)
    return [
        Written(
            Question(assignment, notebook, cell.grade_id),
            cell.grade_id if often[cell.grade_id] == 1 else f"{notebook}.{cell.grade_id}",
            rubric.title or _title(text) or cell.grade_id,
            cell.points,
            without(text, MARK_SCHEME),
            cell.given or "",
            rubric,
        )
        for notebook, cell, text, rubric in found
    ]


def _of_notebook(
    notebook: str, cells: Sequence[Cell], rubrics: dict[str, Rubric]
) -> Iterator[tuple[str, Cell, str, Rubric]]:
    """Yield each answer's cell with its question and its rubric."""
    question = ""
    for cell in cells:
        if cell.is_written and cell.grade_id:
            text = cell.source if cell.task else question
            own = rubrics.get(cell.grade_id)
            yield notebook, cell, text, own or _whole(cell, text)
            question = ""
        elif cell.kind == "markdown" and not cell.solution:
            question = cell.source


def _whole(cell: Cell, question: str) -> Rubric:
    """Return the rubric of an answer for which the course has none: its points, one by one."""
    points = cell.points or 1.0
    anchors = tuple(Anchor(float(step), "") for step in range(1, int(points)) if points <= 9)
    line = RubricLine(WHOLE, points, "What the answer earns.", anchors)
    return Rubric(cell.grade_id, (line,), between(question, MARK_SCHEME), _title(question))


def _title(question: str) -> str:
    """Return the heading of a question, or nothing."""
    found = QUESTION_TITLE.search(question)
    if found is not None:
        return found["title"]
    first = question.strip().partition("\n")[0]
    return first.lstrip("# ").strip() if first.startswith("#") else ""
