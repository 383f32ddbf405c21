"""Verdicts on exercises: the judge's ruling on a function, with its cause."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from autograder.content import ExerciseSet
from autograder.grading.causes import explained
from autograder.grading.runner import Runner
from autograder.judging.judge import Ruling, judge
from autograder.notebooks import CHECK
from autograder.results.verdict import Verdict
from autograder.submission.ingest import CleanNotebook

Ruled = tuple[Verdict, Ruling]
"""A verdict, and the judge's ruling that it was made from."""
Watch = Callable[[Verdict, Ruling], None]
"""Sees each verdict on an exercise with its ruling, which goes no further."""


def unwatched(verdict: Verdict, ruling: Ruling) -> None:
    """Let the ruling go."""


def judge_exercise(
    exercises: ExerciseSet,
    name: str,
    notebook: CleanNotebook,
    runner: Runner,
    seed: np.random.SeedSequence,
) -> Ruled:
    """Return the verdict on the exercise of this name, as its function stands where the run has come to.

    Parameters
    ----------
    seed
        Of its inputs.
    """
    return _verdict(exercises, name, notebook, runner, judge(exercises, name, runner, seed))


def judge_at_check(
    exercises: ExerciseSet,
    name: str,
    notebook: CleanNotebook,
    runner: Runner,
    seed: np.random.SeedSequence,
    check: int,
) -> Ruled | None:
    """Return the verdict on an exercise as its function stands at its check; None if there is none yet.

    Parameters
    ----------
    check
        The index of the check's cell.
    """
    runner.reach(check)
    ruling = judge(exercises, name, runner, seed)
    return None if ruling.is_missing else _verdict(exercises, name, notebook, runner, ruling)


def _verdict(
    exercises: ExerciseSet, name: str, notebook: CleanNotebook, runner: Runner, ruling: Ruling
) -> Ruled:
    cell = next(cell for cell in notebook.release.graded() if cell.grade_id == f"{CHECK}{name}")
    ruling = explained(ruling, name, notebook, runner.outputs, runner.stopped)
    own = notebook.cell(name)
    verdict = Verdict(
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
        found=own.found if own is not None else "",
        guessed=own is not None and own.guessed,
    )
    return verdict, ruling


def _hint(ruling: Ruling, exercises: ExerciseSet, name: str) -> str | None:
    """Return the hint for the named mistake, or the general one if all numbers are wrong.

    A check that failed behind the gate needs none: its own text says what is wrong.
    """
    topic = ruling.mistake or (f"{name}.unknown" if ruling.outcome == "wrong" else None)
    if topic is None or ruling.outcome not in {"wrong", "partial", "raised"}:
        return None
    try:
        return exercises.hints.first(topic)
    except KeyError:  # the doctor says so to the course's author; it must not stop the grading of a class
        return None
