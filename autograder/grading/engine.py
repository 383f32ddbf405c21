"""The engine: `grade(submission)` is a pure function of bytes, exercise version and course key."""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass, replace
from typing import Any

from nbformat import NotebookNode
from nbgrader.utils import determine_grade

from autograder.box.sandbox import Sandbox
from autograder.box.session import Box, CodeCell
from autograder.exercises import EXERCISES, Exercise
from autograder.grading.document import write_notebook
from autograder.grading.result import Result, Submission
from autograder.grading.runner import Runner
from autograder.judging.errors import AskError, Crashed, TimedOut
from autograder.judging.judge import Ruling, judge, seed
from autograder.judging.verdict import Outcome, Verdict
from autograder.mistakes import hint
from autograder.submission.assignment import Assignment, ReleaseCell, ReleaseNotebook
from autograder.submission.files import RefusedError, parse
from autograder.submission.ingest import CleanNotebook, lay_over, with_sources

Notebooks = dict[str, CleanNotebook]


@dataclass(frozen=True)
class Engine:
    """All that grading needs besides the submission.

    Parameters
    ----------
    assignment
        The release.
    solutions
        The instructor's solution cells by name, for error carried forward; they enter only a box whose
        output is thrown away.
    key
        The course key: the inputs of each submission are drawn from it.
    """

    assignment: Assignment
    solutions: dict[str, str]
    sandbox: Sandbox
    key: bytes

    def grade(self, submission: Submission) -> Result:
        """Return the result of a submission, whatever is in it."""
        clean, verdicts = self._ingest(submission)
        runners: dict[str, Runner] = {}
        with Box(self.sandbox) as box:
            for name, notebook in clean.items():
                runners[name] = Runner(box, _code_cells(notebook), _files_for_bring(clean))
                verdicts[name] = self._judge_notebook(notebook, runners[name], submission.student)
                runners[name].close()
        self._carry_forward(clean, verdicts, submission.student)
        documents = {
            name: write_notebook(
                notebook, runners[name].outputs, runners[name].stopped, verdicts[name], self.sandbox.name
            )
            for name, notebook in clean.items()
        }
        for release in self.assignment.notebooks:  # a refused file gets a page that says why
            if release.name in submission.files and release.name not in clean:
                empty = lay_over(release, [])
                documents[release.name] = write_notebook(
                    replace(empty, notes=()), {}, {}, verdicts[release.name], self.sandbox.name
                )
        ordered = [v for notebook in self.assignment.notebooks for v in verdicts[notebook.name]]
        unanswered = frozenset(
            (name, cell.release.key)
            for name, notebook in clean.items()
            for cell in notebook.cells
            if cell.release is not None and cell.release.solution and not cell.changed
        )
        return Result(submission.student, tuple(ordered), documents, self.sandbox.name, unanswered)

    def _ingest(self, submission: Submission) -> tuple[Notebooks, dict[str, list[Verdict]]]:
        """Return the clean notebooks, and the verdicts on what cannot be graded."""
        clean: Notebooks = {}
        verdicts: dict[str, list[Verdict]] = {}
        for release in self.assignment.notebooks:
            data = submission.files.get(release.name)
            if data is None:
                reason = "The submission has no notebook of this name."
                near = difflib.get_close_matches(release.name, submission.strangers, 1, 0.5)
                if near:
                    reason += f" The nearest name is {near[0]}.ipynb: if it is meant, rename it."
                verdicts[release.name] = _all(release, "missing", reason)
                continue
            try:
                if isinstance(data, str):
                    raise RefusedError(data)
                clean[release.name] = lay_over(release, parse(data, self.sandbox.limits))
            except RefusedError as error:
                verdicts[release.name] = _all(release, "refused", f"The file was not graded: {error}.")
        return clean, verdicts

    def _judge_notebook(self, notebook: CleanNotebook, runner: Runner, student: str) -> list[Verdict]:
        trouble: AskError | None = None
        try:
            runner.start()
        except (TimedOut, Crashed) as error:
            trouble = error
        verdicts = []
        for cell in notebook.release.graded():
            exercise = exercise_of(cell, notebook.release)
            if exercise is not None:
                verdicts.append(self._judge_exercise(exercise, cell, notebook, runner, student))
            elif cell.task or cell.solution or cell.kind != "code":
                verdicts.append(_written(cell, notebook))
            else:
                verdicts.append(_own_test(cell, notebook, runner, trouble))
        return verdicts

    def _judge_exercise(
        self,
        exercise: Exercise,
        cell: ReleaseCell,
        notebook: CleanNotebook,
        runner: Runner,
        student: str,
    ) -> Verdict:
        place = _place(notebook, exercise.name)
        ruling = judge(
            exercise, runner, seed(self.key, exercise, self.assignment.name, student, notebook.digest)
        )
        ruling = _with_cell(ruling, notebook, runner, place)
        return Verdict(
            notebook=notebook.release.name,
            cell=cell.key,
            exercise=exercise.name,
            outcome=ruling.outcome,
            score=ruling.score * cell.points / exercise.points,
            max=cell.points,
            mistake=ruling.mistake,
            hint=_hint(ruling, exercise),
            reason=ruling.reason,
            checks=ruling.checks,
        )

    def _carry_forward(self, clean: Notebooks, verdicts: dict[str, list[Verdict]], student: str) -> None:
        """Judge again, with the course's own earlier functions, what fails and builds on what fails."""
        failing = {
            v.exercise for vs in verdicts.values() for v in vs if v.exercise in EXERCISES and v.score != v.max
        }
        again = {
            name: sorted(prerequisites(name) & failing & self.solutions.keys())
            for name in failing
            if EXERCISES[name].notebook in clean
        }
        again = {name: needs for name, needs in again.items() if needs}
        if not again:
            return
        # A notebook that was not handed in, or could not be read, has the course's functions to offer too.
        every = {r.name: clean.get(r.name) or lay_over(r, []) for r in self.assignment.notebooks}
        with Box(self.sandbox) as box:
            for notebook_name, notebook in clean.items():
                for number, verdict in enumerate(verdicts[notebook_name]):
                    if verdict.exercise not in again or verdict.outcome == "not_attempted":
                        continue
                    needs = again[verdict.exercise]
                    sources = {name: self.solutions[name] for name in needs}
                    replaced = {name: with_sources(nb, sources) for name, nb in every.items()}
                    runner = Runner(box, _code_cells(replaced[notebook_name]), _files_for_bring(replaced))
                    exercise = EXERCISES[verdict.exercise]
                    drawn = seed(self.key, exercise, self.assignment.name, student, notebook.digest)
                    ruling = judge(exercise, runner, drawn)
                    runner.close()
                    score = ruling.score * verdict.max / exercise.points
                    if score > (verdict.score or 0.0):
                        verdicts[notebook_name][number] = replace(
                            verdict,
                            outcome=ruling.outcome,
                            score=score,
                            mistake=ruling.mistake,
                            hint=_hint(ruling, exercise),
                            reason=ruling.reason,
                            checks=ruling.checks,
                            carried_forward=tuple(needs),
                        )


def prerequisites(name: str) -> set[str]:
    """Return all exercises that this one builds on, directly or not."""
    found: set[str] = set()
    for need in EXERCISES[name].needs:
        found |= {need} | prerequisites(need)
    return found


def exercise_of(cell: ReleaseCell, notebook: ReleaseNotebook) -> Exercise | None:
    """Return the exercise that a graded cell stands for; None for a teacher's own cell."""
    exercise = EXERCISES.get(cell.key.removeprefix("check_"))
    if exercise is None or cell.key != f"check_{exercise.name}" or exercise.notebook != notebook.name:
        return None
    return exercise


def _code_cells(notebook: CleanNotebook) -> list[CodeCell]:
    """Return the cells that the box runs: not the checks of our exercises, which the judge takes over."""
    return [
        CodeCell(index, cell.source)
        for index, cell in enumerate(notebook.cells)
        if cell.runs and (cell.release is None or exercise_of(cell.release, notebook.release) is None)
    ]


def _files_for_bring(clean: Notebooks) -> dict[str, str]:
    """Return small notebooks for `chainlab.bring` in the box: solution cells, and the helpers before them."""
    files = {}
    for name, notebook in clean.items():
        cells: list[dict[str, Any]] = [
            {
                "cell_type": "code",
                "metadata": {"nbgrader": {"grade_id": cell.release.key, "solution": True}}
                if cell.release is not None and cell.release.solution
                else {},
                "source": cell.source,
            }
            for cell in notebook.cells
            if cell.kind == "code" and (cell.release is None or not cell.release.grade)
        ]
        files[f"{name}.ipynb"] = json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5})
    return files


def _place(notebook: CleanNotebook, key: str) -> int | None:
    return next(
        (i for i, cell in enumerate(notebook.cells) if cell.release is not None and cell.release.key == key),
        None,
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
    """Return the hint where numbers came back that are not all right; what was raised speaks for itself."""
    if ruling.outcome not in {"wrong", "partial"}:
        return None
    return hint(ruling.mistake or f"{exercise.name}.unknown")


def _all(release: ReleaseNotebook, outcome: Any, reason: str) -> list[Verdict]:
    verdicts = []
    for cell in release.graded():
        exercise = exercise_of(cell, release)
        name = exercise.name if exercise is not None else cell.key
        verdicts.append(Verdict(release.name, cell.key, name, outcome, 0.0, cell.points, reason=reason))
    return verdicts


def _written(cell: ReleaseCell, notebook: CleanNotebook) -> Verdict:
    """Return the verdict on a cell that only a human can mark; an unchanged one earns 0, as in nbgrader."""
    answer = notebook.cell(cell.key)
    if cell.solution and not cell.task and (answer is None or not answer.changed):
        return Verdict(
            notebook.release.name,
            cell.key,
            cell.key,
            "not_attempted",
            0.0,
            cell.points,
            reason="No response.",
        )
    return Verdict(
        notebook.release.name, cell.key, cell.key, "to_mark", None, cell.points, reason="A human marks it."
    )


def _own_test(
    cell: ReleaseCell, notebook: CleanNotebook, runner: Runner, trouble: AskError | None
) -> Verdict:
    """Return the verdict on a teacher's own test cell, by nbgrader's rule on the outputs the box reports."""
    verdict = Verdict(
        notebook.release.name,
        cell.key,
        cell.key,
        "correct",
        cell.points,
        cell.points,
        reason="A test cell without an exercise ran among the student's own code.",
        trusted=False,
    )
    place = _place(notebook, cell.key)
    stop = runner.stopped.get(place) if place is not None else None
    stop = stop or (trouble if place not in runner.outputs else None)
    if stop is not None:
        outcome: Outcome = "timed_out" if isinstance(stop, TimedOut) else "crashed"
        return replace(verdict, outcome=outcome, score=0.0, reason=f"The cell was stopped: {stop}.")
    outputs = [NotebookNode(o) for o in runner.outputs.get(place, [])] if place is not None else []
    node = NotebookNode(
        cell_type="code",
        source=cell.source,
        outputs=outputs,
        metadata=NotebookNode(nbgrader=NotebookNode(cell.metadata["nbgrader"])),
    )
    try:
        score = float(determine_grade(node)[0] or 0.0)
    except (ValueError, KeyError, TypeError):
        return replace(verdict, outcome="refused", score=0.0, reason="The test cell's value is no mark.")
    verdict = replace(verdict, score=score)
    outcome = "correct" if verdict.score == cell.points else "partial" if verdict.score else "wrong"
    errors = [o for o in outputs if o["output_type"] == "error"]
    reason = f"The test says {errors[0]['ename']}: {errors[0]['evalue']}"[:300] if errors else verdict.reason
    return replace(verdict, outcome=outcome, reason=reason)
