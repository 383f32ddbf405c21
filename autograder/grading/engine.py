"""The engine: `grade(submission)` is a pure function of bytes, exercise version and course key."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np

from autograder.box.packing import Furnishing, Layer
from autograder.box.sandbox import Sandbox
from autograder.box.session import Box
from autograder.content import ExerciseSet
from autograder.grading.at_checks import AtChecks
from autograder.grading.carried import CarryForward
from autograder.grading.document import write_notebook
from autograder.grading.exercise_cells import Watch, unwatched
from autograder.grading.plan import Notebooks, code_cells, needs_pictures, notebook_for_bring, spare_cells
from autograder.grading.provenance import record_of_class, record_of_grading
from autograder.grading.runner import Runner
from autograder.judging.judge import seed_for
from autograder.notebooks import Notebook
from autograder.results.record import Record
from autograder.results.result import Result
from autograder.results.verdict import Outcome, Verdict
from autograder.submission.assignment import Assignment
from autograder.submission.files import RefusedError, SubmittedNotebook, parse
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
    key
        The course key: the inputs of each submission are sampled from it.
    """

    assignment: Assignment
    exercises: ExerciseSet
    sandbox: Sandbox
    key: bytes

    @cached_property
    def record(self) -> Record:
        """The record of all that a result depends on besides the submission."""
        return record_of_class(self.assignment, self.exercises, self.sandbox, self.key)

    @cached_property
    def _released(self) -> Layer:
        return Layer(self.assignment.room.files)

    def _furnishing(self, submission: Submission) -> Furnishing:
        """Return the files of a submission's folder: in the place of the student's stand released ones."""
        layers = (Layer(submission.room.files), self._released)
        return Furnishing.of(layers, self.assignment.room.modules, self.assignment.imports)

    def grade(self, submission: Submission, watch: Watch = unwatched) -> Result:
        """Return the result of a submission, whatever is in it.

        Parameters
        ----------
        watch
            Sees each verdict on an exercise with the judge's ruling.
        """
        furnishing = self._furnishing(submission)
        clean, verdicts = self._ingest(submission)
        runners: dict[str, Runner] = {}
        lost: dict[str, set[str]] = {}
        files = {f"{name}.ipynb": notebook_for_bring(notebook) for name, notebook in clean.items()}
        with Box(self.sandbox, furnishing=furnishing) as box:
            for name, notebook in clean.items():
                for earlier in runners.values():  # the last one ends with its box
                    earlier.close()
                spare = spare_cells(notebook, self.exercises)
                pictures = needs_pictures(notebook, self.exercises)
                cells = code_cells(notebook, self.exercises, pictures=pictures)
                runners[name] = Runner(box, cells, files, spare, ignored=self.assignment.ignored)
                seeds = partial(self.seed_for, notebook=notebook, student=submission.student)
                right = {v.exercise for each in verdicts.values() for v in each if v.outcome == "correct"}
                judged = AtChecks(self.exercises, notebook, runners[name], seeds, right, watch).judge()
                verdicts[name] = judged.verdicts
                lost |= judged.lost
                if stopped := runners[name].stopped:
                    files[f"{name}.ipynb"] = notebook_for_bring(notebook, stopped)
        carry_forward = CarryForward(self.exercises, self.sandbox, furnishing, watch)
        seed_for = partial(self.seed_for, student=submission.student)
        verdicts = carry_forward.improved(verdicts, clean, files, lost, seed_for, box.deadline)
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
            timestamp=submission.timestamp,
            secret=submission.secret,
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
                submitted = parse(data, self.sandbox.limits)
                notebook = overlay(release, submitted.cells)
                if other := self._other_notebook(notebook, submitted):
                    raise RefusedError(f"it holds the notebook {other}: hand in {release.name} in its place")
                clean[release.name] = replace(
                    notebook,
                    notes=(*submitted.notes, *notebook.notes, *submission.room.notes),
                    python=submitted.python,
                    beside=submission.room.digest,
                )
            except RefusedError as error:
                verdicts[release.name] = self._all(release, "refused", f"The file was not graded: {error}.")
        return clean, verdicts

    def _other_notebook(self, notebook: CleanNotebook, submitted: SubmittedNotebook) -> str:
        """Return the name of the notebook that a file holds in place of its own; "" if it holds its own."""
        names = {cell["grade_id"] for cell in submitted.cells}

        def common(release: Notebook) -> int:
            return len(names.intersection(cell.grade_id for cell in release.graded()))

        code = (cell for cell in notebook.cells if cell.kind == "code" and cell.changed)
        answered = any(cell.release is not None and cell.release.solution for cell in code)
        nearest = max(self.assignment.notebooks, key=common)
        return nearest.name if common(nearest) and not common(notebook.release) and not answered else ""

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
