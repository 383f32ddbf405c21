"""Verdicts on exercises: the judge's ruling on a function, and what happened to the function's cell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from autograder.exercises import Exercise
from autograder.grading.runner import Runner
from autograder.judging.errors import TimedOut
from autograder.judging.judge import Ruling, judge
from autograder.judging.verdict import Outcome, Verdict
from autograder.mistakes import hint
from autograder.submission.assignment import ReleaseCell
from autograder.submission.ingest import CleanNotebook


def judge_exercise(
    exercise: Exercise,
    cell: ReleaseCell,
    notebook: CleanNotebook,
    runner: Runner,
    drawn: np.random.SeedSequence,
) -> Verdict:
    """Return the verdict on one exercise.

    Parameters
    ----------
    cell
        The graded cell that stands for it.
    drawn
        Seed of its inputs.
    """
    ruling = _with_cell(judge(exercise, runner, drawn), notebook, runner, notebook.place(exercise.name))
    return Verdict(
        notebook=notebook.release.name,
        cell=cell.key,
        exercise=exercise.name,
        outcome=ruling.outcome,
        score=ruling.score * cell.points / exercise.points,
        max=cell.points,
        mistake=ruling.mistake,
        evidence=ruling.evidence,
        hint=_hint(ruling, exercise),
        reason=ruling.reason,
        checks=ruling.checks,
    )


def _with_cell(ruling: Ruling, notebook: CleanNotebook, runner: Runner, place: int | None) -> Ruling:
    """Return the ruling, sharpened by what happened to the function's own cell."""
    if place is None or ruling.outcome == "correct":
        return ruling
    if place in runner.stopped:
        cause = runner.stopped[place]
        outcome: Outcome = "timed_out" if isinstance(cause, TimedOut) else "crashed"
        return replace(ruling, outcome=outcome, reason=f"The cell was stopped: {cause}.")
    stub = "raise NotImplementedError" in notebook.cells[place].source
    if ruling.outcome == "raised" and stub and "NotImplementedError" in ruling.reason:
        return replace(ruling, outcome="not_attempted", reason="The cell still holds the empty scaffold.")
    errors = [o for o in runner.outputs.get(place, []) if o["output_type"] == "error"]
    if ruling.outcome == "not_attempted" and errors:
        told = f"{errors[0]['ename']}: {errors[0]['evalue']}"[:200]
        return replace(ruling, outcome="raised", reason=f"The cell itself stopped with {told}.")
    return ruling


def _hint(ruling: Ruling, exercise: Exercise) -> str | None:
    """Return the hint for the named mistake, or the general one where all numbers are wrong.

    What was raised, and a check that failed behind the gate, speak for themselves.
    """
    if ruling.outcome == "wrong":
        return hint(ruling.mistake or f"{exercise.name}.unknown")
    return hint(ruling.mistake) if ruling.outcome == "partial" and ruling.mistake else None
