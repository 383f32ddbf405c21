"""Files beside a guest's notebooks: what is graded with them, what lies in `autograded`, what a TA reads of them."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.course.course import CONFIG
from autograder.front.cli import main
from tests.conftest import needs
from tests.pipeline.guests.course import GUEST, guest_course, hand_in, write
from tests.pipeline.guests.percent import answers

pytestmark = needs("bwrap")

NOTEBOOK = """
# %% solution answer
### BEGIN SOLUTION
import os
there = os.path.exists
### END SOLUTION

# %% test test_data 1
assert open("data.csv").read() == "released"

# %% test test_own 1
assert open("own/x y.txt").read() == "own"

# %% test test_hidden 1
assert open("hidden.csv").read() == "hidden"
"""
MANY = """
# %% solution answer
### BEGIN SOLUTION
import os
### END SOLUTION

# %% test test_many 1
assert len(os.listdir("many")) == 5000 and os.path.getsize("large.bin") == 100 << 20

# %% test test_large 1
with open("large.bin", "ab") as file:
    file.write(b"more")
os.remove("many/17")
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("room")
    files = {"data.csv": "released", "hidden.csv": "hidden", "notes/a.txt": "a", "picture.png": b"\x89PNG"}
    course = guest_course(folder / "course", {"one": NOTEBOOK}, files, students=())
    (course / "release" / GUEST / "hidden.csv").unlink()
    place = hand_in(course, "ada", "one", answers(NOTEBOOK, "solved"))
    write(place, {"own/x y.txt": "own", "data.csv": "changed", "run.sh": "#!/bin/sh"})
    (place / "link.txt").symlink_to(course / CONFIG)
    (place / "course").symlink_to(course)
    return course


@pytest.fixture
def course(prepared: Path, tmp_path: Path) -> Path:
    return shutil.copytree(prepared, tmp_path / "course", symlinks=True)


def grade(course: Path, *options: str) -> tuple[dict[str, float], str]:
    """Grade ada; return her scores, and what is printed."""
    rows = course / "rows.json"
    done = CliRunner().invoke(
        main, ["grade", GUEST, "--course", str(course), "--workers", "1", "--json", str(rows), *options]
    )
    assert done.exit_code == 0, done.output
    lines = map(json.loads, rows.read_text("utf-8").splitlines())
    return {line["exercise"]: line["score"] for line in lines if line["student"] == "ada"}, done.output


def notes(course: Path) -> str:
    text = (course / "autograded" / "ada" / GUEST / "one.ipynb").read_text("utf-8")
    return "".join(cell["source"] for cell in json.loads(text)["cells"] if cell.get("id") == "grader-notes")


def test_own_files_are_graded_with_and_lie_in_autograded_as_released_ones_do(course: Path) -> None:
    scores, _ = grade(course)
    assert scores == {"test_data": 1, "test_own": 1, "test_hidden": 0}
    folder = course / "autograded" / "ada" / GUEST
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}
    own = {"own/x y.txt", "run.sh"}
    assert (
        found - {"timestamp.txt"}
        == {"one.ipynb", "data.csv", "hidden.csv", "notes/a.txt", "picture.png"} | own
    )
    assert (folder / "data.csv").read_text() == "released"
    assert (folder / "own" / "x y.txt").read_text() == "own"
    assert not any(path.is_symlink() for path in folder.rglob("*"))


def test_student_and_ta_read_what_came_and_what_was_left_out(course: Path) -> None:
    grade(course)
    told = notes(course)
    assert "data.csv was changed; the released one was used." in told
    assert "With it came: run.sh and own/x y.txt." in told
    assert "course and link.txt were left out: it is a link to another file." in told


def test_a_ta_reads_which_files_of_the_source_no_box_holds_and_can_name_them(course: Path) -> None:
    scores, said = grade(course)
    setting = f"c.Autograder.hidden_files = {{'{GUEST}': ['hidden.csv']}}"
    assert "hidden.csv: in " in said
    assert setting in " ".join(said.split())
    assert scores["test_hidden"] == 0
    with (course / CONFIG).open("a") as config:
        config.write(setting)
    scores, said = grade(course)
    assert scores == {"test_data": 1, "test_own": 1, "test_hidden": 1}
    assert "hidden.csv" not in said


def test_a_file_that_students_are_to_change_is_theirs(course: Path) -> None:
    with (course / CONFIG).open("a") as config:
        config.write(f"c.Autograde.exclude_overwriting = {{'{GUEST}': ['data.csv']}}")
    scores, _ = grade(course)
    assert scores["test_data"] == 0
    assert (course / "autograded" / "ada" / GUEST / "data.csv").read_text() == "changed"


@pytest.mark.parametrize("value", ["'data.csv'", "['/etc/passwd']", "['../x']", "[1]"])
def test_a_setting_of_files_that_makes_no_sense_is_refused(value: str, course: Path) -> None:
    with (course / CONFIG).open("a") as config:
        config.write(f"c.Autograder.hidden_files = {{'{GUEST}': {value}}}")
    done = CliRunner().invoke(main, ["grade", GUEST, "--course", str(course)])
    assert done.exit_code == 2
    assert "c.Autograder.hidden_files" in done.output


def test_another_file_is_graded_again_and_the_same_ones_are_not(course: Path) -> None:
    grade(course)
    assert "1 of 1 submission is unchanged" in grade(course)[1]
    own = course / "submitted" / "ada" / GUEST / "own" / "x y.txt"
    own.write_text("other")
    assert grade(course)[0]["test_own"] == 0
    (course / "release" / GUEST / "data.csv").write_text("another release")
    assert grade(course)[0]["test_data"] == 0


def test_what_is_beyond_a_limit_is_named_with_it(course: Path) -> None:
    with (course / CONFIG).open("a") as config:
        config.write("c.Limits.folder_files = 1")
    _, said = grade(course)
    assert "(limit folder_files)" in said  # of the release
    assert "(limit folder_files)" in notes(course)  # of the student


@pytest.mark.slow
def test_five_thousand_files_and_a_large_one_are_there(tmp_path: Path) -> None:
    course = guest_course(tmp_path / "course", {"one": MANY}, students=())
    place = hand_in(course, "ada", "one", answers(MANY, "solved"))
    write(place, {f"many/{number}": "x" for number in range(5000)})
    with (place / "large.bin").open("wb") as file:
        file.truncate(100 << 20)
    assert grade(course)[0] == {"test_many": 1, "test_large": 1}
    assert len(os.listdir(course / "autograded" / "ada" / GUEST / "many")) == 5000
    assert (course / "autograded" / "ada" / GUEST / "large.bin").stat().st_size == 100 << 20
