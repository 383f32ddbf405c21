"""A course that the grader graded before its results had a format number: everything in it still works."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.course.course import Course
from autograder.front.cli import main
from autograder.gradebook.reader import read_class
from autograder.gradebook.records import Work
from autograder.gradebook.stored import RESULTS
from autograder.grading.classroom import open_classroom
from autograder.reports.receipt import REASONS
from autograder.results.stored import FORMAT
from tests.conftest import needs, open_gradebook
from tools.repository import RELEASE
from vanishing_gradients import ASSIGNMENT, EXERCISES

FIXTURE = Path(__file__).parents[1] / "fixtures" / "gradebooks" / "format-1.zip"
ONE, TWO = "01-one-unit-one-slope", "02-down-the-chain"
SCORES = {"ada": 9.0, "bob": 31.5, "eve": 30.0}
"""Ada has sheet-answer-b and a mark by hand, Bob weights-forgotten and another one, Eve error-carried-forward."""
PROOF, SECOND = (ONE, "written_bound_proof"), (ONE, "check_sigmoid_second")
COMMENT = "Say why the square is never negative."


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The course, with the students' package of today."""
    folder = tmp_path / "course"
    shutil.unpack_archive(FIXTURE, folder)
    for step in ("source", "release"):
        shutil.copytree(RELEASE / "chainlab", folder / step / ASSIGNMENT / "chainlab")
    return folder


def run(course: Path, command: str, *options: str) -> Result:
    done = CliRunner().invoke(main, [command, ASSIGNMENT, "--course", str(course), *options])
    assert done.exit_code == 0, done.output
    return done


def regrade(course: Path) -> str:
    """Grade the class; return what the command says, on one line."""
    return " ".join(run(course, "grade", "--compare").output.replace("│", " ").split())


def works(course: Path) -> dict[str, Work]:
    return {work.person.id: work for work in read_class(Course.open(course), ASSIGNMENT).works}


def scores(course: Path) -> dict[str, float]:
    return {student: work.score for student, work in works(course).items()}


def test_its_results_have_no_format_number(old: Path) -> None:
    with open_gradebook(old) as gradebook:
        payloads = [json.loads(row.payload) for row in gradebook.db.execute(RESULTS.select())]
    assert [set(payload) for payload in payloads] == [{"sandbox", "verdicts", "record"}] * len(SCORES)


def test_its_marks_verdicts_and_comments_are_read(old: Path) -> None:
    found = works(old)
    assert scores(old) == SCORES
    assert found["bob"].comments[PROOF] == COMMENT
    assert found["bob"].verdicts[TWO, "check_chain_dydx"].mistake == "chain_dydx.weights_missing"
    assert found["eve"].verdicts[TWO, "check_chain_dydx"].carried_forward == (
        "chain_factors",
        "sigmoid_prime",
    )
    assert {work.record is not None for work in found.values()} == {True}


def test_its_history_is_read(old: Path) -> None:
    past = read_class(Course.open(old), ASSIGNMENT).history
    assert len(past.runs) == 2
    assert {(change.student, change.exercise) for change in past.changes} == {
        ("eve", "sigmoid_prime"),
        ("eve", "chain_dydx"),
    }
    assert past.damaged == ()


def test_its_report_is_written(old: Path) -> None:
    run(old, "report")
    page = (old / "exports" / f"{ASSIGNMENT}-report.html").read_text("utf-8")
    assert "chain_dydx.weights_missing" in page
    assert "1 student gained, 0 students lost automatic marks." in page


def test_its_marks_are_exported(old: Path) -> None:
    run(old, "export", "--format", "json", "--output", str(old / "marks.json"))
    students = json.loads((old / "marks.json").read_text("utf-8"))["students"]
    marks = {(s["id"], e["exercise"]): e["score"] for s in students for e in s["exercises"]}
    assert (marks["bob", "written_bound_proof"], marks["ada", "sigmoid_second"]) == (4.5, 1.0)


def test_its_feedback_pages_are_made(old: Path) -> None:
    run(old, "export", "--format", "feedback", "--output", str(old / "pages.zip"))
    with zipfile.ZipFile(old / "pages.zip") as zipped:
        pages = {name: zipped.read(name).decode() for name in zipped.namelist()}
    assert set(pages) == {f"{student}/{page}.html" for student in SCORES for page in ("index", ONE, TWO)}
    assert COMMENT in pages[f"bob/{ONE}.html"]


@needs("bwrap")
def test_a_regrade_gives_the_same_marks_and_keeps_what_a_human_gave(old: Path) -> None:
    before = works(old)
    assert "Marks change for 0 of 3 students." in regrade(old)
    after = works(old)
    assert {student: work.marks.keys() for student, work in after.items()} == {
        student: work.marks.keys() for student, work in before.items()
    }
    assert scores(old) == SCORES
    assert after["bob"].marks[PROOF].manual == 4.5
    assert after["bob"].comments[PROOF] == COMMENT
    assert after["ada"].marks[SECOND].manual == 1.0


@needs("bwrap")
def test_a_regrade_stores_results_of_the_format_of_today_and_is_done_once(old: Path) -> None:
    regrade(old)
    with open_gradebook(old) as gradebook:
        payloads = [json.loads(row.payload) for row in gradebook.db.execute(RESULTS.select())]
    assert [payload["format"] for payload in payloads] == [FORMAT] * len(SCORES)
    with open_classroom(Course.open(old), ASSIGNMENT) as classroom:
        assert classroom.pending(classroom.everybody) == []


@needs("bwrap")
def test_the_receipt_says_why_a_mark_of_the_old_grader_changes(old: Path) -> None:
    with open_gradebook(old) as gradebook:
        gradebook.find_grade("check_sigmoid", ONE, ASSIGNMENT, "bob").auto_score = 2.0
        gradebook.db.commit()
    version = f"{REASONS['version'].format(what='sigmoid')} 1 -> {EXERCISES['sigmoid'].version}"
    assert f"sigmoid 2 3 {version}" in regrade(old)


@needs("bwrap")
def test_the_receipt_names_a_resubmission_after_the_old_grading(old: Path) -> None:
    released = old / "release" / ASSIGNMENT / f"{TWO}.ipynb"
    shutil.copy(released, old / "submitted" / "eve" / ASSIGNMENT)
    assert f"chain_dydx 6 0 {REASONS['file'].format(what=TWO)}" in regrade(old)


@needs("bwrap")
def test_the_receipt_says_that_a_mark_by_hand_of_then_stands(old: Path) -> None:
    with open_gradebook(old) as gradebook:
        gradebook.find_grade("check_sigmoid_second", ONE, ASSIGNMENT, "ada").auto_score = 2.0
        gradebook.db.commit()
    told = regrade(old)
    assert "ada, sigmoid_second: the program's mark goes from 2 to 0" in told
    assert "the mark given by hand stands" in told
    assert scores(old) == SCORES
