"""The rubrics: each written answer has one, and its question says the same."""

from __future__ import annotations

from autograder.content import Rubric
from autograder.doctor.finding import Diagnosis, Finding, Findings
from autograder.notebooks import Cell, criteria
from autograder.text import count_points, number


def written_answers(solved: list[Cell], diagnosis: Diagnosis) -> Findings:
    """Yield rubrics and written answers of the source notebooks that do not fit together."""
    if not diagnosis.exercises:
        return
    known = {rubric.written: rubric for rubric in diagnosis.exercises.rubrics}
    written = [cell for cell in solved if cell.is_written]
    diagnosis.counts["rubrics"] = len(known)
    for cell in written:
        rubric = known.pop(cell.grade_id, None)
        if rubric is None:
            yield Finding(
                cell.grade_id, "no rubric says what earns its points.", "Add a Rubric to the exercise set."
            )
        else:
            yield from _rubric(rubric, cell, _question(cell, solved))
    for grade_id in known:
        yield Finding(
            grade_id, "it has a rubric, but no written answer.", "Correct its `written`, or take it out."
        )


def _rubric(rubric: Rubric, cell: Cell, question: str) -> Findings:
    if rubric.points != cell.points:
        points = f"its rubric has {count_points(rubric.points)}, its cell {number(cell.points)}."
        yield Finding(cell.grade_id, points, "Make them agree.")
    said = criteria(question)
    if not said:
        yield Finding(
            cell.grade_id,
            "its question does not say what earns the points.",
            f"Write there: **What earns the points.** {' '.join(_lines(rubric))}",
        )
    elif said != _lines(rubric):
        # The first pair that differs; the shorter of the two lists ends before.
        pairs = zip([*said, ""], [*_lines(rubric), ""], strict=False)
        there, here = next((pair for pair in pairs if pair[0] != pair[1]), (said[-1], "nothing"))
        yield Finding(
            cell.grade_id,
            f"its question says {there or 'nothing'!r} where its rubric says {here or 'nothing'!r}.",
            "Make them agree, word for word.",
        )


def _lines(rubric: Rubric) -> list[str]:
    """Return the lines as a question says them, with the note behind the last one."""
    lines = [f"{number(line.points)}: {' '.join(line.sentence.split())}" for line in rubric.lines]
    return [*lines[:-1], f"{lines[-1]} {rubric.note}".strip()] if lines else []


def _question(cell: Cell, cells: list[Cell]) -> str:
    """Return the question of a written answer: the locked text before it, or a task's own text."""
    if cell.task:
        return cell.source
    before = [other for other in cells if other.notebook == cell.notebook]
    for other in reversed(before[: before.index(cell)]):
        if other.grade:
            break
        if other.kind == "markdown" and other.locked:
            return other.source
    return ""
