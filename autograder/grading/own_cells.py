"""Verdicts on cells without an exercise: a teacher's own tests, and written answers."""

from __future__ import annotations

from dataclasses import replace

from nbformat import NotebookNode
from nbgrader.utils import determine_grade

from autograder.content.calls import CallError, TimedOut
from autograder.grading.runner import Runner
from autograder.notebooks import Cell
from autograder.results.verdict import Outcome, Verdict
from autograder.results.words import NO_RESPONSE, TO_MARK_BY_HAND
from autograder.submission.ingest import CleanNotebook


def written(cell: Cell, notebook: CleanNotebook) -> Verdict:
    """Return the verdict on a cell that only a human can mark; an unchanged one earns 0, as in nbgrader."""
    answer = notebook.cell(cell.grade_id)
    if cell.solution and not cell.task and (answer is None or not answer.changed):
        return Verdict(
            notebook.release.name,
            cell.grade_id,
            cell.grade_id,
            "not_attempted",
            0.0,
            cell.points,
            reason=NO_RESPONSE,
        )
    return Verdict(
        notebook.release.name,
        cell.grade_id,
        cell.grade_id,
        "to_mark",
        None,
        cell.points,
        reason=TO_MARK_BY_HAND,
    )


def own_test(cell: Cell, notebook: CleanNotebook, runner: Runner, trouble: CallError | None) -> Verdict:
    """Return the verdict on a teacher's own test cell, by nbgrader's rule on the outputs the box reports."""
    verdict = Verdict(
        notebook.release.name,
        cell.grade_id,
        cell.grade_id,
        "correct",
        cell.points,
        cell.points,
        reason="A test cell without an exercise ran among the student's own code.",
        trusted=False,
    )
    index = notebook.index(cell.grade_id)
    stop = runner.stopped.get(index) if index is not None else None
    stop = stop or (trouble if index not in runner.outputs else None)
    if stop is not None:
        outcome: Outcome = "timed_out" if isinstance(stop, TimedOut) else "crashed"
        return replace(verdict, outcome=outcome, score=0.0, reason=f"The cell was stopped: {stop}.")
    outputs = [NotebookNode(o) for o in runner.outputs.get(index, [])] if index is not None else []
    node = NotebookNode(
        cell_type="code",
        source=cell.source,
        outputs=outputs,
        metadata=NotebookNode(nbgrader=NotebookNode(cell.metadata["nbgrader"])),
    )
    try:
        score = float(determine_grade(node)[0] or 0.0)
    except (ValueError, KeyError, TypeError):
        return replace(verdict, outcome="refused", score=0.0, reason="The test cell's value is not a mark.")
    verdict = replace(verdict, score=score)
    outcome = "correct" if verdict.score == cell.points else "partial" if verdict.score else "wrong"
    errors = [o for o in outputs if o["output_type"] == "error"]
    reason = f"The test says {errors[0]['ename']}: {errors[0]['evalue']}"[:300] if errors else verdict.reason
    return replace(verdict, outcome=outcome, reason=reason)
