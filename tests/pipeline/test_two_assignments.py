"""Two assignments in one course, each with a function called `sigmoid`: neither knows of the other."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring.new import make_assignment
from autograder.authoring.release import make_release, nbgrader
from autograder.authoring.samples import build_submission
from autograder.course.course import CONFIG, Course
from autograder.reports.progress import unchanged_text
from tests.conftest import SAMPLES, needs, open_gradebook
from vanishing_gradients import ASSIGNMENT

pytestmark = needs("bwrap")

SECOND = "second"
STUDENTS = {"ada": "full-marks-textbook", "bob": "naive-sigmoid"}
"""Students, and what they hand in of this repository's assignment."""
SIGMOIDS = {
    "ada": "def sigmoid(x):\n    return np.mean(np.array(x) ** 2)",
    "bob": "def sigmoid(x):\n    return np.mean(x) ** 2",
}
"""What they hand in of the second one, where `sigmoid` is the mean of the squares."""


def add_second_assignment(course: Path) -> None:
    """Make a second assignment whose only function is called `sigmoid` too, though it is another one."""
    made = make_assignment(course, SECOND)
    with (course / CONFIG).open("a") as config:
        config.write("".join(f"{line}\n" for line in made.to_add))
    for file in (course / f"{SECOND}_exercises.py", course / "source" / SECOND / f"{SECOND}.ipynb"):
        file.write_text(file.read_text().replace("mean_square", "sigmoid"))
    make_release(Course.open(course), SECOND)
    done = nbgrader(course, "generate_assignment", SECOND, "--force")
    assert done.returncode == 0, done.stderr


def hand_in(course: Path, student: str) -> None:
    folder = course / "submitted" / student
    build_submission(SAMPLES / STUDENTS[student], course / "release" / ASSIGNMENT, folder / ASSIGNMENT)
    notebook = json.loads((course / "release" / SECOND / f"{SECOND}.ipynb").read_text())
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "sigmoid":
            cell["source"] = SIGMOIDS[student]
    (folder / SECOND).mkdir()
    (folder / SECOND / f"{SECOND}.ipynb").write_text(json.dumps(notebook))


def autograder(course: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, which loads the exercises as they are now."""
    command = [sys.executable, "-m", "autograder.front.cli", *arguments]
    done = subprocess.run(command, cwd=course, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def both(
    course: Path, once: Callable[[str, Callable[[Path], None]], Path], copy_of: Callable[[Path], Path]
) -> Path:
    """A course in which both assignments are graded; not to be changed."""

    def make(folder: Path) -> None:
        copy_of(course).rename(folder)
        add_second_assignment(folder)
        for student in STUDENTS:
            hand_in(folder, student)
        for assignment in (ASSIGNMENT, SECOND):
            autograder(folder, "grade", assignment, "--json", f"{assignment}.jsonl")
            autograder(folder, "report", assignment)

    return once("two-assignments", make)


@pytest.fixture
def graded(both: Path, copy_of: Callable[[Path], Path]) -> Path:
    """The same for one test alone."""
    return copy_of(both)


def sigmoid_of(course: Path, assignment: str, student: str) -> dict[str, Any]:
    lines = map(json.loads, (course / f"{assignment}.jsonl").read_text().splitlines())
    return next(line for line in lines if (line["student"], line["exercise"]) == (student, "sigmoid"))


@pytest.mark.parametrize("assignment", [ASSIGNMENT, SECOND])
def test_each_function_is_judged_by_its_own_exercise(both: Path, assignment: str) -> None:
    assert sigmoid_of(both, assignment, "ada")["outcome"] == "correct"


def test_each_mistake_is_named_from_its_own_catalogue(both: Path) -> None:
    first, second = (sigmoid_of(both, assignment, "bob") for assignment in (ASSIGNMENT, SECOND))
    assert second["mistake"] == "sigmoid.square_of_mean"
    assert first["mistake"] not in {None, second["mistake"]}
    assert first["hint"] != second["hint"]


@pytest.mark.parametrize(("assignment", "other"), [(ASSIGNMENT, SECOND), (SECOND, ASSIGNMENT)])
def test_each_report_says_what_was_misunderstood_in_its_own(both: Path, assignment: str, other: str) -> None:
    text = (both / f"exports/{assignment}-report.html").read_text()
    text = " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())
    hints = {each: sigmoid_of(both, each, "bob")["hint"] for each in (assignment, other)}
    assert hints[assignment] in text
    assert hints[other] not in text


def kept(course: Path, assignment: str) -> dict[str, Any]:
    """Return all that the course keeps of an assignment's grading: files with their times, and its grades."""
    files = {
        str(path): (path.stat().st_mtime_ns, path.read_bytes())
        for path in (course / "autograded").glob(f"*/{assignment}/*.ipynb")
    }
    with open_gradebook(course) as gradebook:
        grades = {
            f"{submission.student.id} {notebook.name} {grade.name}": (grade.auto_score, grade.manual_score)
            for submission in gradebook.assignment_submissions(assignment)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }
        times = {
            submission.student.id: submission.timestamp
            for submission in gradebook.assignment_submissions(assignment)
        }
    assert files
    assert grades
    return {"files": files, "grades": grades, "times": times}


@pytest.mark.parametrize(("assignment", "other"), [(ASSIGNMENT, SECOND), (SECOND, ASSIGNMENT)])
def test_a_regrade_of_one_does_not_touch_the_other(graded: Path, assignment: str, other: str) -> None:
    before = kept(graded, other)
    autograder(graded, "grade", assignment, "--force")
    assert kept(graded, other) == before


def test_after_a_regrade_of_one_there_is_nothing_to_do_in_the_other(graded: Path) -> None:
    autograder(graded, "grade", SECOND, "--force")
    assert unchanged_text(2, 2) in " ".join(autograder(graded, "grade", ASSIGNMENT).stderr.split())


@pytest.fixture
def revised(graded: Path) -> Path:
    """A course in which the exercise of the second assignment has a new version."""
    file = graded / f"{SECOND}_exercises.py"
    text = file.read_text()
    file.write_text(text.replace('name="sigmoid",', 'name="sigmoid",\n            version=2,'))
    assert file.read_text() != text
    return graded


def test_a_new_version_of_one_does_not_regrade_the_other(revised: Path) -> None:
    assert unchanged_text(2, 2) in " ".join(autograder(revised, "grade", ASSIGNMENT).stderr.split())


def test_a_new_version_regrades_its_own(revised: Path) -> None:
    done = autograder(revised, "grade", SECOND)
    assert "Graded 2 submissions" in " ".join(done.stderr.split())


def test_an_assignment_can_leave_without_the_other(graded: Path) -> None:
    """Without its exercises the second assignment cannot be graded as before; the first one can."""
    shutil.rmtree(graded / "source" / SECOND)
    (graded / f"{SECOND}_exercises.py").unlink()
    assert unchanged_text(2, 2) in " ".join(autograder(graded, "grade", ASSIGNMENT).stderr.split())
