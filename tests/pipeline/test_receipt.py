"""`autograder grade --compare`: whose marks change, from what to what, because of what."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.authoring.samples import build_submission
from autograder.course.key import NAME as KEY
from autograder.errors import NewerFormatError
from autograder.front.cli import main
from autograder.gradebook import receipt
from autograder.gradebook.reader import read_gradebook
from autograder.gradebook.receipt import compare
from autograder.gradebook.records import Mark, Person, Work
from autograder.gradebook.stored import RESULTS
from autograder.gradebook.versions import Counted
from autograder.reports.needs import needs as needs_of
from autograder.reports.progress import damaged_text
from autograder.reports.receipt import REASONS, causes_text
from autograder.results.record import Record
from autograder.results.stored import FORMAT
from autograder.results.verdict import Verdict
from tests.changed_check import TOO_STRICT, VERSION, change_check
from tests.conftest import SAMPLES, needs, open_gradebook
from vanishing_gradients import ASSIGNMENT, EXERCISES

pytestmark = [needs("bwrap"), pytest.mark.both_databases]

ONE, TWO = "01-one-unit-one-slope", "02-down-the-chain"
PROOF = f"{ONE}.ipynb"


def hand_in(course: Path, student: str, sample: str) -> None:
    """Hand in notebooks 1 and 2 of a sample."""
    target = course / "submitted" / student / ASSIGNMENT
    build_submission(SAMPLES / sample, course / "release" / ASSIGNMENT, target)
    for path in target.glob("*.ipynb"):
        if path.stem not in {ONE, TWO}:
            path.unlink()


def grade(course: Path, *options: str) -> Result:
    done = CliRunner().invoke(main, ["grade", ASSIGNMENT, "--course", str(course), *options])
    assert done.exit_code == 0, done.output
    return done


def said(result: Result) -> str:
    return " ".join(result.output.replace("│", " ").split())


def mark_by_hand(course: Path, student: str, cell: str, notebook: str, score: float, comment: str) -> None:
    with open_gradebook(course) as gradebook:
        grade_row = gradebook.find_grade(cell, notebook, ASSIGNMENT, student)
        grade_row.manual_score, grade_row.needs_manual_grade = score, False
        if cell.startswith("written_"):
            gradebook.find_comment(cell, notebook, ASSIGNMENT, student).manual_comment = comment
        gradebook.db.commit()


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def graded(course: Path, copy_of: Callable[[Path], Path]) -> Path:
    """A course of two students, graded once; not to be changed."""
    folder = copy_of(course)
    hand_in(folder, "ada", "full-marks-textbook")
    hand_in(folder, "bob", "weights-forgotten")
    grade(folder)
    return folder


@pytest.fixture
def classroom(graded: Path, copy_of: Callable[[Path], Path]) -> Path:
    return copy_of(graded)


def test_where_nothing_changed_the_receipt_is_empty(classroom: Path) -> None:
    assert "Marks change for 0 of 2 students." in said(grade(classroom, "--force", "--compare"))


def test_a_first_grading_says_that_it_is_the_first(classroom: Path) -> None:
    hand_in(classroom, "carl", "untouched")
    told = said(grade(classroom, "--compare"))
    assert "carl all 0 graded for the first time" in told
    assert "Marks change for 1 of 3 students." in told


def test_a_resubmission_is_named_with_its_notebook(classroom: Path) -> None:
    hand_in(classroom, "bob", "full-marks-textbook")
    told = said(grade(classroom, "--compare"))
    assert f"chain_dydx 0 6 resubmission of {TWO}" in told
    assert f"resubmission of {ONE}" not in told
    assert "ada" not in told.partition("What changes")[2]


def test_a_change_that_comes_from_an_earlier_notebook_names_that_one(classroom: Path) -> None:
    hand_in(classroom, "bob", "full-marks-textbook")
    grade(classroom)
    shutil.copy(
        classroom / "release" / ASSIGNMENT / f"{ONE}.ipynb", classroom / "submitted" / "bob" / ASSIGNMENT
    )
    told = said(grade(classroom, "--compare"))
    assert f"sigmoid 3 0 resubmission of {ONE}" in told


def test_a_notebook_that_is_gone_is_named(classroom: Path) -> None:
    (classroom / "submitted" / "ada" / ASSIGNMENT / f"{TWO}.ipynb").unlink()
    assert f"chain_dydx 6 0 {TWO} is no longer in the submission" in said(grade(classroom, "--compare"))


def test_a_fixed_check_is_named_with_its_versions(classroom: Path) -> None:
    change_check(classroom, rtol=TOO_STRICT, version=7)
    told = said(grade(classroom, "--compare"))
    assert f"sigmoid_second 2 0 check of sigmoid_second, version {VERSION} -> 7" in told
    change_check(classroom, rtol=1e-9, version=8)
    told = said(grade(classroom, "--compare"))
    assert "sigmoid_second 0 2 check of sigmoid_second, version 7 -> 8" in told
    assert "Marks change for 2 of 2 students." in told


def test_a_check_that_was_changed_without_a_new_version_is_not_blamed_on_the_student(
    classroom: Path,
) -> None:
    change_check(classroom, rtol=TOO_STRICT)
    told = said(grade(classroom, "--compare"))
    assert f"sigmoid_second 2 0 {REASONS['course']} " in told


def test_an_earlier_grading_without_a_record_is_said_to_have_none(classroom: Path) -> None:
    with open_gradebook(classroom) as gradebook:
        for row in gradebook.db.execute(RESULTS.select()).all():
            payload = {k: v for k, v in json.loads(row.payload).items() if k != "record"}
            mine = RESULTS.c.student == row.student
            gradebook.db.execute(RESULTS.update().where(mine).values(payload=json.dumps(payload)))
        gradebook.db.commit()
    change_check(classroom, rtol=TOO_STRICT)
    assert REASONS["unrecorded"] in said(grade(classroom, "--compare"))


def test_a_damaged_result_counts_as_never_graded_and_is_said(classroom: Path) -> None:
    with open_gradebook(classroom) as gradebook:
        gradebook.db.execute(RESULTS.update().where(RESULTS.c.student == "ada").values(payload="{"))
        gradebook.db.commit()
    told = said(grade(classroom, "--compare"))
    assert damaged_text(["ada"]) in told
    assert "1 of 2 submissions is unchanged" in told
    assert "Marks change for 0 of 2 students." in told


def test_a_result_of_a_newer_grader_stops_the_run_with_one_sentence(classroom: Path) -> None:
    newer = json.dumps({"format": FORMAT + 1})
    with open_gradebook(classroom) as gradebook:
        gradebook.db.execute(RESULTS.update().where(RESULTS.c.student == "ada").values(payload=newer))
        gradebook.db.commit()
    hand_in(classroom, "bob", "untouched")
    done = CliRunner().invoke(main, ["grade", ASSIGNMENT, "--course", str(classroom)])
    assert done.exit_code == NewerFormatError.exit_code
    assert "The result of 'ada' was stored by a newer version of the grader" in said(done)
    with open_gradebook(classroom) as gradebook:
        assert gradebook.find_grade("check_sigmoid", ONE, ASSIGNMENT, "bob").auto_score == 3.0


def test_a_humans_marks_and_comments_stay(classroom: Path) -> None:
    mark_by_hand(classroom, "ada", "written_bound_proof", ONE, 5.0, "Well argued.")
    grade(classroom, "--force", "--compare")
    with open_gradebook(classroom) as gradebook:
        assert gradebook.find_grade("written_bound_proof", ONE, ASSIGNMENT, "ada").manual_score == 5.0
        comment = gradebook.find_comment("written_bound_proof", ONE, ASSIGNMENT, "ada")
        assert comment.manual_comment == "Well argued."


def test_a_mark_that_a_human_gave_stands_and_the_receipt_says_so(classroom: Path) -> None:
    mark_by_hand(classroom, "ada", "check_sigmoid_second", ONE, 1.5, "")
    change_check(classroom, rtol=TOO_STRICT, version=7)
    told = said(grade(classroom, "--compare"))
    assert "ada, sigmoid_second: the program's mark goes from 2 to 0" in told
    assert "the mark given by hand stands" in told
    assert "ada all" not in told
    with open_gradebook(classroom) as gradebook:
        assert gradebook.find_grade("check_sigmoid_second", ONE, ASSIGNMENT, "ada").score == 1.5


def test_an_answer_that_changed_after_it_was_marked_is_named(classroom: Path) -> None:
    mark_by_hand(classroom, "ada", "written_bound_proof", ONE, 5.0, "")
    path = classroom / "submitted" / "ada" / ASSIGNMENT / PROOF
    path.write_text(
        path.read_text().replace("completing the square", "another proof").replace("square", "cube")
    )
    told = said(grade(classroom, "--compare"))
    assert "ada, written_bound_proof: the answer changed after it was marked by hand" in told


def test_a_limit_that_changed_is_named_with_its_values(classroom: Path) -> None:
    (classroom / "nbgrader_config.py").open("a").write("\nc.Limits.source_kb = 1\n")
    told = said(grade(classroom, "--compare"))
    assert "limit source_kb 1000 -> 1" in told


def looked_for(course: Path) -> set[tuple[str, str]]:
    """Whose marks by hand the class report wants a human to look at again, and where."""
    with open_gradebook(course) as gradebook:
        record = read_gradebook(gradebook, EXERCISES)
    return {(work.person.id, item.cell) for work, items in needs_of(record).look_again for item in items}


def test_of_marks_by_hand_only_those_are_named_whose_answer_changed(classroom: Path) -> None:
    for student in ("ada", "bob"):
        mark_by_hand(classroom, student, "written_bound_proof", ONE, 5.0, "")
        mark_by_hand(classroom, student, "check_sigmoid", ONE, 2.0, "")
    grade(classroom, "--force")
    assert looked_for(classroom) == set()
    path = classroom / "submitted" / "ada" / ASSIGNMENT / PROOF
    path.write_text(path.read_text().replace("square", "cube"))
    grade(classroom)
    assert looked_for(classroom) == {("ada", "written_bound_proof")}
    grade(classroom, "--force")
    assert looked_for(classroom) == {("ada", "written_bound_proof")}
    mark_by_hand(classroom, "ada", "written_bound_proof", ONE, 4.0, "")
    grade(classroom, "--force")
    assert looked_for(classroom) == set()


def test_without_the_source_the_marks_are_the_same(classroom: Path) -> None:
    hand_in(classroom, "eve", "error-carried-forward")
    told = grade(classroom, "--force", "--json", "-").stdout
    shutil.rmtree(classroom / "source", ignore_errors=True)
    again = grade(classroom, "--force", "--json", "-").stdout
    carried = [line for line in map(json.loads, told.splitlines()) if line["carried_forward"]]
    assert {line["student"] for line in carried} == {"eve"}
    assert again == told


def test_a_late_penalty_that_changes_is_named(classroom: Path) -> None:
    (classroom / "nbgrader_config.py").open("a").write("\nc.LateSubmissionPlugin.penalty_method = 'zero'\n")
    with open_gradebook(classroom) as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate="2020-01-01 00:00:00 UTC")
    (classroom / "submitted" / "bob" / ASSIGNMENT / "timestamp.txt").write_text("2020-01-05 00:00:00 UTC")
    told = said(grade(classroom, "--compare"))
    assert "late penalty 0 -" in told
    assert "the time handed in none -> 2020-01-05 00:00 UTC" in told
    assert "Marks change for 1 of 2 students." in told


def test_only_the_students_that_were_named_are_on_the_receipt(classroom: Path) -> None:
    hand_in(classroom, "ada", "untouched")
    hand_in(classroom, "bob", "full-marks-textbook")
    assert "Marks change for 1 of 1 student." in said(grade(classroom, "--compare", "--student", "bob"))


def test_a_dry_run_says_the_same_and_writes_nothing(classroom: Path) -> None:
    hand_in(classroom, "bob", "full-marks-textbook")
    before = tree(classroom)
    dry = said(grade(classroom, "--dry-run"))
    assert tree(classroom) == before
    assert "Dry run: nothing was written." in dry
    real = said(grade(classroom, "--compare"))
    table = real.partition("What changes")[2]
    assert table
    assert table.rpartition("Marks change for")[0] in dry


def test_a_dry_run_before_the_first_grading_makes_no_key(
    course: Path, copy_of: Callable[[Path], Path]
) -> None:
    folder = copy_of(course)
    hand_in(folder, "ada", "untouched")
    before = tree(folder)
    grade(folder, "--dry-run")
    assert not (folder / KEY).exists()
    assert tree(folder) == before


# What is compared, without a course


DYDX = (TWO, "check_chain_dydx")


def work(score: float, **record: object) -> Work:
    """A submission with one mark in notebook 2 and a record that differs in what is given."""
    plain = Record({TWO: "f"}, {TWO: "r"}, {}, {"chain_dydx": 1}, "g", "k")
    verdict = Verdict(*DYDX, "chain_dydx", "partial", score, 6.0)
    changed = replace(plain, **record)  # type: ignore[arg-type]
    return Work(Person("ada"), {DYDX: Mark(score)}, {DYDX: verdict}, record=changed)


@pytest.mark.parametrize(
    ("record", "cause"),
    [
        ({"key": "other"}, f"{REASONS['key']} k -> other"),
        ({"grader": "other"}, REASONS["grader"]),
        ({"box": "other"}, REASONS["box"]),
        ({"box": "other", "grader": "other"}, f"{REASONS['box']}; {REASONS['grader']}"),
        ({"released": {TWO: "other"}}, f"the released {TWO} changed"),
        ({"files": {TWO: "other"}, "grader": "other", "key": "other"}, f"resubmission of {TWO}"),
        ({"files": {}}, f"{TWO} is no longer in the submission"),
        ({"versions": {"chain_dydx": 2}, "grader": "other"}, "check of chain_dydx, version 1 -> 2"),
        ({"versions": {"sigmoid": 2, "chain_dydx": 1}}, REASONS["unexplained"]),
        ({}, REASONS["unexplained"]),
    ],
)
def test_a_change_has_its_causes(record: dict[str, object], cause: str) -> None:
    (change,) = compare(EXERCISES, work(6), work(3, **record)).changes
    assert (change.before, change.after) == (6, 3)
    assert causes_text(change.causes).startswith(cause)


def test_a_check_of_an_earlier_exercise_is_a_cause() -> None:
    before = work(6, versions={"sigmoid_prime": 1, "chain_dydx": 1})
    (change,) = compare(EXERCISES, before, work(3, versions={"sigmoid_prime": 2, "chain_dydx": 1})).changes
    assert causes_text(change.causes) == "check of sigmoid_prime, version 1 -> 2"


LIMITS = {"call_seconds": 5.0, "cells": 2000}
PARTS = {name: name for name in receipt.PARTS}


def test_every_cause_is_named_with_what_it_was_and_is() -> None:
    before = work(6, limits=LIMITS, parts=PARTS)
    changes = {
        "files": {TWO: "other"},
        "versions": {"chain_dydx": 2},
        "key": "new",
        "limits": LIMITS | {"call_seconds": 0.5, "cells": 100},
        "parts": {name: f"new {name}" for name in PARTS},
    }
    (change,) = compare(EXERCISES, before, work(3, **changes)).changes
    told = causes_text(change.causes)
    assert told.startswith(f"resubmission of {TWO}; check of chain_dydx, version 1 -> 2; ")
    assert "another course key, so other inputs k -> new" in told
    assert "limit call_seconds 5 -> 0.5; limit cells 2000 -> 100" in told
    assert all(f"{REASONS[name]} {name} -> new {name}" in told for name in PARTS)


def test_other_points_are_named_with_their_numbers() -> None:
    before, after = work(6), work(3, released={TWO: "other"})
    after.verdicts[DYDX] = replace(after.verdicts[DYDX], max=3.0)
    (change,) = compare(EXERCISES, before, after).changes
    assert causes_text(change.causes) == "the points of chain_dydx 6 -> 3"


def test_a_penalty_names_the_due_date_and_the_time_that_changed() -> None:
    first, second = (datetime(2026, 3, day, tzinfo=UTC) for day in (1, 5))
    before = replace(work(6), counted=Counted(second, None))
    after = replace(work(6), counted=Counted(second, first), penalties={TWO: 2.0})
    told = causes_text(compare(EXERCISES, before, after).penalty_causes)
    assert told == "the due date none -> 2026-03-01 00:00 UTC"


def test_a_last_digit_is_no_change() -> None:
    assert not compare(EXERCISES, work(6), work(6 + 1e-12, grader="other")).differs


def test_extra_credit_stays_in_the_marks() -> None:
    before, after = (replace(work(score), marks={DYDX: Mark(score, extra=2.0)}) for score in (6, 3))
    (change,) = compare(EXERCISES, before, after).changes
    assert (change.before, change.after) == (8, 5)
