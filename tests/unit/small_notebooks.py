"""Small notebooks, released and handed in, for the tests of what of a submission is taken."""

from __future__ import annotations

from typing import Any

from autograder.notebooks import Cell

ROLES = ("grade", "solution", "task", "locked")


def cell(grade_id: str, source: str, *, kind: str = "code", points: float = 0.0, **how: Any) -> Cell:
    """Return a released cell; `grade`, `solution`, `task`, `locked`, `is_figure`, `cell_id` as keywords."""
    ours = {"grade_id": grade_id, "schema_version": 3, "points": points} | {
        r: bool(how.get(r)) for r in ROLES
    }
    return Cell(
        grade_id=grade_id,
        cell_id=how.get("cell_id", f"id-{grade_id or source[:3]}"),
        kind=kind,
        source=source,
        metadata={"nbgrader": ours} if grade_id else {},
        points=points,
        is_figure=bool(how.get("is_figure")),
        given=how.get("given"),
        **{role: bool(how.get(role)) for role in ROLES},
    )


def added(source: str, kind: str = "code", **more: Any) -> dict[str, Any]:
    return {"cell_type": kind, "metadata": {}, "source": source, **more}
