"""Sorting a download: whose each file is, which notebook it is, and what is not clear."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.collecting.archive import Entry
from autograder.collecting.naming import student_id, which_notebook
from autograder.collecting.roster import Known, Roster
from autograder.collecting.sorting import OF_OTHER, Sorted, Sorter, by_target
from autograder.collecting.systems import AmbiguousError, Owner, canvas_file

ONE, TWO = "01-one-unit-one-slope", "02-down-the-chain"
NOW = datetime(2026, 3, 10, tzinfo=UTC)


def entry(path: str, *, inside: str = "", minutes: int = 0) -> Entry:
    """An entry at a path; `inside` is its path in a student's zip, if it is in one."""
    outer, inner = path.split("/"), inside.split("/") if inside else []
    return Entry((*outer, *inner), len(outer), NOW + timedelta(minutes=minutes), (Path(path),))


def sort(*entries: Entry | str, students: list[Known] | None = None) -> Sorted:
    sorter = Sorter("vanishing-gradients", (ONE, TWO), ("other-homework",), Roster(students or []))
    return sorter.sort([entry(item) if isinstance(item, str) else item for item in entries])


def placed(found: Sorted) -> dict[str, tuple[str, str]]:
    return {item.entry.name: (item.student, item.target.removesuffix(".ipynb")) for item in found.placed}


def loud(found: Sorted) -> dict[str, str]:
    return {left.entry.name: left.reason for left in found.left if not left.quiet}


@pytest.mark.parametrize(
    "path",
    [
        f"ada/{ONE}.ipynb",
        f"ada/vanishing-gradients/{ONE}.ipynb",
        f"ada/Vanishing Gradients/{ONE}.ipynb",
        f"ada/my work/week 3/{ONE}.ipynb",
    ],
)
def test_in_a_plain_folder_the_first_folder_is_the_student(path: str) -> None:
    assert placed(sort(path, f"bob/{ONE}.ipynb"))[path] == ("ada", ONE)


def test_a_folder_around_all_students_is_looked_through() -> None:
    found = placed(sort(f"class/ada/{ONE}.ipynb", f"class/bob/{ONE}.ipynb"))
    assert [student for student, _ in found.values()] == ["ada", "bob"]


def test_the_folder_of_the_only_student_is_no_folder_around_all() -> None:
    path = f"ada/vanishing-gradients/{ONE}.ipynb"
    assert placed(sort(path, f"ada/{TWO}.ipynb"))[path] == ("ada", ONE)


def test_a_known_students_folder_is_no_folder_around_all() -> None:
    found = placed(sort(f"ada/a/{ONE}.ipynb", f"ada/b/{TWO}.ipynb", students=[Known("ada")]))
    assert {student for student, _ in found.values()} == {"ada"}


def test_files_of_canvas_in_a_folder_around_all_are_read() -> None:
    found = placed(sort(f"submissions/leeann_7_1_{ONE}.ipynb", f"submissions/bob_8_2_{ONE}.ipynb"))
    assert [student for student, _ in found.values()] == ["leeann_7", "bob_8"]


def test_folders_of_macs_and_of_jupyterlab_are_left_aside() -> None:
    found = sort(f"ada/.ipynb_checkpoints/{ONE}.ipynb", f"__MACOSX/ada/._{ONE}.ipynb", f"ada/{TWO}.ipynb")
    assert list(placed(found).values()) == [("ada", TWO)]
    assert loud(found) == {}


def test_what_is_in_another_assignments_folder_is_not_taken() -> None:
    found = sort(f"ada/other-homework/{ONE}.ipynb", f"ada/vanishing-gradients/{TWO}.ipynb", "bob/x.txt")
    assert list(placed(found).values()) == [("ada", TWO)]
    assert list(loud(found).values()) == [OF_OTHER.format(assignment="other-homework")]


def test_a_notebook_in_no_folder_is_nobodys() -> None:
    assert "no student's folder" in loud(sort(f"{ONE}.ipynb", f"ada/{ONE}.ipynb"))[f"{ONE}.ipynb"]


def test_a_zip_named_after_a_known_student_is_theirs() -> None:
    found = sort(entry("ada.zip", inside=f"bob/{ONE}.ipynb"), f"bob/{ONE}.ipynb", students=[Known("ada")])
    assert placed(found)[f"ada.zip/bob/{ONE}.ipynb"] == ("ada", ONE)


def test_a_zip_of_an_unknown_name_is_nobodys() -> None:
    found = sort(entry("submissions.zip", inside=f"leeann_7_1_{ONE}.ipynb"), f"ada/{ONE}.ipynb")
    assert "collect it by itself" in loud(found)[f"submissions.zip/leeann_7_1_{ONE}.ipynb"]


@pytest.mark.parametrize(
    ("mine", "student"),
    [
        (entry(f"ada/bob_8_9_{ONE}.ipynb"), "ada"),
        (entry(f"ada/Bob_8_assignsubmission_file_/{ONE}.ipynb"), "ada"),
        (entry(f"Ann_7_assignsubmission_file_/Bob_8_assignsubmission_file_/{ONE}.ipynb"), "Ann_7"),
        (entry("ann_7_1_work.zip", inside=f"bob_8_9_{ONE}.ipynb"), "ann_7"),
        (entry("ann_7_1_work.zip", inside=f"bob/vanishing-gradients/{ONE}.ipynb"), "ann_7"),
    ],
)
def test_no_name_that_a_student_chose_makes_a_file_another_students(mine: Entry, student: str) -> None:
    found = sort(mine, f"bob_8_2_{TWO}.ipynb", students=[Known("bob", lms_id="8")])
    assert {who for name, (who, _) in placed(found).items() if name == mine.name} <= {student}
    assert placed(found)[f"bob_8_2_{TWO}.ipynb"] == ("bob", TWO)


def test_a_student_is_found_by_canvas_s_number_whatever_the_name() -> None:
    found = sort(f"newname_7_1_{ONE}.ipynb", students=[Known("al1", ("Ann Lee", "Lee Ann"), "7")])
    assert list(placed(found).values()) == [("al1", ONE)]


def test_moodle_s_number_is_no_number_of_canvas() -> None:
    both = f"Bob_7_assignsubmission_file_/{ONE}.ipynb", f"Ann Lee_9_assignsubmission_file_/{ONE}.ipynb"
    found = sort(*both, students=[Known("al1", ("Ann Lee",), "7")])
    assert list(placed(found).values()) == [("Bob_7", ONE), ("al1", ONE)]


@pytest.mark.parametrize("path", [f"leeann_7_1_{ONE}.ipynb", f"Ann Lee_7_assignsubmission_file_/{ONE}.ipynb"])
def test_a_student_is_found_by_name(path: str) -> None:
    found = sort(path, students=[Known("al1", ("Ann Lee", "Lee Ann"))])
    assert list(placed(found).values()) == [("al1", ONE)]


@pytest.mark.parametrize("folder", ["ADA", "Ada", "ada "])
def test_case_and_spaces_of_a_known_students_folder_do_not_count(folder: str) -> None:
    found = sort(f"{folder}/{ONE}.ipynb", f"bob/{ONE}.ipynb", students=[Known("ada")])
    assert placed(found)[f"{folder}/{ONE}.ipynb"] == ("ada", ONE)


def test_two_students_of_one_name_stay_two() -> None:
    found = sort(
        f"leeann_7_1_{ONE}.ipynb", f"leeann_8_2_{ONE}.ipynb", students=[Known("al1", ("Ann Lee", "Lee Ann"))]
    )
    assert placed(found) == {}
    assert list(found.questions) == ["leeann_7", "leeann_8"]


def test_two_unknown_students_of_one_name_stay_two() -> None:
    found = sort(f"leeann_7_1_{ONE}.ipynb", f"leeann_8_2_{ONE}.ipynb")
    assert [student for student, _ in placed(found).values()] == ["leeann_7", "leeann_8"]


def test_a_name_of_two_known_students_is_left_to_a_human() -> None:
    twins = [Known("al1", ("Ann Lee", "Lee Ann")), Known("al2", ("Ann Lee", "Lee Ann"))]
    assert "more than one student of this name (al1, al2)" in "".join(
        loud(sort(f"leeann_7_1_{ONE}.ipynb", students=twins)).values()
    )


def test_a_known_student_with_another_number_is_another_person() -> None:
    found = sort(f"leeann_7_1_{ONE}.ipynb", students=[Known("leeann", (), "99")])
    assert list(placed(found).values()) == [("leeann_7", ONE)]


def test_two_folders_are_never_joined_to_one_student() -> None:
    found = sort(f"Ada/{ONE}.ipynb", f"ada/{TWO}.ipynb")
    assert placed(found) == {}
    assert all("more than one folder" in reason for reason in loud(found).values())


def test_a_name_that_no_id_can_be_made_of_is_named() -> None:
    assert "rename the folder" in loud(sort(f"🐍/{ONE}.ipynb", f"ada/{ONE}.ipynb"))[f"🐍/{ONE}.ipynb"]


def test_an_unknown_notebook_is_named_with_the_nearest_name() -> None:
    (reason,) = loud(sort("ada/02-down-the-chain-final.ipynb", "bob/x.txt")).values()
    assert f"if {TWO} is meant, rename it" in reason


def test_of_two_uploads_to_canvas_the_later_one_comes_first() -> None:
    found = sort(f"leeann_7_20_{ONE}.ipynb", f"leeann_7_30_{ONE}-1.ipynb")
    first, *_ = by_target(found.placed)["leeann_7"][f"{ONE}.ipynb"]
    assert first.entry.name == f"leeann_7_30_{ONE}-1.ipynb"


def test_of_two_copies_the_later_one_comes_first() -> None:
    found = sort(f"ada/{ONE}.ipynb", entry(f"ada/{ONE} (1).ipynb", minutes=60), f"bob/{ONE}.ipynb")
    assert by_target(found.placed)["ada"][f"{ONE}.ipynb"][0].entry.name == f"ada/{ONE} (1).ipynb"


def test_of_two_copies_of_one_time_the_plain_name_comes_first() -> None:
    found = sort(f"ada/{ONE} (1).ipynb", f"ada/{ONE}.ipynb", f"bob/{ONE}.ipynb")
    assert by_target(found.placed)["ada"][f"{ONE}.ipynb"][0].entry.name == f"ada/{ONE}.ipynb"


@given(st.text(max_size=200))
def test_every_name_is_read_or_left_and_every_id_is_safe(name: str) -> None:
    made = student_id(Owner("folder", name))
    assert "/" not in made
    assert not made.startswith((".", "-"))
    assert which_notebook(name, (ONE, TWO)) in {None, ONE, TWO}
    try:
        canvas_file(name)
    except AmbiguousError:
        pass


@pytest.mark.parametrize(
    "name",
    [
        "-" * 240,
        "_1" * 120,
        "copy " * 48,
        "1-1 - " + "- " * 115,
        "a_attempt_" * 24,
        ".ipynb " * 34,
        "((1)" * 60,
    ],
)
def test_no_name_makes_sorting_slow(name: str) -> None:
    start = process_time()
    sort(*(path for n in range(20) for path in (f"s{n}/{name}{n}.ipynb", f"{name}{n}/work/{ONE}.ipynb")))
    assert process_time() - start < 1
