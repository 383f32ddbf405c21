"""A whole term: release, three ways in, grading, marking at the desk, feedback, export, a late resubmission, a regrade.

The term is lived through once; each test states one fact of it.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook
from playwright.sync_api import Browser

from autograder.authoring.release import nbgrader
from autograder.authoring.samples import build_submission
from autograder.collecting.words import HOW
from autograder.content import RTOL
from autograder.course.course import SECRET
from autograder.front.cli import main
from tests.browser.conftest import lab_command, serving
from tests.browser.desk import mark, open_question
from tests.changed_check import CHANGED, TOO_STRICT, VERSION, change_check
from tests.conftest import SAMPLES, needs
from vanishing_gradients import ASSIGNMENT

pytestmark = needs("bwrap", "chromium")

ONE, TWO = "01-one-unit-one-slope", "02-down-the-chain"
DUE = datetime(2024, 1, 15, 12)
IN_TIME, LATE = (2024, 1, 10, 9, 0, 0), (2024, 1, 20, 9, 0, 0)
MARKED = [
    ("leeann_12345", "written_bound_proof", ("1",), "The place is z = 0."),
    ("ada", "written_bound_proof", ("f",), "A pleasure to read."),
    ("ada", "written_find_the_error", ("f", "4"), "When does it agree?"),
    ("poecarl_12346", "written_bound_proof", ("f", "3"), ""),
    ("poecarl_12346", "written_find_the_error", ("f",), ""),
]
"""What the TA gives: student, question, keys, comment."""

Notebooks = dict[str, bytes]


@dataclass
class Term:
    """What was there after each step of the term."""

    course: Path
    desk: Path
    said: dict[str, str] = field(default_factory=dict)
    marks: dict[str, dict[str, dict[str, float | None]]] = field(default_factory=dict)
    """Marks that count by step, student and cell."""
    totals: dict[str, dict[str, float]] = field(default_factory=dict)
    """Totals by step and student, penalties taken off."""

    def run(self, step: str, *arguments: str) -> None:
        done = CliRunner().invoke(main, [*arguments, "--course", str(self.course)])
        assert done.exit_code == 0, done.output
        self.said[step] = " ".join(done.output.replace("│", " ").split())

    def nbgrader(self, *arguments: str) -> None:
        done = nbgrader(self.course, *arguments)
        assert done.returncode == 0, done.stderr

    def note(self, step: str) -> None:
        with Gradebook(f"sqlite:///{self.course}/gradebook.db") as gradebook:
            submissions = gradebook.assignment_submissions(ASSIGNMENT)
            self.marks[step] = {
                s.student_id: {g.cell.name: g.score for n in s.notebooks for g in n.grades}
                for s in submissions
            }
            self.totals[step] = {s.student_id: s.score - s.late_submission_penalty for s in submissions}


def answers(course: Path, sample: str, scratch: Path) -> Notebooks:
    """Return notebooks 1 and 2 of a sample."""
    build_submission(SAMPLES / sample, course / "release" / ASSIGNMENT, scratch)
    return {f"{name}.ipynb": (scratch / f"{name}.ipynb").read_bytes() for name in (ONE, TWO)}


def zipped(path: Path, files: Notebooks, time: tuple[int, int, int, int, int, int]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, time), data)
    return path


def canvas(who: str, first: int, files: Notebooks, suffix: str = "") -> Notebooks:
    return {
        f"{who}_{first + i}_{name.removesuffix('.ipynb')}{suffix}.ipynb": data
        for i, (name, data) in enumerate(files.items())
    }


def mark_by_hand(term: Term, browser: Browser, home: Path) -> None:
    """Mark as a TA does: at the desk, in a browser."""
    with serving(lab_command(term.course), term.course, home) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        for question in dict.fromkeys(question for _, question, *_ in MARKED):
            open_question(page, address, question, names=True)
            for student, asked, keys, comment in MARKED:
                if asked == question:
                    mark(page, student, *keys, comment=comment)
        page.close()


@pytest.fixture(scope="module")
def term(
    course: Path,
    copy_of: Callable[[Path], Path],
    tmp_path_factory: pytest.TempPathFactory,
    browser: Browser,
) -> Term:
    folder, desk = copy_of(course), tmp_path_factory.mktemp("desk")
    term = Term(folder, desk)
    right = answers(folder, "full-marks-textbook", desk / "right")
    sheet_a = answers(folder, "sheet-answer-a", desk / "a")
    sheet_b = answers(folder, "sheet-answer-b", desk / "b")

    # The due date, a penalty, and students of whom one is known by name and one by Canvas's number.
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write("\nc.LateSubmissionPlugin.penalty_method = 'zero'\n")
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        gradebook.find_assignment(ASSIGNMENT).duedate = DUE
        gradebook.add_student("zoe", first_name="Zoë", last_name="Ångström", lms_user_id="")
        gradebook.db.commit()

    # Three ways in. Who is known comes first: beside a known student who is missing a new name is a question.
    moodle = {f"Zoë Ångström_55_assignsubmission_file_/{name}": data for name, data in sheet_b.items()}
    term.run("moodle", "collect", str(zipped(desk / "moodle.zip", moodle, IN_TIME)), ASSIGNMENT)
    for student, files in (("ada", right), ("bob", sheet_b)):
        (desk / "class" / student).mkdir(parents=True)
        for name, data in files.items():
            (desk / "class" / student / name.replace(".ipynb", " (1).ipynb")).write_bytes(data)
    term.run("folder", "collect", str(desk / "class"), ASSIGNMENT)
    first = canvas("leeann_12345", 700, sheet_a) | canvas("poecarl_12346", 800, right)
    term.run("canvas", "collect", str(zipped(desk / "submissions.zip", first, IN_TIME)), ASSIGNMENT)

    change_check(folder, rtol=TOO_STRICT)
    term.run("first", "grade", ASSIGNMENT)
    term.note("first")

    # Marking at the desk, feedback, marks for Canvas.
    mark_by_hand(term, browser, tmp_path_factory.mktemp("home"))
    term.note("marked")
    term.nbgrader("generate_feedback", ASSIGNMENT)
    term.run("export", "export", ASSIGNMENT, "--format", "canvas", "--output", str(desk / "canvas.csv"))
    term.nbgrader("export", "--to", str(desk / "nbgrader.csv"))

    # A late resubmission, the check fixed, a regrade with a receipt.
    again = canvas("leeann_LATE_12345", 900, {f"{TWO}.ipynb": right[f"{TWO}.ipynb"]}, suffix="-1")
    term.run("late", "collect", str(zipped(desk / "late.zip", again, LATE)), ASSIGNMENT)
    change_check(folder, rtol=RTOL, version=9)
    term.run("dry", "grade", ASSIGNMENT, "--dry-run")
    term.note("dry")
    term.run("second", "grade", ASSIGNMENT, "--force", "--compare")
    term.note("second")
    term.nbgrader("generate_feedback", ASSIGNMENT, "--force")
    return term


def test_each_way_in_brings_its_students(term: Term) -> None:
    assert set(term.marks["first"]) == {"ada", "bob", "leeann_12345", "poecarl_12346", "zoe"}


def test_a_student_of_moodle_is_found_by_name_in_the_gradebook(term: Term) -> None:
    assert f"Zoë Ångström{HOW['name']}" in term.said["moodle"]


def test_the_class_is_graded_by_what_it_handed_in(term: Term) -> None:
    first = term.marks["first"]
    assert first["ada"]["check_chain_dydx"] == first["leeann_12345"]["check_chain_dydx"] == 6
    assert first["zoe"]["check_chain_dydx"] == first["bob"]["check_chain_dydx"] == 0


def test_the_broken_check_took_the_marks_of_everybody(term: Term) -> None:
    assert {marks[f"check_{CHANGED}"] for marks in term.marks["first"].values()} == {0}


def test_marks_given_by_hand_count(term: Term) -> None:
    before, after = term.totals["first"], term.totals["marked"]
    assert after["ada"] - before["ada"] == 10
    assert after["leeann_12345"] - before["leeann_12345"] == 2


def test_the_feedback_holds_the_comment_and_nothing_of_the_solution(term: Term) -> None:
    page = (term.course / "feedback" / "leeann_12345" / ASSIGNMENT / f"{ONE}.html").read_text()
    assert "The place is z = 0." in page
    assert "BEGIN SOLUTION" not in page


def test_the_export_for_canvas_finds_a_student_by_canvas_s_number(term: Term) -> None:
    with (term.desk / "canvas.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["ID"]: row for row in csv.DictReader(file)}
    assert float(rows["12346"][ASSIGNMENT]) == term.totals["marked"]["poecarl_12346"]


def test_nbgraders_own_export_has_the_same_marks(term: Term) -> None:
    with (term.desk / "nbgrader.csv").open(newline="") as file:
        told = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert told == pytest.approx(term.totals["marked"])


def test_the_late_resubmission_is_said_to_replace_the_earlier_one(term: Term) -> None:
    assert "Resubmission of leeann_12345" in term.said["late"]
    assert "Canvas says late" in term.said["late"]


def test_what_was_replaced_is_kept(term: Term) -> None:
    (kept,) = (term.course / "replaced" / "leeann_12345" / ASSIGNMENT).iterdir()
    assert sorted(path.stem for path in kept.glob("*.ipynb")) == [ONE, TWO]


def test_the_notebook_that_was_not_handed_in_again_is_still_there(term: Term) -> None:
    assert (term.course / "submitted" / "leeann_12345" / ASSIGNMENT / f"{ONE}.ipynb").exists()


def test_only_the_late_student_has_a_penalty(term: Term) -> None:
    sums = {student: sum(m or 0 for m in marks.values()) for student, marks in term.marks["second"].items()}
    late = {student for student, total in term.totals["second"].items() if total < sums[student]}
    assert late == {"leeann_12345"}
    assert term.said["second"].count("late penalty 0 -") == 1


def test_the_dry_run_changed_no_mark(term: Term) -> None:
    assert term.marks["dry"] == term.marks["marked"]
    assert "Dry run: nothing was written." in term.said["dry"]


def test_the_dry_run_says_what_the_regrade_then_does(term: Term) -> None:
    table = term.said["second"].partition("What changes")[2].rpartition("┘")[0]
    assert table
    assert table in term.said["dry"]


def test_the_receipt_names_the_fixed_check(term: Term) -> None:
    assert f"{CHANGED} 0 2 check of {CHANGED}, version {VERSION} -> 9" in term.said["second"]


def test_the_receipt_names_the_resubmission(term: Term) -> None:
    assert f"chain_grads 0 6 resubmission of {TWO}" in term.said["second"]


def test_the_fixed_check_gives_the_marks_back(term: Term) -> None:
    assert term.marks["second"]["ada"][f"check_{CHANGED}"] == 2
    assert term.totals["second"]["ada"] == term.totals["marked"]["ada"] + 2


def test_a_wrong_answer_stays_wrong_under_the_fixed_check(term: Term) -> None:
    assert term.marks["second"]["bob"][f"check_{CHANGED}"] == 0


def test_a_humans_marks_survive_it_all(term: Term) -> None:
    written = ("written_bound_proof", "written_find_the_error")
    for student in ("ada", "poecarl_12346"):
        before, after = term.marks["marked"][student], term.marks["second"][student]
        assert {cell: after[cell] for cell in written} == {cell: before[cell] for cell in written}


def test_a_humans_comments_survive_it_all(term: Term) -> None:
    page = (term.course / "feedback" / "ada" / ASSIGNMENT / f"{ONE}.html").read_text()
    assert "A pleasure to read." in page


def test_the_exchanges_secret_stays_with_the_graded_work(new_course: Path, tmp_path: Path) -> None:
    for student in ("ada", "bob"):
        (new_course / "submitted" / student / ASSIGNMENT).mkdir(parents=True)
    (new_course / "submitted" / "ada" / ASSIGNMENT / SECRET).write_text("s3cret")
    (tmp_path / "elsewhere").write_text("not theirs")
    (new_course / "submitted" / "bob" / ASSIGNMENT / SECRET).symlink_to(tmp_path / "elsewhere")
    done = CliRunner().invoke(main, ["grade", ASSIGNMENT, "--course", str(new_course)])
    assert done.exit_code == 0, done.output
    assert (new_course / "autograded" / "ada" / ASSIGNMENT / SECRET).read_text() == "s3cret"
    assert not (new_course / "autograded" / "bob" / ASSIGNMENT / SECRET).exists()
