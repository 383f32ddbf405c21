"""The class that is graded: honest samples over and over, and the marks that it got."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook

from autograder.authoring.samples import build_submission
from tools.repository import SAMPLES, make_course
from vanishing_gradients import ASSIGNMENT, EXERCISES

HONEST = (
    "full-marks-textbook",
    "full-marks-own-style",
    "untouched",
    "sheet-answer-a",
    "sheet-answer-b",
    "helper-cells",
)
ALIKE = ("full-marks-textbook", "full-marks-own-style", "untouched", "helper-cells")
"""Samples with the same marks in any fair grading: all right, or nothing. The others answer rightly on the
public inputs alone, or have an error carried forward; stock knows neither private inputs nor that."""


@dataclass(frozen=True)
class Work:
    """A class to grade: its course, how many handed in how much, and which sample each student's is."""

    course: Path
    students: int
    notebooks: int
    samples: dict[str, str]


def make_class(course: Path, students: int, *, figures: bool) -> Work:
    """Make a course with a class of honest submissions, every sample equally often."""
    make_course(course)
    release = course / "release" / ASSIGNMENT
    samples = {}
    for number in range(students):
        student, sample = f"s{number:04}", HONEST[number // 2 % len(HONEST)]
        samples[student] = sample
        folder = course / "submitted" / student / ASSIGNMENT
        build_submission(SAMPLES / sample, release, folder)
        if not figures:
            for path in folder.glob("*.ipynb"):
                content = json.loads(path.read_text("utf-8"))
                content["cells"] = [
                    cell
                    for cell in content["cells"]
                    if EXERCISES.figure_tag not in cell["metadata"].get("tags", [])
                ]
                path.write_text(json.dumps(content), encoding="utf-8")
    return Work(course, students, len(list((course / "submitted").rglob("*.ipynb"))), samples)


def auto_scores(course: Path) -> dict[tuple[str, str, str], float | None]:
    """Return every automatic mark of a course."""
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        return {
            (submission.student_id, notebook.name, grade.name): grade.auto_score
            for submission in gradebook.assignment_submissions(ASSIGNMENT)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }
