"""Whose the folders are: stray files and folders around all students do not count, and attempts are joined."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.collecting.archive import Entry
from autograder.collecting.layout import layout_of
from autograder.collecting.roster import Known, Roster
from autograder.collecting.sorting import BESIDE, NO_FOLDER, WHOSE_ZIP, Sorted, Sorter, by_target
from autograder.collecting.systems import is_named

ONE, TWO = "01-one-unit-one-slope", "02-down-the-chain"
ASSIGNMENT = "vanishing-gradients"


def entry(path: str) -> Entry:
    """An entry at a path; what follows a zip in it is inside of that zip."""
    parts = tuple(path.split("/"))
    outside = next((n for n, part in enumerate(parts, 1) if part.endswith(".zip")), len(parts))
    return Entry(parts, outside, None, (Path(path),))


def sort(*paths: str, students: list[Known] | None = None) -> Sorted:
    return Sorter(ASSIGNMENT, (ONE, TWO), (), Roster(students or [])).sort([entry(path) for path in paths])


def students_of(found: Sorted) -> list[str]:
    return sorted({item.student for item in found.placed})


@pytest.mark.parametrize(
    "stray",
    [
        "readme.txt",
        "roster.csv",
        "index.html",
        "gradebook.csv",
        "grades.xlsx",
        "README.md",
        "notes",
        ".DS_Store",
    ],
)
@pytest.mark.parametrize("around", ["", "class/", "term/class/", "a/b/c/"])
def test_a_stray_file_beside_students_folders_does_not_make_them_one_student(around: str, stray: str) -> None:
    paths = [f"{around}{stray}", f"{around}ada/{ONE}.ipynb", f"{around}bob/work/{TWO}.ipynb"]
    assert students_of(sort(*paths)) == ["ada", "bob"]


@pytest.mark.parametrize("stray", ["readme.txt", "class/roster.csv", "class/index.html"])
def test_a_list_beside_the_students_is_nobody_s_and_only_counted(stray: str) -> None:
    found = sort(stray, f"class/ada/{ONE}.ipynb", f"class/bob/{ONE}.ipynb")
    assert [(left.reason, left.quiet, left.noise) for left in found.left] == [(BESIDE, True, True)]


@pytest.mark.parametrize("stray", ["work.rar", "work.7z", "homework.pdf", "helpers.py", "class/work.rar"])
def test_what_may_be_a_students_beside_the_folders_is_named(stray: str) -> None:
    found = sort(stray, f"class/ada/{ONE}.ipynb", f"class/bob/{ONE}.ipynb")
    assert students_of(found) == ["ada", "bob"]
    (left,) = found.left
    assert left.reason.startswith(NO_FOLDER)
    assert not left.quiet


@pytest.mark.parametrize(
    ("depth", "paths"),
    [
        (1, (f"submissions/leeann_7_1_{ONE}.ipynb", f"submissions/{TWO}.ipynb", f"submissions/bob_8_2_{ONE}.ipynb")),
        (1, (f"a/Ann_7_assignsubmission_file_/{ONE}.ipynb", "a/list.csv", "a/Bob_8_assignsubmission_file_/x.pdf")),
        (2, (f"a/b/leeann_7_1_{ONE}.ipynb", f"a/b/bob_8_2_{ONE}.ipynb", "a/b/note.txt")),
        (1, (f"x/1-2 - Ann - Mar 3, 2026 1130 AM/{ONE}.ipynb", "x/index.html")),
        (1, (f"x/Ann_7_assignsubmission_file_/{ONE}.ipynb", "x/feedback.pdf")),
        (0, (f"Ann_7_assignsubmission_file_/{ONE}.ipynb", "feedback.pdf", "grades.csv")),
    ],
)  # fmt: skip
def test_names_that_a_system_wrote_are_found_beside_other_files(depth: int, paths: tuple[str, ...]) -> None:
    assert layout_of([entry(path) for path in paths], ASSIGNMENT, is_named).depth == depth


@pytest.mark.parametrize(
    "paths",
    [
        (f"ada/{ONE}.ipynb", "roster.csv"),
        (f"ada/{ASSIGNMENT}/{ONE}.ipynb", f"ada/{ASSIGNMENT}/notes.txt"),
        (f"ada/{ONE}.ipynb", f"ada/old/{ONE}.ipynb", f"ada/new/{TWO}.ipynb"),
        (f"ada/{ASSIGNMENT}/{ONE}.ipynb", "ada/figures/a.png", "ada/data/b.csv"),
        (f"ada/Version 1/{ONE}.ipynb", f"ada/Version 2/{ONE}.ipynb"),
        (f"ada/attempt1/{ONE}.ipynb", f"ada/attempt2/{ONE}.ipynb"),
    ],
)
def test_the_folder_of_one_student_is_no_folder_around_all(paths: tuple[str, ...]) -> None:
    assert students_of(sort(*paths)) == ["ada"]


@pytest.mark.parametrize("students", [("ada", "bob"), ("ada",)])
@pytest.mark.parametrize("name", [ASSIGNMENT, "Vanishing Gradients"])
def test_the_assignments_folder_around_students_is_no_student(name: str, students: tuple[str, ...]) -> None:
    assert students_of(sort(*(f"{name}/{student}/{ONE}.ipynb" for student in students))) == list(students)


def test_a_student_in_the_assignments_folder_beside_other_students_is_found() -> None:
    found = sort(f"{ASSIGNMENT}/ada/{ONE}.ipynb", f"bob/{ASSIGNMENT}/{ONE}.ipynb", f"cleo/{ONE}.ipynb")
    assert students_of(found) == ["ada", "bob", "cleo"]


def test_a_notebook_in_the_assignments_folder_is_nobodys() -> None:
    found = sort(f"{ASSIGNMENT}/{ONE}.ipynb")
    assert (found.placed, [left.reason for left in found.left]) == ([], [NO_FOLDER])


def test_zips_of_unknown_names_in_a_folder_are_not_one_students() -> None:
    found = sort(f"class/x1.zip/{ONE}.ipynb", f"class/x2.zip/{ONE}.ipynb")
    assert [left.reason for left in found.left] == [WHOSE_ZIP, WHOSE_ZIP]


@pytest.mark.parametrize("around", ["", "class/", "term/class/"])
def test_zips_and_folders_of_known_students_stand_side_by_side(around: str) -> None:
    paths = [f"{around}ada.zip/{ONE}.ipynb", f"{around}bob/{ONE}.ipynb", f"{around}cleo.zip/w/{TWO}.ipynb"]
    found = sort(*paths, f"{around}list.csv", students=[Known(name) for name in ("ada", "bob", "cleo")])
    assert students_of(found) == ["ada", "bob", "cleo"]


@pytest.mark.parametrize(
    "again", ["ada (2)", "ada (1)", "ada_attempt2", "ada - attempt 2", "ada (version 3)", "ada submission 2"]
)
def test_a_second_folder_of_a_student_is_a_later_attempt(again: str) -> None:
    found = sort(f"ada/{ONE}.ipynb", f"{again}/{ONE}.ipynb", f"bob/{ONE}.ipynb")
    assert students_of(found) == ["ada", "bob"]
    assert by_target(found.placed)["ada"][f"{ONE}.ipynb"][0].entry.name == f"{again}/{ONE}.ipynb"


@pytest.mark.parametrize("other", ["ada-2", "ada2", "adam", "ada (b)", "attempt 2"])
def test_a_folder_that_says_of_no_attempt_is_another_students(other: str) -> None:
    assert len(students_of(sort(f"ada/{ONE}.ipynb", f"{other}/{ONE}.ipynb"))) == 2


def test_a_known_student_who_is_called_like_an_attempt_is_a_student() -> None:
    found = sort(f"ada/{ONE}.ipynb", f"ada (2)/{ONE}.ipynb", students=[Known("ada"), Known("ada (2)")])
    assert len(students_of(found)) == 2


@pytest.mark.parametrize(
    ("inner", "later"),
    [
        (("attempt 1", "attempt 2"), "attempt 2"),
        (("Version 9", "Version 10"), "Version 10"),
        (("submission_2", "submission_1"), "submission_2"),
        (("try1", "try3"), "try3"),
        (("first", "attempt2"), "attempt2"),
    ],
)
def test_of_two_attempts_inside_a_students_folder_the_later_counts(
    inner: tuple[str, str], later: str
) -> None:
    found = sort(*(f"ada/{folder}/{ONE}.ipynb" for folder in inner), f"bob/{ONE}.ipynb")
    assert by_target(found.placed)["ada"][f"{ONE}.ipynb"][0].entry.name == f"ada/{later}/{ONE}.ipynb"


@pytest.mark.parametrize(
    "inner",
    [
        f"Ann_7_assignsubmission_file_/{ONE}.ipynb",
        f"leeann_7_1_{ONE}.ipynb",
        f"1-2 - Ann - Mar 3, 2026 1130 AM/{ONE}.ipynb",
        f"submission_123/{ONE}.ipynb",
        f"gradebook_C_A_alee_attempt_2026-03-03-11-30-00_{ONE}.ipynb",
    ],
)
def test_a_class_s_download_in_an_unknown_folder_is_not_one_students(inner: str) -> None:
    found = sort(f"downloads/submissions.zip/{inner}", "downloads/list.csv")
    assert found.placed == []
    assert WHOSE_ZIP in {left.reason for left in found.left}


@pytest.mark.parametrize(
    "name", [f"ada_{ONE}.ipynb", f"{ONE}-ada.ipynb", "ada.ipynb", "ada hw.pdf", "Ada_homework.rar"]
)
@pytest.mark.parametrize("around", ["", "class/"])
def test_a_loose_file_that_names_a_known_student_may_be_theirs(around: str, name: str) -> None:
    found = sort(f"{around}{name}", f"{around}bob/{ONE}.ipynb", students=[Known("ada"), Known("bob")])
    (left,) = found.left
    assert "ada" in {left.student, *left.maybe}
    assert not left.noise


@pytest.mark.parametrize(
    "name", [f"{ONE}.ipynb", "adam.ipynb", "homework.rar", "grades.pdf", f"x{ONE}ada.ipynb"]
)
def test_a_loose_file_that_names_no_student_is_nobodys(name: str) -> None:
    found = sort(name, f"bob/{ONE}.ipynb", students=[Known("ada"), Known("bob")])
    assert [(left.student, left.maybe) for left in found.left] == [("", ())]
