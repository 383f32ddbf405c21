"""Error carried forward: one mistake costs one exercise."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from autograder.box.sandbox import Sandbox
from autograder.box.session import Box
from autograder.content import ExerciseSet
from autograder.grading.exercise_cells import judge_exercise
from autograder.grading.plan import Notebooks, code_cells, files_for_bring
from autograder.grading.runner import Runner
from autograder.notebooks import Notebook
from autograder.results.verdict import Verdict
from autograder.submission.ingest import CleanNotebook, overlay, with_sources

SeedFor = Callable[[str, CleanNotebook], np.random.SeedSequence]
"""Gives the seed of an exercise's inputs, by its name and the student's notebook."""


@dataclass(frozen=True)
class CarryForward:
    """Judges again what fails and builds on what fails, with the course's own earlier functions.

    A fresh box runs them; all its output is thrown away. Only declared prerequisites are replaced, never
    the exercise that is judged. The better verdict counts.

    Parameters
    ----------
    exercises
        The assignment's exercises.
    solutions
        The course's own solution cells by name.
    release
        The released notebooks.
    sandbox
        Makes the box.
    """

    exercises: ExerciseSet
    solutions: Mapping[str, str]
    release: tuple[Notebook, ...]
    sandbox: Sandbox

    def improved(
        self,
        verdicts: dict[str, list[Verdict]],
        clean: Notebooks,
        stopped: Mapping[str, Mapping[int, object]],
        seed_for: SeedFor,
        deadline: float,
    ) -> dict[str, list[Verdict]]:
        """Return the verdicts on a submission by notebook, with the better one of each.

        Parameters
        ----------
        clean
            The submission's notebooks.
        stopped
            The cells of each notebook that were stopped, by index.
        deadline
            The submission's own.
        """
        needed = self._needed(verdicts)
        if not any(needed.values()):
            return verdicts
        # A notebook that was not handed in, or could not be read, can still hold the course's functions.
        every = {
            notebook.name: clean.get(notebook.name) or overlay(notebook, []) for notebook in self.release
        }
        with Box(self.sandbox, deadline) as box:

            def better(verdict: Verdict) -> Verdict:
                needs = needed.get(verdict.exercise)
                if not needs or verdict.notebook not in clean or verdict.outcome == "not_attempted":
                    return verdict
                sources = {name: self.solutions[name] for name in needs}
                replaced = {name: with_sources(notebook, sources) for name, notebook in every.items()}
                notebook = clean[verdict.notebook]
                cell = next(c for c in notebook.release.cells if c.grade_id == verdict.cell)
                files = files_for_bring(replaced, _still_stopped(stopped, every, sources))
                runner = Runner(box, code_cells(replaced[verdict.notebook], self.exercises), files)
                seed = seed_for(verdict.exercise, notebook)
                again = judge_exercise(self.exercises, verdict.exercise, cell, notebook, runner, seed)
                runner.close()
                if (again.score or 0.0) > (verdict.score or 0.0):
                    return replace(again, carried_forward=tuple(needs))
                return verdict

            return {name: [better(verdict) for verdict in of_one] for name, of_one in verdicts.items()}

    def _needed(self, verdicts: dict[str, list[Verdict]]) -> dict[str, list[str]]:
        """Return the failing prerequisites of each failing exercise that the course has a solution of."""
        failing = {
            verdict.exercise
            for of_one in verdicts.values()
            for verdict in of_one
            if verdict.exercise in self.exercises and verdict.score != verdict.max
        }
        return {
            name: sorted(self.exercises.prerequisites(name) & failing & self.solutions.keys())
            for name in failing
        }


def _still_stopped(
    stopped: Mapping[str, Mapping[int, object]], notebooks: Notebooks, replaced: Collection[str]
) -> dict[str, set[int]]:
    """Return the indices of stopped cells, without those that the course's own cells replace."""
    return {
        name: {index for index in indices if _grade_id(notebooks[name], index) not in replaced}
        for name, indices in stopped.items()
    }


def _grade_id(notebook: CleanNotebook, index: int) -> str:
    release = notebook.cells[index].release
    return release.grade_id if release is not None else ""
