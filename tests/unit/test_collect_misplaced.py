"""Files placed by hand in `submitted/` where grading does not see them: each is named, with what to type."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from autograder.course.misplaced import Misplaced, misplaced, sentences

ONE, TWO = "01-one-unit-one-slope", "02-down-the-chain"
ASSIGNMENT = "vanishing-gradients"


def place(root: Path, *paths: str) -> list[Misplaced]:
    """Make files in `submitted/` and look for what is misplaced."""
    for path in paths:
        file = root / "submitted" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(path)
    return misplaced(root / "submitted", ASSIGNMENT, (ONE, TWO), ("other-homework",))


WRONG = {
    "case": f"anna/Vanishing-Gradients/{ONE}.ipynb",
    "spaces": f"anna/vanishing gradients/{ONE}.ipynb",
    "underscore": f"anna/vanishing_gradients/{ONE}.ipynb",
    "too deep": f"anna/{ASSIGNMENT}/{ASSIGNMENT}/{ONE}.ipynb",
    "too deep in another folder": f"anna/{ASSIGNMENT}/my work/{ONE}.ipynb",
    "too shallow": f"anna/{ONE}.ipynb",
    "in another folder": f"anna/homework 1/{ONE}.ipynb",
    "swapped": f"{ASSIGNMENT}/anna/{ONE}.ipynb",
    "swapped and case": f"Vanishing-Gradients/anna/{ONE}.ipynb",
    "a folder around": f"class/anna/{ASSIGNMENT}/{ONE}.ipynb",
    "everything": f"class 1/anna/Vanishing_Gradients/work/{ONE}.ipynb",
}


@pytest.mark.parametrize("path", WRONG.values(), ids=WRONG)
def test_what_to_type_puts_it_where_it_is_graded(tmp_path: Path, path: str) -> None:
    (item,) = place(tmp_path, path, f"bob/{ASSIGNMENT}/{ONE}.ipynb")
    assert (item.student, item.names) == ("anna", (f"{ONE}.ipynb",))
    (sentence,) = sentences([item], tmp_path, ASSIGNMENT)
    assert sentence.startswith("submitted/")
    subprocess.run(["sh", "-c", sentence.partition("To mend it: ")[2]], cwd=tmp_path, check=True)
    assert (tmp_path / "submitted" / "anna" / ASSIGNMENT / f"{ONE}.ipynb").read_text() == path
    assert place(tmp_path) == []


@pytest.mark.parametrize("folder", [f"anna/{ASSIGNMENT}", "anna", "anna/Vanishing Gradients"])
@pytest.mark.parametrize(
    "name",
    [f"{ONE}.IPYNB", "01-One-Unit-One-Slope.ipynb", f"{ONE}.ipynb.txt", f"{ONE} (1).ipynb", f"{ONE}-Copy1.ipynb", "01_one_unit_one_slope.ipynb"],
)  # fmt: skip
def test_a_notebook_under_another_name_is_named_with_its_own(tmp_path: Path, folder: str, name: str) -> None:
    (item,) = place(tmp_path, f"{folder}/{name}", f"anna/{ASSIGNMENT}/{TWO}.ipynb")
    (sentence,) = sentences([item], tmp_path, ASSIGNMENT)
    subprocess.run(["sh", "-c", sentence.partition("To mend it: ")[2]], cwd=tmp_path, check=True)
    assert (tmp_path / "submitted" / "anna" / ASSIGNMENT / f"{ONE}.ipynb").read_text() == f"{folder}/{name}"
    assert place(tmp_path) == []


@pytest.mark.parametrize("folder", ["Anna", "ANNA", "anna_b", "Anna B", "anna.b"])
def test_a_student_whose_id_is_written_in_another_way_is_named(tmp_path: Path, folder: str) -> None:
    place(tmp_path, f"{folder}/{ASSIGNMENT}/{ONE}.ipynb", f"bob/{ASSIGNMENT}/{ONE}.ipynb")
    known = ["anna", "anna-b", "bob"]
    (item,) = misplaced(tmp_path / "submitted", ASSIGNMENT, (ONE, TWO), (), known)
    (sentence,) = sentences([item], tmp_path, ASSIGNMENT)
    assert "is graded as a new student's" in sentence
    subprocess.run(["sh", "-c", sentence.partition("If they are one: ")[2]], cwd=tmp_path, check=True)
    assert (tmp_path / "submitted" / item.student / ASSIGNMENT / f"{ONE}.ipynb").exists()
    assert misplaced(tmp_path / "submitted", ASSIGNMENT, (ONE, TWO), (), [*known, folder]) == []


@pytest.mark.parametrize(
    "paths",
    [
        (f"anna/{ASSIGNMENT}/{ONE}.ipynb", f"bob/{ASSIGNMENT}/{TWO}.ipynb"),
        (f"anna/{ASSIGNMENT}/{ONE}.ipynb", f"anna/{ASSIGNMENT}/old/{ONE}.ipynb", f"anna/{ONE}.ipynb"),
        (f"anna/other-homework/{ONE}.ipynb", f"anna/Other Homework/{ONE}.ipynb"),
        (f"anna/{ASSIGNMENT}/{ONE}.ipynb", f"anna/{ASSIGNMENT}/.ipynb_checkpoints/{TWO}-checkpoint.ipynb"),
        (
            f"anna/{ASSIGNMENT}/{ONE}.ipynb",
            f"anna/{ASSIGNMENT}/._{TWO}.ipynb",
            "anna/notes.txt",
            ".gitignore",
        ),
        (f"anna/{ASSIGNMENT}/{ONE}.ipynb", f"anna/{ASSIGNMENT}/scratch/Untitled.ipynb"),
        (f"anna/{ASSIGNMENT}/{ONE}.ipynb", f"anna/{ASSIGNMENT}/everything.zip"),
        (
            f"anna/{ASSIGNMENT}/{ONE}.ipynb",
            f"anna/{ASSIGNMENT}/{ONE} (1).ipynb",
            f"anna/{ASSIGNMENT}/{TWO}.ipynb.pdf",
        ),
        (f"anna/{TWO}.ipynb.crdownload", f"anna/{ASSIGNMENT}/{TWO}.pdf", f"anna/{ASSIGNMENT}/helpers.py"),
    ],
)
def test_nothing_is_said_where_nothing_is_wrong(tmp_path: Path, paths: tuple[str, ...]) -> None:
    assert place(tmp_path, *paths) == []


def test_a_notebook_that_is_missing_where_it_is_graded_is_named_wherever_it_is(tmp_path: Path) -> None:
    (item,) = place(
        tmp_path, f"anna/{ASSIGNMENT}/{ONE}.ipynb", f"anna/more/{ONE}.ipynb", f"anna/more/{TWO}.ipynb"
    )
    assert item.names == (f"{TWO}.ipynb",)


@pytest.mark.parametrize("name", ["work.zip", "work.rar", "work.tar.gz", "work.7z", "WORK.ZIP"])
@pytest.mark.parametrize("folder", [f"anna/{ASSIGNMENT}", "anna"])
def test_an_archive_in_place_of_notebooks_is_named(tmp_path: Path, folder: str, name: str) -> None:
    (sentence,) = sentences(place(tmp_path, f"{folder}/{name}"), tmp_path, ASSIGNMENT)
    assert sentence == (
        f"submitted/{folder} is not graded: it holds {name}. "
        f"Unpack that, and put the notebooks into submitted/anna/{ASSIGNMENT}/."
    )


@pytest.mark.parametrize(
    "path", [f"{ONE}.ipynb", "anna.zip", f"{ASSIGNMENT}/{ONE}.ipynb", "Untitled.ipynb", f"{ASSIGNMENT}/x.rar"]
)
def test_what_is_in_no_students_folder_is_named(tmp_path: Path, path: str) -> None:
    (sentence,) = sentences(place(tmp_path, path), tmp_path, ASSIGNMENT)
    assert f"put it into STUDENT/{ASSIGNMENT}/" in sentence


def test_no_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / f"{ONE}.ipynb").touch()
    (tmp_path / "submitted" / "anna").mkdir(parents=True)
    (tmp_path / "submitted" / "anna" / "Vanishing-Gradients").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "submitted" / "bob").symlink_to(tmp_path / "elsewhere")
    assert place(tmp_path) == []


def test_no_more_than_a_bounded_depth_is_looked_at(tmp_path: Path) -> None:
    folder = tmp_path / "submitted" / Path(*["d"] * 300)
    folder.mkdir(parents=True)
    (folder / f"{ONE}.ipynb").touch()
    assert place(tmp_path) == []


@pytest.mark.parametrize("name", ["a\x1b[2Jb", "a b; rm -rf x", "$(touch x)", "it's", "-rf"])
def test_a_name_steers_neither_the_terminal_nor_the_shell(tmp_path: Path, name: str) -> None:
    (sentence,) = sentences(place(tmp_path, f"anna/{name}/{ONE}.ipynb"), tmp_path, ASSIGNMENT)
    assert sentence.isprintable()
    subprocess.run(["sh", "-c", sentence.partition("To mend it: ")[2]], cwd=tmp_path, check=False, stderr=-1)
    assert sorted(os.listdir(tmp_path)) == ["submitted"]


def test_many_are_counted(tmp_path: Path) -> None:
    lines = sentences(place(tmp_path, *(f"s{n:02}/{ONE}.ipynb" for n in range(25))), tmp_path, ASSIGNMENT)
    assert lines[-1] == "And 5 folders more like these."


@pytest.mark.parametrize(
    "path", ["bob/work/{}", "class/Bob/{}", "class/bob", "{}/bob/work", "term/class/bob/{}/x"]
)
def test_a_student_whom_the_gradebook_knows_is_found_in_any_depth(tmp_path: Path, path: str) -> None:
    place(tmp_path, f"{path.format(ASSIGNMENT)}/{ONE}.ipynb")
    (item,) = misplaced(tmp_path / "submitted", ASSIGNMENT, (ONE, TWO), (), ["bob", "cleo"])
    assert item.target == tmp_path / "submitted" / "bob" / ASSIGNMENT


def test_a_folder_whose_name_is_no_text_is_named_and_nobodys(tmp_path: Path) -> None:
    folder = tmp_path / "submitted" / os.fsdecode(bytes([255, 254])) / ASSIGNMENT
    folder.mkdir(parents=True)
    (folder / f"{ONE}.ipynb").write_text("{}")
    (item,) = place(tmp_path)
    sentence = item.sentence(tmp_path, ASSIGNMENT)
    assert sentence.isprintable()
    assert f"is not graded: it holds {ONE}.ipynb. If you know whose that is, put it into" in sentence


@pytest.mark.parametrize("mark", ["  copy", " - copy", "_-copy_", " copy 1 ", " (1)", ".ipynb ", " copy "])
def test_a_name_of_many_marks_takes_no_time(tmp_path: Path, mark: str) -> None:
    """Where two marks can share a blank, a search that tries every way never ends."""
    name = mark * (250 // len(mark)) + "!"
    assert place(tmp_path, f"anna/{ASSIGNMENT}/{name}", f"anna/{ONE} - copy (1) copy 2 copy.ipynb") != []
