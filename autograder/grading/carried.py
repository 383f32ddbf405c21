"""Error carried forward: one mistake costs one exercise."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from autograder.box.session import Box
from autograder.exercises import EXERCISES
from autograder.grading.exercise_cells import judge_exercise
from autograder.grading.plan import Notebooks, code_cells, files_for_bring
from autograder.grading.runner import Runner
from autograder.judging.verdict import Verdict
from autograder.submission.ingest import CleanNotebook, lay_over, with_sources

if TYPE_CHECKING:
    from autograder.grading.engine import Engine


def prerequisites(name: str) -> set[str]:
    """Return all exercises that this one builds on, directly or not."""
    found: set[str] = set()
    for need in EXERCISES[name].needs:
        found |= {need} | prerequisites(need)
    return found


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
    failing = {
        v.exercise for vs in verdicts.values() for v in vs if v.exercise in EXERCISES and v.score != v.max
    }
    again = {name: sorted(prerequisites(name) & failing & engine.solutions.keys()) for name in failing}
    if not any(again.values()):
        return verdicts
    # A notebook that was not handed in, or could not be read, has the course's functions to offer too.
    every = {r.name: clean.get(r.name) or lay_over(r, []) for r in engine.assignment.notebooks}
    with Box(engine.sandbox, deadline) as box:

        def second(verdict: Verdict) -> Verdict:
            needs = again.get(verdict.exercise)
            if not needs or verdict.notebook not in clean or verdict.outcome == "not_attempted":
                return verdict
            sources = {name: engine.solutions[name] for name in needs}
            replaced = {name: with_sources(notebook, sources) for name, notebook in every.items()}
            notebook = clean[verdict.notebook]
            cell = next(c for c in notebook.release.cells if c.key == verdict.cell)
            files = files_for_bring(replaced, _still_stopped(stopped, every, sources))
            runner = Runner(box, code_cells(replaced[verdict.notebook]), files)
            exercise = EXERCISES[verdict.exercise]
            anew = judge_exercise(exercise, cell, notebook, runner, engine.drawn(exercise, student, notebook))
            runner.close()
            better = (anew.score or 0.0) > (verdict.score or 0.0)
            return replace(anew, carried_forward=tuple(needs)) if better else verdict

        return {name: [second(verdict) for verdict in vs] for name, vs in verdicts.items()}


def _still_stopped(
    stopped: Mapping[str, Mapping[int, object]], notebooks: Notebooks, replaced: Collection[str]
) -> dict[str, set[int]]:
    """Return the places of stopped cells, without those that the course's own cells stand in for now."""
    return {
        name: {place for place in places if _key(notebooks[name], place) not in replaced}
        for name, places in stopped.items()
    }


def _key(notebook: CleanNotebook, place: int) -> str:
    release = notebook.cells[place].release
    return release.key if release is not None else ""
