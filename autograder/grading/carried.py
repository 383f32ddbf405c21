"""Error carried forward: one mistake costs one exercise."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from autograder.box.packing import EMPTY, Furnishing
from autograder.box.sandbox import Sandbox
from autograder.box.session import Box
from autograder.content import ExerciseSet
from autograder.grading.exercise_cells import Watch, judge_at_check, judge_exercise, unwatched
from autograder.grading.plan import Notebooks, code_cells, spare_cells
from autograder.grading.runner import Runner
from autograder.notebooks import CHECK
from autograder.results.verdict import Verdict
from autograder.submission.ingest import CleanNotebook

SeedFor = Callable[[str, CleanNotebook], np.random.SeedSequence]
"""Gives the seed of an exercise's inputs, by its name and the student's notebook."""
Needs = dict[str, Collection[str]]
"""For each exercise those whose right functions take the place of the notebook's own."""


@dataclass(frozen=True)
class CarryForward:
    """Judges again what fails and builds on what fails, with right earlier functions.

    The student's notebook runs once more in a fresh box, whose output is thrown away. In the places of what
    fails stand functions that the judge answers for, call by call, with the course's reference: no source of
    the course enters a box. It answers only for what the exercise that is judged builds on, never for that
    itself. The better verdict counts.

    Parameters
    ----------
    exercises
        The assignment's exercises.
    sandbox
        Makes the box.
    furnishing
        What the notebooks find in their folder.
    watch
        Sees each verdict.
    """

    exercises: ExerciseSet
    sandbox: Sandbox
    furnishing: Furnishing = EMPTY
    watch: Watch = unwatched

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
        again: dict[str, Needs] = {
            name: {v.exercise: needed[v.exercise] for v in of_one if _may_gain(v, needed)}
            for name, of_one in verdicts.items()
            if name in clean
        }
        if not any(again.values()):
            return verdicts
        gained: dict[tuple[str, str], Verdict] = {}
        for in_one_box in self._boxes(again, clean):
            with Box(self.sandbox, deadline, self.furnishing) as box:
                for name, needs in in_one_box.items():
                    held = {each: self.exercises[each].reference for each in set().union(*needs.values())}
                    notebook, code = clean[name], code_cells(clean[name], self.exercises)
                    runner = Runner(box, code, files, spare_cells(notebook, self.exercises), held)
                    seeds = {exercise: seed_for(exercise, notebook) for exercise in needs}
                    for verdict in self._judged(notebook, runner, needs, seeds):
                        gained[name, verdict.exercise] = verdict
                    runner.close()
        return {
            name: [_better(v, gained.get((name, v.exercise))) for v in of_one]
            for name, of_one in verdicts.items()
        }

    def _boxes(self, again: Mapping[str, Needs], clean: Notebooks) -> list[dict[str, Needs]]:
        """Return what is judged in one box after the other, by notebook, in the order of the checks.

        Nothing is judged in a box in which its own right function has answered: a notebook may have kept the
        answers. That takes a second box only where a student has put the checks in another order.
        """
        boxes: list[dict[str, Needs]] = [{}]
        answered = set[str]()
        for notebook, needs in again.items():
            checks = {name: clean[notebook].index(f"{CHECK}{name}") or 0 for name in needs}
            for name in sorted(needs, key=checks.__getitem__):
                if name in answered:
                    boxes.append({})
                    answered.clear()
                boxes[-1].setdefault(notebook, {})[name] = needs[name]
                answered.update(needs[name])
        return boxes

    def _judged(
        self,
        notebook: CleanNotebook,
        runner: Runner,
        needs: Needs,
        seeds: Mapping[str, np.random.SeedSequence],
    ) -> list[Verdict]:
        """Return the verdicts on these exercises, each with right functions in place of what it needs."""
        verdicts = []
        for name in needs:
            runner.replace(needs[name])
            about = self.exercises, name, notebook, runner, seeds[name]
            judged = judge_at_check(*about, notebook.index(f"{CHECK}{name}") or 0)
            if judged is None:
                runner.reach(len(notebook.cells))
                judged = judge_exercise(*about)
            verdict = replace(judged[0], carried_forward=tuple(sorted(needs[name])))
            self.watch(verdict, judged[1])
            verdicts.append(verdict)
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
