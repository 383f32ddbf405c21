"""Options of nbgrader's that a course or a command sets: by both doors they do what nbgrader makes of them."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.comparing import Door, Run, grade_by, read_graded
from autograder.course.course import Course
from tests.pipeline.guests.course import GUEST, OURS, guest_course, rows_that_differ

pytestmark = pytest.mark.slow

TEXT = """
# %% solution double
def double(v):
    ### BEGIN SOLUTION
    return 2 * v
    ### END SOLUTION
# %% test test_double 2
import sys
print("harmless: nothing to see", file=sys.stderr)
### BEGIN HIDDEN TESTS
assert double(3) == 6
### END HIDDEN TESTS
assert double(2) == 4
"""
HOOKS = """
def note(when):
    def hook(assignment, student, notebooks):
        import os
        with open("called.txt", "a") as file:
            print(when, assignment, student, *map(os.path.basename, notebooks), file=file)
    return hook
c.Autograde.pre_convert_hook = note("before")
c.Autograde.post_convert_hook = note("after")
"""
VAIN = "c.LimitOutput.max_lines = 5\nc.NotebookClient.iopub_timeout = 9\n"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    made = guest_course(tmp_path / "course", {"one": TEXT, "two": TEXT}, students=("solved", "wrong"))
    configure(made, "c.IgnorePattern.enabled = True\nc.IgnorePattern.pattern = 'harmless'\n")
    return made


def configure(course: Path, lines: str) -> None:
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text() + lines)


def graded(door: Door, course: Path, *options: str) -> Run:
    run = grade_by(door, Course.open(course), GUEST, *options)
    assert run.exit_code == 0, run.said
    return run


def scores(course: Path) -> dict[tuple[str, str], float | None]:
    rows = read_graded(Course.open(course), GUEST).scores
    return {(student, notebook): score for (student, notebook, _), (score, _) in rows.items()}


def test_what_is_ignored_on_stderr_costs_nothing(course: Path) -> None:
    assert rows_that_differ(course) == []
    graded(Door.GRADE, course)
    assert scores(course)["solved", "one"] == 2.0


@pytest.mark.parametrize("door", OURS)
def test_hooks_are_called_around_each_submission(door: Door, course: Path) -> None:
    configure(course, HOOKS)
    graded(door, course)
    said = (course / "called.txt").read_text().splitlines()
    assert sorted(said) == sorted(
        [f"{when} {GUEST} * one.ipynb two.ipynb" for when in ("before", "after")] * 2
    )


@pytest.mark.parametrize("door", OURS)
def test_permissions_are_those_of_the_course(door: Door, course: Path) -> None:
    configure(course, "c.BaseConverter.permissions = 640\n")
    graded(door, course)
    files = [path for path in (course / "autograded").rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o640}


@pytest.mark.parametrize("door", OURS)
def test_one_notebook_is_graded_and_the_marks_and_files_of_others_stay(door: Door, course: Path) -> None:
    graded(door, course, "--notebook", "one")
    assert scores(course)["solved", "one"] == 2.0
    assert scores(course)["solved", "two"] is None
    assert not (course / "autograded" / "solved" / GUEST / "two.ipynb").exists()
    graded(door, course)
    two = (course / "autograded" / "solved" / GUEST / "two.ipynb").read_bytes()
    for name in ("one", "two"):
        path = course / "submitted" / "solved" / GUEST / f"{name}.ipynb"
        path.write_text(path.read_text().replace("return 2 * v", "return 3 * v"))
    graded(door, course, "--notebook", "o*")
    assert (scores(course)["solved", "one"], scores(course)["solved", "two"]) == (0.0, 2.0)
    assert (course / "autograded" / "solved" / GUEST / "two.ipynb").read_bytes() == two
    graded(door, course)
    assert scores(course)["solved", "two"] == 0.0


@pytest.mark.parametrize("door", OURS)
def test_a_pattern_of_students_and_those_left_out_are_obeyed(door: Door, course: Path) -> None:
    configure(
        course, "c.CourseDirectory.student_id = '[sw]*'\nc.CourseDirectory.student_id_exclude = 'wrong'\n"
    )
    graded(door, course)
    assert {student for student, _ in scores(course)} == {"solved"}


@pytest.mark.parametrize("door", OURS)
def test_students_are_not_added_where_nbgrader_must_not(door: Door, course: Path) -> None:
    configure(course, "c.Autograde.create_student = False\n")
    run = grade_by(door, Course.open(course), GUEST)
    assert run.exit_code != 0
    assert "The gradebook has no student solved, wrong." in run.said


@pytest.mark.parametrize("door", OURS)
def test_what_has_no_effect_is_named_in_one_line_once(door: Door, course: Path) -> None:
    configure(course, VAIN)
    said = " ".join(graded(door, course).said.split())
    named = "Set, but without effect here: LimitOutput.max_lines, NotebookClient.iopub_timeout."
    assert said.count(named) == said.count("without effect") == 1


def test_no_execute_is_named(course: Path) -> None:
    run = graded(Door.NBGRADER, course, "--no-execute")
    assert "ClearOutput.enabled, Execute.enabled" in run.said
    assert scores(course)["wrong", "one"] == 0.0


def test_late_penalties_can_be_switched_off(course: Path) -> None:
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        gradebook.update_or_create_assignment(GUEST, duedate="2020-01-01 00:00:00 UTC")
    (course / "submitted" / "solved" / GUEST / "timestamp.txt").write_text("2020-02-01 00:00:00 UTC")
    configure(
        course, "c.LateSubmissionPlugin.penalty_method = 'zero'\nc.AssignLatePenalties.enabled = False\n"
    )
    graded(Door.GRADE, course)
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        submission = gradebook.find_submission(GUEST, "solved")
        assert (submission.total_seconds_late > 0, submission.score) == (True, 4.0)


def test_the_graded_notebook_is_the_released_one_for_nbgraders_validate(course: Path) -> None:
    graded(Door.GRADE, course)
    notebook = course / "autograded" / "solved" / GUEST / "one.ipynb"
    content = json.loads(notebook.read_text())
    assert "HIDDEN" in "".join(cell["source"] for cell in content["cells"])
    command = [sys.executable, "-m", "nbgrader", "validate", str(notebook)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=course)
    assert "changed" not in done.stdout
