"""The engine: `grade(submission)` is a pure function of bytes, exercise version and course key."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from autograder.box.sandbox import Sandbox
from autograder.box.session import Box
from autograder.exercises import Exercise
from autograder.grading.carried import carry_forward
from autograder.grading.document import write_notebook
from autograder.grading.exercise_cells import judge_exercise
from autograder.grading.own_cells import own_test, written
from autograder.grading.plan import Notebooks, code_cells, exercise_of, files_for_bring
from autograder.grading.record import Record, record_of, record_of_class
from autograder.grading.result import Result, Submission
from autograder.grading.runner import Runner
from autograder.judging.errors import AskError, Crashed, TimedOut
from autograder.judging.judge import seed
from autograder.judging.verdict import Outcome, Verdict
from autograder.submission.assignment import Assignment, ReleaseNotebook
from autograder.submission.files import RefusedError, parse
from autograder.submission.ingest import CleanNotebook, lay_over


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

    @cached_property
    def record(self) -> Record:
        """The record of all that a result depends on besides the submission."""
        return record_of_class(self)

    def grade(self, submission: Submission) -> Result:
        """Return the result of a submission, whatever is in it."""
        clean, verdicts = self._ingest(submission)
        runners: dict[str, Runner] = {}
        with Box(self.sandbox) as box:
            for name, notebook in clean.items():
                for earlier in runners.values():  # the last one ends with its box
                    earlier.close()
                files = files_for_bring(clean, {each: runner.stopped for each, runner in runners.items()})
                runners[name] = Runner(box, code_cells(notebook), files)
                verdicts[name] = self._judge_notebook(notebook, runners[name], submission.student)
        stopped = {name: runner.stopped for name, runner in runners.items()}
        verdicts = carry_forward(self, clean, stopped, verdicts, submission.student, box.deadline)
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
        record = record_of(self, submission, clean)
        return Result(submission.student, tuple(ordered), documents, self.sandbox.name, unanswered, record)

    def drawn(self, exercise: Exercise, student: str, notebook: CleanNotebook) -> np.random.SeedSequence:
        """Return the seed of an exercise's inputs."""
        return seed(self.key, exercise, self.assignment.name, student, notebook.digest)

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
                drawn = self.drawn(exercise, student, notebook)
                verdicts.append(judge_exercise(exercise, cell, notebook, runner, drawn))
            elif cell.task or cell.solution or cell.kind != "code":
                verdicts.append(written(cell, notebook))
            else:
                verdicts.append(own_test(cell, notebook, runner, trouble))
        return verdicts


def _all(release: ReleaseNotebook, outcome: Outcome, reason: str) -> list[Verdict]:
    verdicts = []
    for cell in release.graded():
        exercise = exercise_of(cell, release)
        name = exercise.name if exercise is not None else cell.key
        verdicts.append(Verdict(release.name, cell.key, name, outcome, 0.0, cell.points, reason=reason))
    return verdicts
