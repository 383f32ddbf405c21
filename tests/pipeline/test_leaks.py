"""What a student gets back: no private input, no key, no right value, in any feedback page."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.authoring.release import nbgrader
from autograder.content import Values
from autograder.content.values import leaves
from autograder.course.limits import Limits
from autograder.judging.judge import seed_for
from autograder.notebooks import read_notebook
from autograder.submission.files import parse
from autograder.submission.ingest import overlay
from tests.conftest import GradedClass, needs
from vanishing_gradients import ASSIGNMENT, EXERCISES

pytestmark = needs("bwrap")

STUDENTS = ("slope-at-activation", "sheet-answer-b", "weights-forgotten")
DIGITS = 6
"""Significant digits of a number that no page holds by chance."""


@pytest.fixture(scope="module")
def feedback(graded_class: GradedClass, once: Any) -> Path:
    """A course with the feedback pages of three students who got much wrong."""

    def make(folder: Path) -> None:
        shutil.copytree(graded_class.course, folder)
        for student in STUDENTS:
            done = nbgrader(folder, "generate_feedback", ASSIGNMENT, f"--student={student}")
            assert done.returncode == 0, done.stderr

    return once("with-feedback-of-three", make)


def page_text(course: Path, student: str) -> str:
    parts: list[str] = []
    parser = HTMLParser()
    parser.handle_data = parts.append  # type: ignore[method-assign]
    for page in sorted((course / "feedback" / student / ASSIGNMENT).glob("*.html")):
        parser.feed(page.read_text("utf-8"))
    assert parts
    return "".join(parts)


def private_numbers(course: Path, student: str) -> set[str]:
    """Return the inputs that were drawn for this student and the right values on them, as they are printed."""
    key, found = bytes.fromhex((course / ".course_key").read_text().strip()), set()
    for exercise in EXERCISES.values():
        name = f"{exercise.notebook}.ipynb"
        release = read_notebook(course / "release" / ASSIGNMENT / name)
        data = (course / "submitted" / student / ASSIGNMENT / name).read_bytes()
        digest = overlay(release, parse(data, Limits()).cells).digest
        seed = seed_for(key, exercise, ASSIGNMENT, student, digest)
        rngs = [np.random.default_rng(s) for s in seed.spawn(len(exercise.checks))]
        for check, rng in zip(exercise.checks, rngs, strict=True):
            for args in check.sample(rng) if isinstance(check, Values) else ():
                plain = [arg for arg in args if isinstance(arg, float | list | np.ndarray)]
                for value in (*plain, exercise.reference(*args)):
                    for _, array in leaves(value):
                        found |= {spelled(number) for number in np.ravel(np.abs(array))[:50]}
    return {number for number in found if len(re.sub(r"e.*|\D", "", number).strip("0")) >= DIGITS}


def spelled(number: float) -> str:
    return f"{float(number):.{DIGITS}g}"


def leaked(text: str, secrets: set[str]) -> set[str]:
    return {secret for secret in secrets if secret in text}


@pytest.mark.parametrize("student", STUDENTS)
def test_no_private_number_stands_in_a_students_feedback(feedback: Path, student: str) -> None:
    secrets = private_numbers(feedback, student)
    assert len(secrets) > 1000
    assert leaked(page_text(feedback, student), secrets) == set()


def test_a_private_number_that_is_planted_is_found(feedback: Path) -> None:
    secrets = private_numbers(feedback, STUDENTS[0])
    planted = sorted(secrets)[17]
    assert leaked(page_text(feedback, STUDENTS[0]) + f"x = {planted}123", secrets) >= {planted}


def test_the_course_key_stands_in_no_page_and_in_no_graded_notebook(feedback: Path) -> None:
    key = (feedback / ".course_key").read_text().strip()
    pages = [*feedback.glob("feedback/**/*.html"), *feedback.glob("autograded/**/*.ipynb")]
    assert len(pages) > 100
    assert not [page for page in pages if key in page.read_text("utf-8", errors="replace")]
