"""A class of which nothing but written answers is there: what the marking desk needs, made in seconds.

No box runs: the graded notebooks are the released ones with the answers in their places.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from autograder.course.course import Course
from autograder.gradebook.rows import Structure, SubmissionRows
from autograder.notebooks import WRITTEN
from tools.repository import make_course
from vanishing_gradients import ASSIGNMENT

PLACE = {"notebook": "01-one-unit-one-slope", "cell": "written_bound_proof"}
"""The first written answer of the course: SA1, 6 points."""


def make_written_class(folder: Path, answers: Mapping[str, str], gradebook: str = "") -> None:
    """Make a course in which students gave these answers to the first written question.

    Parameters
    ----------
    answers
        Markdown by the student's id.
    gradebook
        Address of a database; a file in the folder by default.
    """
    make_course(folder, gradebook)
    hand_in(folder, answers)


def hand_in(folder: Path, answers: Mapping[str, str]) -> None:
    """Put answers into a course, as if they had been graded."""
    course = Course.open(folder)
    released = {
        path.name: path.read_text("utf-8") for path in course.release_folder(ASSIGNMENT).glob("*.ipynb")
    }
    gradebook = course.gradebook()
    try:
        structure = Structure.of(gradebook.find_assignment(ASSIGNMENT))
        connection = gradebook.db.connection()
        for student, answer in answers.items():
            target = course.graded_folder(student, ASSIGNMENT)
            target.mkdir(parents=True, exist_ok=True)
            name = f"{PLACE['notebook']}.ipynb"
            content = json.loads(released[name])
            for cell in content["cells"]:
                if cell["metadata"].get("nbgrader", {}).get("grade_id") == PLACE["cell"]:
                    cell["source"] = answer
            (target / name).write_text(json.dumps(content), encoding="utf-8")
            rows = SubmissionRows.ensure(connection, structure, student, None)
            rows.write(
                connection,
                lambda _, cell: None if cell.startswith(WRITTEN) else 0.0,
                lambda *_: None,
                set(structure.notebooks.values()) - {PLACE["notebook"]},
            )
        gradebook.db.commit()
    finally:
        gradebook.close()
