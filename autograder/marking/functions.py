"""The marks of the functions in the notebook of a written answer: what the student could do there."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from nbgrader.api import BaseCell, GradeCell
from sqlalchemy import select

from autograder.gradebook.rows import GRADES
from autograder.notebooks import CHECK


def function_marks(db: Any, submissions: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the automatic marks of some submitted notebooks, in one statement."""
    cells, more = BaseCell.__table__, GradeCell.__table__
    query = (
        select(
            GRADES.c.notebook_id, cells.c.name, GRADES.c.auto_score, GRADES.c.manual_score, more.c.max_score
        )
        .join(cells, GRADES.c.cell_id == cells.c.id)
        .join(more, more.c.id == cells.c.id)
        .where(GRADES.c.notebook_id.in_(list(submissions)), cells.c.name.startswith(CHECK, autoescape=True))
        .order_by(cells.c.name)
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for notebook, cell, auto, manual, points in db.execute(query):
        score = auto if manual is None else manual
        mark = {"exercise": cell.removeprefix(CHECK), "score": score, "points": float(points or 0.0)}
        found.setdefault(notebook, []).append(mark)
    return found
