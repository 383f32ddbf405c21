"""Error carried forward: one mistake costs one exercise."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from autograder.box.packing import EMPTY, Furnishing
from autograder.box.sandbox import Sandbox
from autograder.box.session import Box
from autograder.content import ExerciseSet
from autograder.grading.exercise_cells import judge_at_check, judge_exercise
from autograder.grading.plan import Notebooks, code_cells, spare_cells
from autograder.grading.runner import Runner
from autograder.notebooks import CHECK
from autograder.results.verdict import Verdict
from autograder.submission.ingest import CleanNotebook

SeedFor = Callable[[str, CleanNotebook], np.random.SeedSequence]
"""Gives the seed of an exercise's inputs, by its name and the student's notebook."""


@dataclass(frozen=True)
class CarryForward:
    """Judges again what fails and builds on what fails, with right earlier functions.

    The student's notebook runs once more in a fresh box, whose output is thrown away. In the places of what
    fails stand functions that the judge answers for, call by call, with the course's reference: no source of
    the course enters a box. Only declared prerequisites are replaced, never the exercise that is judged. The
    better verdict counts.

    Parameters
    ----------
    exercises
        The assignment's exercises.
    sandbox
        Makes the box.
    furnishing
        What the notebooks find in their folder.
    """

    exercises: ExerciseSet
    sandbox: Sandbox
    furnishing: Furnishing = EMPTY

    def improved(
        self,
        verdicts: dict[str, list[Verdict]],
        clean: Notebooks,
        files: dict[str, str],
        lost: Mapping[str, Collection[str]],
        seed_for: SeedFor,
        deadline: float,
    ) -> dict[str, list[Verdict]]:
        """Return the verdicts on a submission by notebook, with the better one of each.

        Parameters
        ----------
        clean
            The submission's notebooks.
        files
            What `bring` finds in the folder.
        lost
            For an exercise those that it builds on that are right, but not where they were brought to.
        deadline
            The submission's own.
        """
        needed = self._needed(verdicts, lost)
        again = {
            name: {v.exercise: needed[v.exercise] for v in of_one if _may_gain(v, needed)}
            for name, of_one in verdicts.items()
            if name in clean
        }
        if not any(again.values()):
            return verdicts
        better = dict(verdicts)
        with Box(self.sandbox, deadline, self.furnishing) as box:
            for name, needs in again.items():
                if not needs:
                    continue
                held = {each: self.exercises[each].reference for each in sorted(set().union(*needs.values()))}
                notebook, code = clean[name], code_cells(clean[name], self.exercises)
                runner = Runner(box, code, files, spare_cells(notebook, self.exercises), held)
                seeds = {exercise: seed_for(exercise, notebook) for exercise in needs}
                gained = {v.exercise: v for v in self._judged(notebook, runner, needs, seeds)}
                better[name] = [_better(v, gained.get(v.exercise)) for v in verdicts[name]]
                runner.close()
        return better

    def _judged(
        self,
        notebook: CleanNotebook,
        runner: Runner,
        needs: Mapping[str, Collection[str]],
        seeds: Mapping[str, np.random.SeedSequence],
    ) -> list[Verdict]:
        """Return the verdicts on these exercises, each with right functions in place of what it needs."""
        verdicts = []
        checks = {name: notebook.index(f"{CHECK}{name}") for name in needs}
        for name, index in sorted(checks.items(), key=lambda check: check[1] or 0):
            runner.replace(needs[name])
            about = self.exercises, name, notebook, runner, seeds[name]
            verdict = judge_at_check(*about, index or 0)
            if verdict is None:
                runner.reach(len(notebook.cells))
                verdict = judge_exercise(*about)
            verdicts.append(replace(verdict, carried_forward=tuple(sorted(needs[name]))))
        return verdicts

    def _needed(
        self, verdicts: Mapping[str, list[Verdict]], lost: Mapping[str, Collection[str]]
    ) -> dict[str, set[str]]:
        """Return what each failing exercise builds on that fails too, or was lost on the way."""
        failing = {
            verdict.exercise
            for of_one in verdicts.values()
            for verdict in of_one
            if verdict.exercise in self.exercises and verdict.score != verdict.max
        }
        return {
            name: self.exercises.prerequisites(name) & failing.union(lost.get(name, ())) for name in failing
        }


def _may_gain(verdict: Verdict, needed: Mapping[str, Collection[str]]) -> bool:
    return bool(needed.get(verdict.exercise)) and verdict.outcome != "not_attempted"


def _better(verdict: Verdict, again: Verdict | None) -> Verdict:
    return verdict if again is None or (again.score or 0.0) <= (verdict.score or 0.0) else again
