"""What people read in a course that is not ours: pages of a real grading, beside those of genuine nbgrader."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.authoring.release import nbgrader
from autograder.course.course import CONFIG
from autograder.front.cli import main
from tests.conftest import needs
from tests.pipeline.guests.course import GUEST, TWO_LINES
from tests.pipeline.guests.weather import ANSWERS, HOSTILE, NAME, weather_course
from tests.unit.report_pages import Parts, text_of

pytestmark = [needs("bwrap"), pytest.mark.slow, pytest.mark.timeout(900)]

HIDING = """
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
"""
SECRET, SECRET_LINE = "both scales meet at -40", "celsius(-40)"


@pytest.fixture(scope="module")
def graded(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """The course, graded by `nbgrader autograde` with the two lines in its configuration, and its feedback."""

    def make(folder: Path) -> None:
        weather_course(folder)
        for command in ("autograde", "generate_feedback"):
            done = nbgrader(folder, command, GUEST)
            assert done.returncode == 0, done.stderr[-3000:]

    return once("weather", make)


def page(course: Path, student: str) -> str:
    return (course / "feedback" / student / GUEST / f"{NAME}.html").read_text("utf-8")


@pytest.fixture
def own(graded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(graded, tmp_path / "course"))


def ran(*args: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, list(args))
    return done.exit_code, done.output


def test_a_failing_test_says_the_teachers_message_the_line_and_shows_the_code(graded: Path) -> None:
    text = text_of(page(graded, "slip"))
    assert "AssertionError: water freezes at 32 F, so celsius(32) should be 0." in text
    assert 'line 1 of the test: "assert celsius(32) == 0"' in text
    assert "def celsius(f): return (f - 30) / 2" in text


def test_an_error_says_its_line_in_the_students_code(graded: Path) -> None:
    text = text_of(page(graded, "hostile"))
    assert "The test stopped with ValueError" in text
    assert "line 3 of the function celsius" in text


def test_an_untouched_notebook_is_not_answered_yet(graded: Path) -> None:
    text = text_of(page(graded, "untouched"))
    assert text.count("Not answered yet.") == 5
    assert "The function runs" not in text
    assert "NotImplementedError" not in text


def test_a_missing_module_is_named_for_student_and_staff(graded: Path) -> None:
    text = text_of(page(graded, "module"))
    for module in ("meteorology", "myhelpers"):
        assert f"If {module} is a file of your own, hand it in beside the notebook" in text
    code, _ = ran("report", GUEST, "--course", str(graded), "--output", str(graded / "staff.html"))
    assert code == 0
    assert "meteorology: 1 submission" in text_of((graded / "staff.html").read_text("utf-8"))


def test_a_limit_is_named_and_a_cell_that_ended_everything_too(graded: Path) -> None:
    text = text_of(page(graded, "hangs"))
    assert "a cell took more than 5 s (limit cell_seconds)" in text
    assert 'The cell that begins with "import os" was stopped' in text


def test_pictures_attachments_and_the_cells_below_a_task_are_shown(graded: Path) -> None:
    made = page(graded, "solved")
    pictures = [a for tag, a in Parts(made).elements if tag == "img"]
    assert [a["alt"].split(":")[0] for a in pictures] == ["my sketch", "picture 1 that the code drew"]
    text = text_of(made)
    assert "Which day was the warmest? print('day', max([10, 12, 9])) day 12" in text
    assert "Which question would you ask?" not in text


def test_nothing_that_a_student_wrote_is_live(graded: Path) -> None:
    made = page(graded, "hostile")
    elements = Parts(made).elements
    assert not {tag for tag, _ in elements} & {"script", "iframe", "object"}
    assert not [key for _, a in elements for key in a if key.startswith("on")]
    assert HOSTILE in text_of(made)


def test_hidden_tests_are_as_visible_as_on_nbgraders_own_page(own: Path, tmp_path: Path) -> None:
    """Stock shows them by design; a course that takes them out of feedback keeps them from students here too."""
    stock = Path(
        shutil.copytree(own, tmp_path / "stock", ignore=shutil.ignore_patterns("autograded", "feedback"))
    )
    config = (stock / CONFIG).read_text("utf-8").replace(TWO_LINES, "").replace("c.Limits", "# c.Limits")
    (stock / CONFIG).write_text(config, "utf-8")
    for student in set(ANSWERS) - {"nearly"}:
        shutil.rmtree(stock / "submitted" / student)
    for command in ("autograde", "generate_feedback"):
        done = nbgrader(stock, command, GUEST, "--force")
        assert done.returncode == 0, done.stderr[-3000:]
    for course in (stock, own):
        assert SECRET in page(course, "nearly")

    (own / CONFIG).write_text(f"{(own / CONFIG).read_text('utf-8')}{HIDING}", "utf-8")
    done = nbgrader(own, "generate_feedback", GUEST, "--force")
    assert done.returncode == 0, done.stderr[-3000:]
    assert ran("export", "--course", str(own), "--format", "feedback", "--output", str(own / "sent"))[0] == 0
    for made in (page(own, "nearly"), (own / "sent" / "nearly" / f"{NAME}.html").read_text("utf-8")):
        assert SECRET not in made
        assert SECRET_LINE not in made
        assert "A test that your teacher keeps hidden does not pass yet." in text_of(made)


def test_a_command_without_a_name_takes_the_only_assignment_and_says_so(own: Path) -> None:
    code, said = ran("report", "--course", str(own))
    assert code == 0
    assert f"Assignment: {GUEST}, the only one graded in this course." in said
    assert (own / "exports" / f"{GUEST}-report.html").is_file()


def test_a_command_without_a_name_lists_several_assignments(own: Path) -> None:
    for step in ("source", "submitted/nearly"):
        shutil.copytree(own / step / GUEST, own / step / "second")
    assert nbgrader(own, "generate_assignment", "second").returncode == 0
    assert nbgrader(own, "autograde", "second").returncode == 0
    code, said = ran("report", "--course", str(own))
    assert code == 2
    assert f"Those graded in this course: {GUEST}, second." in said


def test_a_command_without_a_name_says_that_nothing_is_graded(tmp_path: Path) -> None:
    weather_course(tmp_path)
    code, said = ran("report", "--course", str(tmp_path))
    assert code == 2
    assert "Nothing has been graded in this course yet." in said


def test_the_graded_notebook_says_which_cells_are_the_students(graded: Path) -> None:
    path = graded / "autograded" / "solved" / GUEST / f"{NAME}.ipynb"
    cells = json.loads(path.read_text("utf-8"))["cells"]
    marked = [cell for cell in cells if cell["metadata"].get("autograder_students")]
    names = [cell["metadata"].get("nbgrader", {}).get("grade_id", "") for cell in marked]
    assert names == ["celsius", "mean_of", "why_mean", "plot_week", "", ""]
