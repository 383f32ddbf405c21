"""The engine: `grade(submission)` is a pure function of bytes, exercise version and course key."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np

from autograder.box.sandbox import Sandbox
from autograder.box.session import Box
from autograder.content import ExerciseSet
from autograder.content.calls import CallError, Crashed, TimedOut
from autograder.grading.carried import CarryForward
from autograder.grading.document import write_notebook
from autograder.grading.exercise_cells import judge_exercise
from autograder.grading.own_cells import own_test, written
from autograder.grading.plan import Notebooks, code_cells, files_for_bring
from autograder.grading.provenance import record_of_class, record_of_grading
from autograder.grading.runner import Runner
from autograder.judging.judge import seed_for
from autograder.notebooks import Notebook
from autograder.results.record import Record
from autograder.results.result import Result
from autograder.results.verdict import Outcome, Verdict
from autograder.submission.assignment import Assignment
from autograder.submission.files import RefusedError, parse
from autograder.submission.ingest import CleanNotebook, overlay
from autograder.submission.reading import Submission


@dataclass(frozen=True)
class Engine:
    """All that grading needs besides the submission.

    Parameters
    ----------
    assignment
        The release.
    exercises
        What the course brings; empty for an assignment whose cells are all nbgrader's own.
    solutions
        The instructor's solution cells by name, for error carried forward; they enter only a box whose
        output is thrown away.
    key
        The course key: the inputs of each submission are sampled from it.
    """

    assignment: Assignment
    exercises: ExerciseSet
    solutions: dict[str, str]
    sandbox: Sandbox
    key: bytes

    @cached_property
    def record(self) -> Record:
        """The record of all that a result depends on besides the submission."""
        return record_of_class(self.assignment, self.exercises, self.solutions, self.sandbox, self.key)

    def grade(self, submission: Submission) -> Result:
        """Return the result of a submission, whatever is in it."""
        clean, verdicts = self._ingest(submission)
        runners: dict[str, Runner] = {}
        with Box(self.sandbox) as box:
            for name, notebook in clean.items():
                for earlier in runners.values():  # the last one ends with its box
                    earlier.close()
                files = files_for_bring(clean, {each: runner.stopped for each, runner in runners.items()})
                runners[name] = Runner(box, code_cells(notebook, self.exercises), files)
                verdicts[name] = self._judge_notebook(notebook, runners[name], submission.student)
        stopped = {name: runner.stopped for name, runner in runners.items()}
        carry_forward = CarryForward(self.exercises, self.solutions, self.assignment.notebooks, self.sandbox)
        seed_for = partial(self.seed_for, student=submission.student)
        verdicts = carry_forward.improved(verdicts, clean, stopped, seed_for, box.deadline)
        documents = {
            name: write_notebook(
                notebook,
                runners[name].outputs,
                runners[name].stopped,
                verdicts[name],
                self.sandbox.name,
                self.exercises,
            )
            for name, notebook in clean.items()
        }
        for release in self.assignment.notebooks:  # a refused file gets a page that says why
            if release.name in submission.files and release.name not in clean:
                empty = overlay(release, [])
                documents[release.name] = write_notebook(
                    replace(empty, notes=()),
                    {},
                    {},
                    verdicts[release.name],
                    self.sandbox.name,
                    self.exercises,
                )
        ordered = [v for notebook in self.assignment.notebooks for v in verdicts[notebook.name]]
        unanswered = frozenset(
            (name, cell.release.grade_id)
            for name, notebook in clean.items()
            for cell in notebook.cells
            if cell.release is not None and cell.release.solution and not cell.changed
        )
        record = record_of_grading(self.record, self.exercises, submission, clean)
        return Result(
            submission.student,
            tuple(ordered),
            documents,
            self.sandbox.name,
            unanswered,
            record,
            submission.timestamp,
            submission.secret,
        )

    def seed_for(self, exercise: str, notebook: CleanNotebook, student: str) -> np.random.SeedSequence:
        """Return the seed of an exercise's inputs."""
        return seed_for(self.key, self.exercises[exercise], self.assignment.name, student, notebook.digest)

    def _ingest(self, submission: Submission) -> tuple[Notebooks, dict[str, list[Verdict]]]:
        """Return the clean notebooks, and the verdicts on what cannot be graded."""
        clean: Notebooks = {}
        verdicts: dict[str, list[Verdict]] = {}
        for release in self.assignment.notebooks:
            data = submission.files.get(release.name)
            if data is None:
                reason = "The submission has no notebook of this name."
                near = difflib.get_close_matches(release.name, submission.unexpected_notebooks, 1, 0.5)
                if near:
                    reason += f" The nearest name is {near[0]}.ipynb: if it is meant, rename it."
                verdicts[release.name] = self._all(release, "missing", reason)
                continue
            try:
                if isinstance(data, str):
                    raise RefusedError(data)
                clean[release.name] = overlay(release, parse(data, self.sandbox.limits))
            except RefusedError as error:
                verdicts[release.name] = self._all(release, "refused", f"The file was not graded: {error}.")
        return clean, verdicts

    def _judge_notebook(self, notebook: CleanNotebook, runner: Runner, student: str) -> list[Verdict]:
        trouble: CallError | None = None
        try:
            runner.start()
        except (TimedOut, Crashed) as error:
            trouble = error
        verdicts = []
        for cell in notebook.release.graded():
            exercise = self.exercises.of_check(cell.grade_id, notebook.release.name)
            if exercise is not None:
                seed = self.seed_for(exercise.name, notebook, student)
                verdicts.append(judge_exercise(self.exercises, exercise.name, cell, notebook, runner, seed))
            elif cell.is_written:
                verdicts.append(written(cell, notebook))
            else:
                verdicts.append(own_test(cell, notebook, runner, trouble))
        return verdicts

    def _all(self, release: Notebook, outcome: Outcome, reason: str) -> list[Verdict]:
        """Return one verdict on everything in a notebook."""
        verdicts = []
        for cell in release.graded():
            exercise = self.exercises.of_check(cell.grade_id, release.name)
            name = exercise.name if exercise is not None else cell.grade_id
            verdicts.append(
                Verdict(release.name, cell.grade_id, name, outcome, 0.0, cell.points, reason=reason)
            )
        return verdicts
