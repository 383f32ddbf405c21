"""The course's own notebooks, handed in: solved they score everything, untouched nothing."""

from __future__ import annotations

from pathlib import Path

from autograder.box.sandbox import Sandbox
from autograder.box.selftest import prepare
from autograder.content import ExerciseSet
from autograder.course.limits import Limits
from autograder.course.student_package import student_package
from autograder.doctor.finding import Diagnosis, Finding, Findings
from autograder.errors import NoSandboxError
from autograder.grading.engine import Engine
from autograder.notebooks import read_folder as read_notebooks
from autograder.results.result import Result
from autograder.submission.assignment import Assignment
from autograder.submission.reading import read_folder
from autograder.text import count_points

KEY = bytes(32)
"""Replaces a course key: the doctor's inputs are no secret."""


def handed_in(source: Path, released: Path, diagnosis: Diagnosis) -> Findings:
    """Yield what the solved notebooks lose, and outcomes of untouched ones other than "not attempted"."""
    notebooks = read_notebooks(released, diagnosis.exercises.figure_tag)
    assignment = Assignment(released.name, tuple(notebooks), released)
    sandbox = _sandbox(released, diagnosis.exercises)
    diagnosis.accounting = sandbox.accounting
    try:
        engine = Engine(assignment, diagnosis.exercises, sandbox, KEY)
        solved, untouched = (
            engine.grade(read_folder(name, folder, assignment, sandbox.limits))
            for name, folder in (("solved", source), ("untouched", released))
        )
    finally:
        sandbox.close()
    yield from _solved(solved, diagnosis)
    yield from _untouched(untouched, diagnosis)


def _sandbox(released: Path, exercises: ExerciseSet) -> Sandbox:
    """Return a sandbox; these notebooks are our own, so without one they may run as they are."""
    package = student_package(released, exercises)
    try:
        return prepare(package, Limits(), exercises)
    except NoSandboxError:
        return prepare(package, Limits(), exercises, sandboxed=False)


def _solved(result: Result, diagnosis: Diagnosis) -> Findings:
    for verdict in result.verdicts:
        points = "points by the grader" if verdict.score is not None else "points by hand"
        diagnosis.counts[points] += int(verdict.max)
        if verdict.score is not None and verdict.score != verdict.max:
            what = f"the course's own solution scores {verdict.score:g} of {verdict.max:g}. {verdict.reason}"
            yield Finding(verdict.cell, what, "Correct the solution or the exercise.")


def _untouched(result: Result, diagnosis: Diagnosis) -> Findings:
    for verdict in result.verdicts:
        # A teacher's own test cannot tell an untouched function from a wrong one; it must give no marks.
        own_test = verdict.exercise not in diagnosis.exercises and not verdict.trusted
        if verdict.score or (verdict.outcome != "not_attempted" and not own_test):
            marks = count_points(verdict.score or 0.0)
            what = f"untouched it is {verdict.outcome!r} with {marks}. {verdict.reason}"
            yield Finding(verdict.cell, what, "It should be 'not_attempted' with 0.")
