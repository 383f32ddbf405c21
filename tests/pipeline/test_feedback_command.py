"""`autograder feedback`, and feedback in the zips that Canvas and Moodle take back."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from autograder.course.course import SECRET
from tests.conftest import open_gradebook
from tests.pipeline.given_results import TWO, run, said, write_class
from vanishing_gradients import ASSIGNMENT


@pytest.fixture
def graded(new_course: Path) -> Path:
    """A course with two graded students, with names."""
    write_class(new_course)
    with open_gradebook(new_course) as gradebook:
        gradebook.update_or_create_student("ada", first_name="Ada", last_name="Lovelace", lms_user_id="101")
        gradebook.update_or_create_student("bob", first_name="Åke", last_name="Öst", lms_user_id="102")
    return new_course


def download(folder: Path, *names: str) -> Path:
    """Return a zip whose files are the released notebook 2, under these names."""
    path, notebook = folder / "download.zip", folder / "release" / ASSIGNMENT / f"{TWO}.ipynb"
    with zipfile.ZipFile(path, "w") as target:
        for name in names:
            target.write(notebook, name)
    return path


def test_each_student_has_one_line_and_a_folder_of_pages(graded: Path) -> None:
    ran = run("feedback", graded)
    assert ran.exit_code == 0, ran.output
    assert ran.stdout.splitlines()[:2] == [
        "Ada Lovelace: 69 of 100 points, 31 not marked yet",
        "Åke Öst: 63 of 100 points, 31 not marked yet",
    ]
    names = {path.name for path in (graded / "feedback" / "ada" / ASSIGNMENT).iterdir()}
    assert names == {"index.html", *(f"{path.stem}.html" for path in _notebooks(graded))}


def test_a_start_page_that_was_handed_in_has_the_first_page_for_its_own(graded: Path) -> None:
    """Else nbgrader's list of assignments offers no feedback: it waits for a page of every notebook."""
    handed_in = graded / "submitted" / "ada" / ASSIGNMENT
    handed_in.mkdir(parents=True, exist_ok=True)
    shutil.copy(graded / "release" / ASSIGNMENT / "00-start-here.ipynb", handed_in)
    assert run("feedback", graded).exit_code == 0
    ada, bob = (graded / "feedback" / student / ASSIGNMENT for student in ("ada", "bob"))
    assert (ada / "00-start-here.html").read_bytes() == (ada / "index.html").read_bytes()
    assert not (bob / "00-start-here.html").exists()


def _notebooks(folder: Path) -> list[Path]:
    return sorted((folder / "release" / ASSIGNMENT).glob("0[1-5]*.ipynb"))


def test_old_pages_and_files_of_the_course_do_not_stay_and_the_secret_of_the_exchange_comes_along(
    graded: Path,
) -> None:
    folder, given = (graded / step / "ada" / ASSIGNMENT for step in ("feedback", "autograded"))
    (folder / "chainlab").mkdir(parents=True)
    given.mkdir(parents=True, exist_ok=True)
    (given / SECRET).write_text("secret")
    assert run("feedback", graded).exit_code == 0
    assert not (folder / "chainlab").exists()
    assert (folder / SECRET).read_text() == "secret"


CANVAS = (f"lovelaceada_101_5001_{TWO}.ipynb", f"öståke_LATE_102_5002_{TWO}.ipynb")
MOODLE = (
    f"Ada Lovelace_7001_assignsubmission_file_/{TWO}.ipynb",
    f"Åke Öst_7002_assignsubmission_file_/{TWO}.ipynb",
)


@pytest.mark.parametrize(
    ("system", "names", "wanted"),
    [
        ("canvas", CANVAS, ["lovelaceada_101_5001_feedback.html", "öståke_LATE_102_5002_feedback.html"]),
        (
            "moodle",
            MOODLE,
            [
                "Ada Lovelace_7001_assignfeedback_file_feedback.html",
                "Åke Öst_7002_assignfeedback_file_feedback.html",
            ],
        ),
    ],
)
def test_feedback_goes_back_under_the_systems_own_names(
    graded: Path, system: str, names: tuple[str, ...], wanted: list[str]
) -> None:
    options = ("--format", f"{system}-feedback", "--download", download(graded, *names))
    ran = run("export", graded, *options)
    assert ran.exit_code == 0, ran.output
    with zipfile.ZipFile(graded / "exports" / f"{ASSIGNMENT}-{system}-feedback.zip") as made:
        assert sorted(made.namelist()) == wanted
        page = made.read(wanted[0]).decode()
    assert "Ada" in page
    assert "Exercise 1.1" in page
    assert "Öst" not in page


def test_a_student_who_is_not_in_the_download_is_named(graded: Path) -> None:
    options = ("--format", "canvas-feedback", "--download", download(graded, CANVAS[0]))
    assert "1 student left out, of whom this download has no file: bob." in said(
        run("export", graded, *options)
    )


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ((), "give the zip that you collected, with --download ZIP"),
        (("--download", "canvas"), "is no download from Moodle"),
    ],
)
def test_without_the_systems_own_download_there_is_a_sentence(
    graded: Path, options: tuple[str, ...], sentence: str
) -> None:
    zipped = download(graded, *CANVAS)
    ran = run(
        "export", graded, "--format", "moodle-feedback", *(zipped if o == "canvas" else o for o in options)
    )
    assert ran.exit_code == 2
    assert sentence in said(ran)
