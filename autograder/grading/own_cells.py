"""Verdicts on cells without an exercise: a teacher's own tests, and written answers."""

from __future__ import annotations

from dataclasses import replace

from nbformat import NotebookNode
from nbgrader.utils import determine_grade

from autograder.content.calls import CallError, Crashed
from autograder.grading.own_causes import explained_test
from autograder.grading.runner import Runner
from autograder.notebooks import Cell
from autograder.results.verdict import Verdict
from autograder.results.words import NO_RESPONSE, TEST_NO_MARK, TEST_PASSED, TO_MARK_BY_HAND
from autograder.submission.ingest import CleanNotebook

NOT_RUN = "it was not run"


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
        found=answer.found if answer is not None else "",
        guessed=answer is not None and answer.guessed,
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
        reason=TEST_PASSED,
        trusted=False,
    )
    index = notebook.index(cell.grade_id)
    stop = runner.stopped.get(index) if index is not None else None
    if stop is None and index not in runner.outputs and not cell.is_skipped:
        stop = trouble or Crashed(NOT_RUN)  # without outputs nbgrader's rule gives all points
    outputs = [NotebookNode(o) for o in runner.outputs.get(index, [])] if index is not None else []
    node = NotebookNode(
        cell_type="code",
        source=cell.source,
        outputs=outputs,
        metadata=NotebookNode(nbgrader=NotebookNode(cell.metadata["nbgrader"])),
    )
    # A value that was shown before an error is no mark, whatever nbgrader's rule makes of their order.
    failed = stop is not None or any(output["output_type"] == "error" for output in outputs)
    try:
        score = 0.0 if failed else float(determine_grade(node)[0] or 0.0)
    except (ValueError, KeyError, TypeError):
        return replace(verdict, outcome="refused", score=0.0, reason=TEST_NO_MARK)
    verdict = replace(verdict, score=score)
    return explained_test(verdict, notebook, runner.outputs, runner.stopped, runner.limits, stop)
