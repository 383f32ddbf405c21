"""Report, exports and feedback from a real gradebook: what commands write, say and refuse."""

from __future__ import annotations

import json
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from autograder.authoring.release import nbgrader
from autograder.course.course import Course
from autograder.front.cli import main
from autograder.gradebook import history
from tests.conftest import needs, open_gradebook
from tests.pipeline.given_results import TWO, WRONG, read, result, run, said, write, write_class
from vanishing_gradients import ASSIGNMENT

pytestmark = pytest.mark.both_databases

THREE = "03-can-you-trust-your-gradient"


@pytest.fixture
def graded(new_course: Path) -> Path:
    """A course with two graded students; one of them has a known mistake."""
    write_class(new_course)
    return new_course


def mark_by_hand(folder: Path, student: str, points: float) -> None:
    """Mark every written answer as formgrader does."""
    with open_gradebook(folder) as gradebook:
        for notebook in gradebook.find_submission(ASSIGNMENT, student).notebooks:
            for grade in notebook.grades:
                if grade.cell.name.startswith("written_"):
                    grade.manual_score, grade.needs_manual_grade = points, False
        gradebook.db.commit()


# What is read


def test_the_gradebook_gives_every_cell_in_the_order_of_the_notebooks(graded: Path) -> None:
    numbers = [item.number for item in read(graded).items if item.notebook == THREE]
    assert numbers == ["3.1", "3.2", "3.2", "3.3", "3.4", "SA3", "3.5", "3.6"]


def test_marks_are_what_nbgrader_itself_counts(graded: Path) -> None:
    mark_by_hand(graded, "ada", 2.5)
    with open_gradebook(graded) as gradebook:
        wanted = {s: gradebook.find_submission(ASSIGNMENT, s).score for s in ("ada", "bob")}
    assert {work.person.id: work.score for work in read(graded).works} == wanted


def test_a_late_penalty_and_an_extra_credit_count_as_in_nbgrader(graded: Path) -> None:
    with open_gradebook(graded) as gradebook:
        notebook = gradebook.find_submission_notebook(TWO, ASSIGNMENT, "ada")
        notebook.late_submission_penalty = 2.0
        gradebook.find_grade("check_chain_dydx", TWO, ASSIGNMENT, "ada").extra_credit = 0.5
        gradebook.db.commit()
    ada = read(graded).works[0]
    assert (ada.penalty, ada.score) == (2.0, 69.0 + 0.5 - 2.0)


def test_students_without_a_submission_and_submissions_without_a_grading_are_known(graded: Path) -> None:
    with open_gradebook(graded) as gradebook:
        gradebook.add_student("cid")
        gradebook.add_student("dan")
    (graded / "submitted" / "dan" / ASSIGNMENT).mkdir(parents=True)
    record = read(graded)
    assert ([p.id for p in record.absent], record.ungraded) == (["cid"], ("dan",))


def test_a_gradebook_that_only_nbgrader_ever_wrote_is_read_too(graded: Path) -> None:
    with open_gradebook(graded) as gradebook:
        gradebook.db.execute(text("drop table autograder_result"))
        gradebook.db.execute(text("drop table autograder_history"))
        gradebook.db.commit()
    record = read(graded)
    assert [work.score for work in record.works] == [69.0, 63.0]
    assert record.history.runs == ()
    assert run("report", graded).exit_code == 0


# History


def test_a_second_grading_keeps_what_it_changed(graded: Path) -> None:
    write(graded, result(Course.open(graded), "bob"))
    record = read(graded)
    (change,) = record.history.changes
    assert len(record.history.runs) == 2
    assert (change.student, change.exercise) == ("bob", "chain_dydx")
    assert change.before == (0.0, *WRONG["chain_dydx"])
    assert change.after == (6.0, "correct", None)


def test_a_grading_that_changes_nothing_keeps_no_marks_twice(graded: Path) -> None:
    course = Course.open(graded)
    for _ in range(3):
        write(graded, result(course, "bob", WRONG))
    query = text("select marks from autograder_history where student = 'bob' order by run")
    with open_gradebook(graded) as gradebook:
        rows = gradebook.db.execute(query).all()
    assert [bool(marks) for (marks,) in rows] == [True, False, False, False]
    assert read(graded).history.changes == ()


def test_back_to_the_old_marks_is_a_change_again(graded: Path) -> None:
    course = Course.open(graded)
    write(graded, result(course, "bob"))
    write(graded, result(course, "bob", WRONG))
    assert [change.after[0] for change in read(graded).history.changes if change.after] == [0.0, 6.0]


def test_history_and_verdicts_are_written_together_or_not_at_all(graded: Path, monkeypatch) -> None:
    def fails(*arguments: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(history, "record", fails)
    with pytest.raises(OSError, match="full"):
        write(graded, result(Course.open(graded), "bob"))
    bob = next(work for work in read(graded).works if work.person.id == "bob")
    assert bob.score == 63.0
    assert any(v.mistake for v in bob.verdicts.values())


def test_a_first_grading_of_somebody_new_is_no_change(graded: Path) -> None:
    write(graded, result(Course.open(graded), "eve"))
    assert read(graded).history.changes == ()


# The commands


def test_report_writes_one_page_into_the_course_and_says_where(graded: Path) -> None:
    ran = run("report", graded)
    page = graded / "exports" / f"{ASSIGNMENT}-report.html"
    assert ran.exit_code == 0, ran.output
    assert str(page) in ran.output
    assert "bob" in page.read_text("utf-8")


def test_the_anonymous_report_has_a_name_of_its_own_and_no_names(graded: Path) -> None:
    assert run("report", graded, "--anonymous").exit_code == 0
    page = (graded / "exports" / f"{ASSIGNMENT}-report-anonymous.html").read_text("utf-8")
    assert "bob" not in page
    assert "1 of 2 students lost 6 points here in all." in page


def test_the_report_links_to_the_feedback_pages_that_are_there(graded: Path) -> None:
    folder = graded / "feedback" / "ada" / ASSIGNMENT
    folder.mkdir(parents=True)
    (folder / f"{TWO}.html").write_text("x")
    run("report", graded)
    page = (graded / "exports" / f"{ASSIGNMENT}-report.html").read_text("utf-8")
    assert f'href="../feedback/ada/{ASSIGNMENT}/{TWO}.html"' in page
    assert page.count("../feedback/") == 1


@pytest.mark.parametrize("format_name", ["canvas", "moodle", "gradescope"])
def test_no_file_for_a_campus_system_is_made_of_marks_that_are_not_final(
    graded: Path, format_name: str
) -> None:
    ran = run("export", graded, "--format", format_name)
    assert ran.exit_code == 2
    assert "written answers wait for a human" in said(ran)
    assert not list((graded / "exports").glob("*")) if (graded / "exports").exists() else True


def test_an_export_says_whom_it_left_out(graded: Path) -> None:
    mark_by_hand(graded, "ada", 1.0)
    ran = run("export", graded, "--format", "canvas")
    assert ran.exit_code == 0, ran.output
    assert (
        "1 of 2 submissions is left out of this file, because written answers wait for a human: bob."
        in said(ran)
    )
    lines = (graded / "exports" / f"{ASSIGNMENT}-canvas.csv").read_text("utf-8-sig").splitlines()
    assert lines[2:] == ["ada,,,ada,,76"]


def test_marks_by_hand_that_are_older_than_the_last_grading_are_said(graded: Path) -> None:
    mark_by_hand(graded, "ada", 1.0)
    write(graded, result(Course.open(graded), "ada"))
    assert "1 submission graded again after a human had marked it" in said(
        run("export", graded, "--format", "csv")
    )


def test_marks_by_hand_survive_a_regrade_in_every_export(graded: Path) -> None:
    mark_by_hand(graded, "ada", 2.0)
    write(graded, result(Course.open(graded), "ada", WRONG))
    run("export", graded, "--format", "json", "--output", graded / "marks.json")
    ada = json.loads((graded / "marks.json").read_text("utf-8"))["students"][0]
    assert ada["score"] == 63.0 + 7 * 2.0


def test_the_automatic_part_alone_needs_no_human(graded: Path) -> None:
    ran = run("export", graded, "--format", "moodle", "--automatic", "--output", graded / "m.csv")
    assert ran.exit_code == 0, ran.output
    assert (graded / "m.csv").read_text("utf-8-sig").splitlines()[1:] == ["ada,,,69", "bob,,,63"]


@pytest.mark.parametrize("command", [("report",), ("export", "--format", "csv")])
def test_a_class_that_nobody_graded_gets_one_sentence(new_course: Path, command: tuple[str, ...]) -> None:
    ran = run(command[0], new_course, *command[1:])
    assert ran.exit_code == 2
    assert (
        f"Nothing of '{ASSIGNMENT}' has been graded yet. Run `autograder grade {ASSIGNMENT}` first."
        in said(ran)
    )


def test_an_assignment_that_is_not_known_and_a_folder_that_is_not_there_get_one_sentence(
    graded: Path,
) -> None:
    ran = CliRunner().invoke(main, ["report", "other", "--course", str(graded)])
    assert (ran.exit_code, "knows no assignment 'other'" in said(ran)) == (2, True)
    ran = run("report", graded, "--output", graded / "nowhere" / "x.html")
    assert (ran.exit_code, "There is no folder" in said(ran)) == (2, True)
    ran = run("report", graded, "--output", graded / "gradebook.db" / "x.html")
    assert (ran.exit_code, "There is no folder" in said(ran)) == (2, True)


def test_an_export_into_a_folder_takes_its_own_name_there(graded: Path) -> None:
    run("export", graded, "--format", "csv", "--output", graded / "source")
    assert (graded / "source" / f"{ASSIGNMENT}-csv.csv").is_file()


# Feedback


@pytest.fixture
def with_notebooks(graded: Path) -> Path:
    """The same course with graded notebooks, which are as released."""
    for student in ("ada", "bob"):
        folder = graded / "autograded" / student / ASSIGNMENT
        folder.mkdir(parents=True)
        for path in (graded / "release" / ASSIGNMENT).glob("0[1-9]-*.ipynb"):
            shutil.copy(path, folder)
    return graded


def test_feedback_as_a_zip_holds_each_students_pages_in_a_folder(with_notebooks: Path) -> None:
    ran = run("export", with_notebooks, "--format", "feedback")
    assert "2 submissions with answers that are not marked yet" in said(ran)
    with zipfile.ZipFile(with_notebooks / "exports" / f"{ASSIGNMENT}-feedback.zip") as zipped:
        names = zipped.namelist()
        page = zipped.read(f"bob/{TWO}.html").decode()
    assert len(names) == 2 * (5 + 1)
    assert "Ask yourself." in page
    assert "ada" not in page.replace("gradient", "")


def test_feedback_as_a_folder_is_a_first_page_and_what_nbgraders_own_command_writes(
    with_notebooks: Path, tmp_path: Path
) -> None:
    target = tmp_path / "pages"
    assert run("export", with_notebooks, "--format", "feedback", "--output", target).exit_code == 0
    done = nbgrader(with_notebooks, "generate_feedback", ASSIGNMENT)
    assert done.returncode == 0, done.stderr
    for student in ("ada", "bob"):
        own = {path.name: path.read_text("utf-8") for path in (target / student).glob("*.html")}
        del own["index.html"]  # which nbgrader does not write
        same = {
            name: page.replace('. <a href="index.html">All notebooks</a>', "") for name, page in own.items()
        }
        theirs = (with_notebooks / "feedback" / student / ASSIGNMENT).glob("*.html")
        assert same == {path.name: path.read_text("utf-8") for path in theirs}


def test_a_students_own_ids_of_hostile_shape_stay_inside_the_zip(with_notebooks: Path) -> None:
    evil = replace(result(Course.open(with_notebooks), "x"), student="..")
    write(with_notebooks, evil)
    run("export", with_notebooks, "--format", "feedback")
    with zipfile.ZipFile(with_notebooks / "exports" / f"{ASSIGNMENT}-feedback.zip") as zipped:
        assert not [name for name in zipped.namelist() if name.startswith(("..", "/"))]


@pytest.mark.slow
@needs("bwrap")
def test_feedback_reaches_a_student_through_nbgraders_exchange(
    new_course: Path, tmp_path: Path, monkeypatch
) -> None:
    """Release, fetch, submit, collect, grade, feedback and back: nbgrader's commands, our pages."""
    exchange, student = tmp_path / "exchange", tmp_path / "student"
    exchange.mkdir()
    exchange.chmod(0o777)
    student.mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    options = (f"--Exchange.root={exchange}", "--course=vanishing-gradients")

    def step(folder: Path, command: str) -> None:
        done = nbgrader(folder, command, ASSIGNMENT, *options)
        assert done.returncode == 0, f"{command}: {done.stderr[-2000:]}"

    step(new_course, "release_assignment")
    step(student, "fetch_assignment")
    step(student, "submit")
    step(new_course, "collect")
    assert CliRunner().invoke(main, ["grade", ASSIGNMENT, "--course", str(new_course)]).exit_code == 0
    done = nbgrader(new_course, "generate_feedback", ASSIGNMENT)
    assert done.returncode == 0, done.stderr
    step(new_course, "release_feedback")
    step(student, "fetch_feedback")
    pages = list(student.rglob(f"{TWO}.html"))
    assert len(pages) == 1
    assert "Not answered yet." in pages[0].read_text("utf-8")
