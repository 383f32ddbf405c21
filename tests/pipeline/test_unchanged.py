"""What is graded again, and what keeps its marks."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from autograder.authoring.release import nbgrader
from autograder.authoring.samples import build_submission
from autograder.box import selftest
from autograder.course.course import Course
from autograder.course.key import NAME as KEY
from autograder.course.limits import Limits
from autograder.grading.classroom import open_classroom
from autograder.results.result import Result
from tests.conftest import SAMPLES, grade, needs, open_gradebook
from vanishing_gradients import ASSIGNMENT

pytestmark = needs("bwrap")

CLASS = {"ada": "full-marks-textbook", "bob": "sheet-answer-b"}
FIRST = "01-one-unit-one-slope"


def hand_in(course: Path, student: str, sample: str) -> Path:
    folder = course / "submitted" / student / ASSIGNMENT
    build_submission(SAMPLES / sample, course / "release" / ASSIGNMENT, folder)
    return folder


def pending(course: Path, **options: Any) -> list[str]:
    with open_classroom(Course.open(course), ASSIGNMENT, **options) as classroom:
        return classroom.pending(classroom.everybody)


def in_gradebook(course: Path) -> Gradebook:
    return open_gradebook(course)


@pytest.fixture(scope="module")
def graded(course: Path, copy_of: Callable[[Path], Path]) -> Path:
    """Two students, graded once; not to be changed."""
    folder = copy_of(course)
    for student, sample in CLASS.items():
        hand_in(folder, student, sample)
    grade(folder, list(CLASS))
    return folder


@pytest.fixture
def classroom(graded: Path, copy_of: Callable[[Path], Path]) -> Path:
    return copy_of(graded)


def test_what_is_unchanged_keeps_its_marks(graded: Path) -> None:
    assert pending(graded) == []


def test_a_new_submission_is_graded(classroom: Path) -> None:
    hand_in(classroom, "eve", "untouched")
    assert pending(classroom) == ["eve"]


def test_what_a_stopped_run_with_force_left_is_graded_by_the_next_run_without(classroom: Path) -> None:
    def stop(_: Result) -> None:
        raise KeyboardInterrupt

    with open_classroom(Course.open(classroom), ASSIGNMENT) as opened:
        before = {result.student: result.verdicts for result in opened.writer.results()}
        with pytest.raises(KeyboardInterrupt):
            opened.run(list(CLASS), 1, stop, force=True)
        after = {result.student: result.verdicts for result in opened.writer.results()}
    assert after == before
    (left,) = pending(classroom)
    grade(classroom, [left])
    assert pending(classroom) == []


def test_a_changed_file_is_graded_again(classroom: Path) -> None:
    hand_in(classroom, "bob", "untouched")
    assert pending(classroom) == ["bob"]


def test_a_notebook_that_is_gone_is_a_change(classroom: Path) -> None:
    (classroom / "submitted" / "bob" / ASSIGNMENT / f"{FIRST}.ipynb").unlink()
    assert pending(classroom) == ["bob"]


def test_another_time_handed_in_is_a_change(classroom: Path) -> None:
    (classroom / "submitted" / "ada" / ASSIGNMENT / "timestamp.txt").write_text("2030-01-01 00:00:00 UTC")
    assert pending(classroom) == ["ada"]


def test_a_changed_solution_of_the_course_changes_nobody(classroom: Path) -> None:
    """The reference answers for it, also where errors are carried forward."""
    path = classroom / "source" / ASSIGNMENT / f"{FIRST}.ipynb"
    content = json.loads(path.read_text())
    cell = next(c for c in content["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == "sigmoid")
    cell["source"] = "".join(cell["source"]) + "\n# another way\n"
    path.write_text(json.dumps(content))
    assert pending(classroom) == []


def test_a_changed_release_changes_everybody(classroom: Path) -> None:
    path = classroom / "release" / ASSIGNMENT / f"{FIRST}.ipynb"
    path.write_text(path.read_text().replace('"source": [', '"source": ["Read this too.\\n",', 1))
    assert pending(classroom) == list(CLASS)


def test_a_changed_chainlab_changes_everybody(classroom: Path) -> None:
    (classroom / "release" / ASSIGNMENT / "chainlab" / "more.py").write_text("ANSWER = None\n")
    assert pending(classroom) == list(CLASS)


def test_another_course_key_changes_everybody(classroom: Path) -> None:
    (classroom / KEY).unlink()
    assert pending(classroom) == list(CLASS)


def test_other_limits_change_everybody(graded: Path) -> None:
    assert pending(graded, limits=Limits(call_seconds=7.0)) == list(CLASS)


def test_marks_that_are_gone_from_the_gradebook_are_made_again(classroom: Path) -> None:
    with in_gradebook(classroom) as gradebook:
        gradebook.remove_submission(ASSIGNMENT, "ada")
    assert pending(classroom) == ["ada"]


def test_automatic_marks_that_something_else_changed_are_made_again(classroom: Path) -> None:
    with in_gradebook(classroom) as gradebook:
        gradebook.find_grade("check_sigmoid", FIRST, ASSIGNMENT, "ada").auto_score = 0.25
        gradebook.db.commit()
    assert pending(classroom) == ["ada"]


def test_a_mark_by_hand_is_no_change(classroom: Path) -> None:
    with in_gradebook(classroom) as gradebook:
        gradebook.find_grade("check_sigmoid", FIRST, ASSIGNMENT, "ada").manual_score = 0.25
        gradebook.db.commit()
    assert pending(classroom) == []


@pytest.mark.parametrize("gone", [ASSIGNMENT, f"{ASSIGNMENT}/{FIRST}.ipynb"])
def test_a_graded_notebook_that_is_gone_is_made_again(classroom: Path, gone: str) -> None:
    path = classroom / "autograded" / "ada" / gone
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert pending(classroom) == ["ada"]


def test_what_was_graded_without_a_sandbox_is_graded_again_in_one(
    course: Path, copy_of: Callable[[Path], Path]
) -> None:
    folder = copy_of(course)
    hand_in(folder, "eve", "untouched")
    with open_classroom(Course.open(folder), ASSIGNMENT, sandboxed=False) as classroom:
        classroom.run(["eve"], 1)
    assert pending(folder) == ["eve"]
    assert pending(folder, sandboxed=False) == []


def test_a_result_from_a_sandbox_stands_also_where_none_is_asked_for(graded: Path) -> None:
    assert pending(graded, sandboxed=False) == []


def test_no_sandbox_is_started_where_nothing_is_to_do(classroom: Path, monkeypatch) -> None:
    monkeypatch.setattr(selftest, "self_test", lambda _: pytest.fail("it was started"))
    with open_classroom(Course.open(classroom), ASSIGNMENT) as opened:
        opened.run(opened.everybody, 2)


def test_a_due_date_that_moves_changes_the_penalty_without_a_new_grading(classroom: Path) -> None:
    folder = classroom / "submitted" / "ada" / ASSIGNMENT
    (folder / "timestamp.txt").write_text("2030-01-05 00:00:00 UTC")
    grade(classroom, ["ada"])
    (classroom / "nbgrader_config.py").open("a").write("\nc.LateSubmissionPlugin.penalty_method = 'zero'\n")
    penalties = []
    for due in ("2030-01-01 00:00:00 UTC", "2030-02-01 00:00:00 UTC"):
        with in_gradebook(classroom) as gradebook:
            gradebook.update_or_create_assignment(ASSIGNMENT, duedate=due)
        with open_classroom(Course.open(classroom), ASSIGNMENT) as opened:
            graded: list[Result] = []
            opened.run(opened.everybody, listener=graded.append)
            assert graded == []
        with in_gradebook(classroom) as gradebook:
            submission = gradebook.find_submission(ASSIGNMENT, "ada")
            penalties.append(sum(n.late_submission_penalty or 0.0 for n in submission.notebooks))
    assert penalties[0] > 0
    assert penalties[1] == 0


def test_nbgrader_autograde_leaves_what_is_unchanged_and_force_does_not(classroom: Path) -> None:
    hand_in(classroom, "bob", "untouched")
    pages = {s: classroom / "autograded" / s / ASSIGNMENT for s in CLASS}
    before = {student: page.stat().st_ino for student, page in pages.items()}
    done = nbgrader(classroom, "autograde", ASSIGNMENT)
    assert done.returncode == 0, done.stderr
    assert "1 of 2 submissions is unchanged" in done.stderr
    after = {student: page.stat().st_ino for student, page in pages.items()}
    assert [student for student in CLASS if before[student] != after[student]] == ["bob"]
    assert nbgrader(classroom, "autograde", ASSIGNMENT, "--force").returncode == 0
    forced = {student: page.stat().st_ino for student, page in pages.items()}
    assert [student for student in CLASS if after[student] != forced[student]] == list(CLASS)
