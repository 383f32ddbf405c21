"""Judges a notebook on its way through the box: each function where its check stands.

What a later cell does to a name or to a global costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

import numpy as np

from autograder.content import ExerciseSet
from autograder.content.calls import CallError, Crashed, TimedOut
from autograder.grading.exercise_cells import Watch, judge_at_check, judge_exercise, unwatched
from autograder.grading.own_cells import own_test, written
from autograder.grading.runner import Runner
from autograder.judging.judge import Ruling, judge
from autograder.notebooks import Cell
from autograder.results.verdict import Verdict
from autograder.submission.ingest import CleanNotebook

Seeds = Callable[[str], np.random.SeedSequence]
"""Gives the seed of an exercise's inputs in one notebook, by its name."""


@dataclass(frozen=True)
class Judged:
    """What judging a notebook gave.

    Parameters
    ----------
    verdicts
        On all that carries points, in the order of the release.
    lost
        For each exercise that fails the ones it builds on that are right in their own notebook, and not here.
    """

    verdicts: list[Verdict]
    lost: dict[str, set[str]]


@dataclass(frozen=True)
class AtChecks:
    """Judges one notebook.

    Parameters
    ----------
    notebook
        The clean notebook.
    runner
        Runs it.
    right
        Exercises that are right in other notebooks.
    watch
        Sees each verdict on an exercise.
    """

    exercises: ExerciseSet
    notebook: CleanNotebook
    runner: Runner
    seeds: Seeds
    right: Collection[str] = ()
    watch: Watch = unwatched
    _lost: dict[str, set[str]] = field(default_factory=dict)
    _works: dict[str, bool] = field(default_factory=dict)

    def judge(self) -> Judged:
        """Return the verdicts."""
        judged: dict[str, Verdict] = {}
        later: list[str] = []
        trouble: CallError | None = None
        for index, cell in enumerate(self.notebook.cells):
            if cell.release is None or not cell.release.grade or cell.release.is_written:
                continue
            grade_id = cell.release.grade_id
            exercise = self.exercises.of_check(grade_id, self.notebook.release.name)
            if exercise is None:
                trouble = self.runner.reach(index + 1) or trouble
            elif (verdict := self._at_check(exercise.name, index)) is not None:
                judged[grade_id] = verdict
            else:
                later.append(exercise.name)
        try:
            self.runner.finish()
        except (TimedOut, Crashed) as error:
            trouble = error
        for name in later:  # its check stands before it: the function may be there at the end
            verdict = self._at_end(name)
            judged[verdict.cell] = verdict
        graded = self.notebook.release.graded()
        verdicts = [judged.get(cell.grade_id) or self._own(cell, trouble) for cell in graded]
        return Judged(verdicts, self._lost)

    def _own(self, cell: Cell, trouble: CallError | None) -> Verdict:
        """Return the verdict on a cell without an exercise."""
        if cell.is_written:
            return written(cell, self.notebook)
        return own_test(cell, self.notebook, self.runner, trouble)

    def _at_check(self, name: str, index: int) -> Verdict | None:
        seed = self.seeds(name)
        judged = judge_at_check(self.exercises, name, self.notebook, self.runner, seed, index)
        return None if judged is None else self._noted(*judged)

    def _at_end(self, name: str) -> Verdict:
        judged = judge_exercise(self.exercises, name, self.notebook, self.runner, self.seeds(name))
        return self._noted(*judged)

    def _noted(self, verdict: Verdict, ruling: Ruling) -> Verdict:
        """Note what a failing function needs and does not find here."""
        self.watch(verdict, ruling)
        if verdict.score != verdict.max:
            needs = self.exercises.prerequisites(verdict.exercise) & set(self.right)
            self._lost[verdict.exercise] = {need for need in needs if not self._works_here(need)}
        return verdict

    def _works_here(self, name: str) -> bool:
        """Return whether a function that is right in its own notebook is right in this one too."""
        if name not in self._works:
            ruling = judge(self.exercises, name, self.runner, self.seeds(name))
            self._works[name] = ruling.outcome == "correct"
        return self._works[name]
