"""Two TAs mark by hand while a class is graded: no mark is lost and nobody meets a lock, on either database."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.authoring.samples import build_submission
from autograder.front.cli import main
from tests.conftest import SAMPLES, needs, open_gradebook
from tools.repository import REPOSITORY
from vanishing_gradients import ASSIGNMENT

pytestmark = [needs("bwrap"), pytest.mark.both_databases]

STUDENTS = [f"student-{number:02}" for number in range(12)]
TASKS = {
    "tom": ("01-one-unit-one-slope", "written_bound_proof"),
    "ina": ("02-down-the-chain", "written_find_the_error"),
}

TA = """
import json, random, sys
from pathlib import Path
from nbgrader.api import Gradebook
from autograder.course.course import Course

folder, assignment, notebook, cell, end, *students = sys.argv[1:]
directory = Course.open(Path(folder)).directory
given, rounds = {}, 0
print("ready", flush=True)
while rounds < 2 or not Path(end).exists():
    rounds += 1
    for student in students:
        # As formgrader's handlers do: model objects, a commit for each mark.
        with Gradebook(directory.db_url, directory.course_id) as gradebook:
            grade = gradebook.find_grade(cell, notebook, assignment, student)
            comment = gradebook.find_comment(cell, notebook, assignment, student)
            given[student] = [round(random.uniform(0, 4), 2), f"{rounds}. look"]
            grade.manual_score, comment.manual_comment = given[student]
            grade.needs_manual_grade = False
            gradebook.db.commit()
print(json.dumps(given))
"""


@pytest.fixture
def classroom(new_course: Path) -> Path:
    first = new_course / "submitted" / STUDENTS[0] / ASSIGNMENT
    build_submission(SAMPLES / "sheet-answer-a", new_course / "release" / ASSIGNMENT, first)
    for student in STUDENTS[1:]:
        shutil.copytree(first, new_course / "submitted" / student / ASSIGNMENT)
    grade(new_course)
    return new_course


def grade(course: Path, *options: str) -> None:
    done = CliRunner().invoke(main, ["grade", ASSIGNMENT, "--course", str(course), *options])
    assert done.exit_code == 0, done.output


def automatic(course: Path) -> dict[tuple[str, str], float | None]:
    with open_gradebook(course) as gradebook:
        return {
            (submission.student_id, mark.name): mark.auto_score
            for submission in gradebook.assignment_submissions(ASSIGNMENT)
            for notebook in submission.notebooks
            for mark in notebook.grades
        }


def test_no_mark_is_lost_and_nobody_meets_a_lock(classroom: Path, tmp_path: Path) -> None:
    before, end = automatic(classroom), tmp_path / "end"
    tas = {
        name: subprocess.Popen(
            [sys.executable, "-c", TA, str(classroom), ASSIGNMENT, *task, str(end), *STUDENTS],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name, task in TASKS.items()
    }
    for ta in tas.values():
        assert ta.stdout is not None
        assert ta.stdout.readline() == "ready\n"
    try:
        grade(classroom, "--force")
    finally:
        end.touch()
    told = {name: ta.communicate(timeout=300) for name, ta in tas.items()}
    assert {name: (ta.returncode, told[name][1]) for name, ta in tas.items()} == dict.fromkeys(tas, (0, ""))
    with open_gradebook(classroom) as gradebook:
        for name, (notebook, cell) in TASKS.items():
            kept = {
                student: [
                    gradebook.find_grade(cell, notebook, ASSIGNMENT, student).manual_score,
                    gradebook.find_comment(cell, notebook, ASSIGNMENT, student).manual_comment,
                ]
                for student in STUDENTS
            }
            assert kept == json.loads(told[name][0].splitlines()[-1])
    assert automatic(classroom) == before
