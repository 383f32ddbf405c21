"""Verdicts on exercises: the judge's ruling on a function, and what happened to the function's cell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from autograder.content import ExerciseSet
from autograder.content.calls import TimedOut
from autograder.grading.runner import Runner
from autograder.judging.judge import Ruling, judge
from autograder.notebooks import Cell
from autograder.results.verdict import Outcome, Verdict
from autograder.submission.ingest import CleanNotebook


def judge_exercise(
    exercises: ExerciseSet,
    name: str,
    cell: Cell,
    notebook: CleanNotebook,
    runner: Runner,
    seed: np.random.SeedSequence,
) -> Verdict:
    """Return the verdict on the exercise of this name.

    Parameters
    ----------
    cell
        The graded cell of the exercise.
    seed
        Of its inputs.
    """
    ruling = _with_cell(judge(exercises, name, runner, seed), notebook, runner, notebook.index(name))
    return Verdict(
        notebook=notebook.release.name,
        cell=cell.grade_id,
        exercise=name,
        outcome=ruling.outcome,
        score=ruling.score * cell.points / exercises[name].points,
        max=cell.points,
        mistake=ruling.mistake,
        evidence=ruling.evidence,
        hint=_hint(ruling, exercises, name),
        reason=ruling.reason,
        checks=ruling.checks,
    )


def _with_cell(ruling: Ruling, notebook: CleanNotebook, runner: Runner, index: int | None) -> Ruling:
    """Return the ruling, made more precise by what happened to the function's own cell."""
    if index is None or ruling.outcome == "correct":
        return ruling
    if index in runner.stopped:
        cause = runner.stopped[index]
        outcome: Outcome = "timed_out" if isinstance(cause, TimedOut) else "crashed"
        return replace(ruling, outcome=outcome, reason=f"The cell was stopped: {cause}.")
    stub = "raise NotImplementedError" in notebook.cells[index].source
    if ruling.outcome == "raised" and stub and "NotImplementedError" in ruling.reason:
        return replace(ruling, outcome="not_attempted", reason="The cell still holds the empty scaffold.")
    errors = [o for o in runner.outputs.get(index, []) if o["output_type"] == "error"]
    if ruling.outcome == "not_attempted" and errors:
        error = f"{errors[0]['ename']}: {errors[0]['evalue']}"[:200]
        return replace(ruling, outcome="raised", reason=f"The cell itself stopped with {error}.")
    return ruling


def _hint(ruling: Ruling, exercises: ExerciseSet, name: str) -> str | None:
    """Return the hint for the named mistake, or the general one if all numbers are wrong.

    An exception, and a check that failed behind the gate, need no hint: their own text says what is wrong.
    """
    topic = ruling.mistake or (f"{name}.unknown" if ruling.outcome == "wrong" else None)
    if topic is None or ruling.outcome not in {"wrong", "partial"}:
        return None
    try:
        return exercises.hints.first(topic)
    except KeyError:  # the doctor says so to the course's author; it must not stop the grading of a class
        return None
