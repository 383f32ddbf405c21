"""Error carried forward: one mistake costs one exercise."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from autograder.box.session import Box
from autograder.grading.exercise_cells import judge_exercise
from autograder.grading.plan import Notebooks, code_cells, files_for_bring
from autograder.grading.runner import Runner
from autograder.results.verdict import Verdict
from autograder.submission.ingest import CleanNotebook, overlay, with_sources

if TYPE_CHECKING:
    from autograder.grading.engine import Engine


def carry_forward(
    engine: Engine,
    clean: Notebooks,
    stopped: Mapping[str, Mapping[int, object]],
    verdicts: dict[str, list[Verdict]],
    student: str,
    deadline: float,
) -> dict[str, list[Verdict]]:
    """Judge again what fails and builds on what fails, with the course's own earlier functions.

    A fresh box runs them; all its output is thrown away. Only declared prerequisites are replaced, never
    the exercise that is judged. The better verdict counts. `deadline` is the submission's own.
    """
    exercises = engine.exercises
    failing = {
        v.exercise for vs in verdicts.values() for v in vs if v.exercise in exercises and v.score != v.max
    }
    needed = {
        name: sorted(exercises.prerequisites(name) & failing & engine.solutions.keys()) for name in failing
    }
    if not any(needed.values()):
        return verdicts
    # A notebook that was not handed in, or could not be read, has the course's functions to offer too.
    every = {r.name: clean.get(r.name) or overlay(r, []) for r in engine.assignment.notebooks}
    with Box(engine.sandbox, deadline) as box:

        def second(verdict: Verdict) -> Verdict:
            needs = needed.get(verdict.exercise)
            if not needs or verdict.notebook not in clean or verdict.outcome == "not_attempted":
                return verdict
            sources = {name: engine.solutions[name] for name in needs}
            replaced = {name: with_sources(notebook, sources) for name, notebook in every.items()}
            notebook = clean[verdict.notebook]
            cell = next(c for c in notebook.release.cells if c.grade_id == verdict.cell)
            files = files_for_bring(replaced, _still_stopped(stopped, every, sources))
            runner = Runner(box, code_cells(replaced[verdict.notebook], exercises), files)
            seed = engine.seed_for(verdict.exercise, student, notebook)
            again = judge_exercise(exercises, verdict.exercise, cell, notebook, runner, seed)
            runner.close()
            better = (again.score or 0.0) > (verdict.score or 0.0)
            return replace(again, carried_forward=tuple(needs)) if better else verdict

        return {name: [second(verdict) for verdict in vs] for name, vs in verdicts.items()}


def _still_stopped(
    stopped: Mapping[str, Mapping[int, object]], notebooks: Notebooks, replaced: Collection[str]
) -> dict[str, set[int]]:
    """Return the indices of stopped cells, without those that the course's own cells stand in for now."""
    return {
        name: {index for index in indices if _grade_id(notebooks[name], index) not in replaced}
        for name, indices in stopped.items()
    }


def _grade_id(notebook: CleanNotebook, index: int) -> str:
    release = notebook.cells[index].release
    return release.grade_id if release is not None else ""
