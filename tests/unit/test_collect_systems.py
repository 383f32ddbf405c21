"""For each campus system a made-up download: whose each file is, which attempt counts."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.collecting import kinds
from autograder.collecting.archive import Entry
from autograder.collecting.roster import Known, Roster
from autograder.collecting.sorting import DRAFT, NO_METADATA, Sorted, Sorter, by_target
from autograder.collecting.systems import (
    METADATA,
    Owner,
    blackboard,
    brightspace,
    gradescope_submitters,
    named_file,
    named_folder,
)

ONE, TWO = "01-one-unit-one-slope", "02-down-the-chain"
NOW = datetime(2026, 3, 10, tzinfo=UTC)


def sort(
    paths: list[str], students: list[Known] | None = None, contents: dict[str, bytes] | None = None
) -> Sorted:
    """Sort a download whose files are at these paths."""
    entries = [Entry(tuple(path.split("/")), path.count("/") + 1, NOW, (Path(path),)) for path in paths]
    held = contents or {}
    sorter = Sorter(
        "vanishing-gradients",
        (ONE, TWO),
        (),
        Roster(students or []),
        read=lambda entry: held.get("/".join(entry.parts), b""),
    )
    return sorter.sort(sorted(entries, key=lambda entry: entry.parts))


def first(found: Sorted) -> dict[str, dict[str, str]]:
    """For each student: of which file each notebook is taken."""
    return {
        student: {target.removesuffix(".ipynb"): items[0].entry.name for target, items in targets.items()}
        for student, targets in by_target(found.placed).items()
    }


MET = b"""---
submission_101:
  :submitters:
  - :name: Ann Lee
    :sid: '7001'
    :email: ann@uni.example
  :created_at: 2026-03-03 11:30:00.000000000 Z
  :results: !ruby/hash:ActiveSupport::HashWithIndifferentAccess
    tests: []
submission_102:
  :submitters:
  - :name: Bob Ray
    :sid: 7002
    :email: bob@uni.example
  - :name: Cleo Fox
    :sid: '7003'
    :email: cleo@uni.example
submission_103:
  :submitters: []
"""


def gradescope(*files: str, students: list[Known] | None = None, met: bytes = MET) -> Sorted:
    paths = [f"assignment_9_export/{file}" for file in (METADATA, *files)]
    return sort(paths, students, {f"assignment_9_export/{METADATA}": met})


def test_gradescope_s_own_file_says_whose_a_folder_is() -> None:
    found = gradescope(f"submission_101/{ONE}.ipynb", f"submission_102/work/{TWO}.ipynb")
    assert first(found) == {
        "Ann-Lee_7001": {ONE: f"assignment_9_export/submission_101/{ONE}.ipynb"},
        "Bob-Ray_7002": {TWO: f"assignment_9_export/submission_102/work/{TWO}.ipynb"},
        "Cleo-Fox_7003": {TWO: f"assignment_9_export/submission_102/work/{TWO}.ipynb"},
    }


@pytest.mark.parametrize(
    "known",
    [
        Known("7001"),
        Known("alee", email="ANN@uni.example"),
        Known("ann@uni.example"),
        Known("alee", ("Ann Lee", "Lee Ann")),
        Known("Ann-Lee_7001"),
    ],
)
def test_gradescope_s_student_is_the_gradebook_s(known: Known) -> None:
    assert list(first(gradescope(f"submission_101/{ONE}.ipynb", students=[known]))) == [known.id]


def test_the_later_submission_to_gradescope_counts() -> None:
    met = MET.replace(b"submission_103:\n  :submitters: []", b"submission_104:\n  :submitters:\n"
                      b"  - :name: Ann Lee\n    :sid: '7001'\n    :email: ann@uni.example")  # fmt: skip
    found = gradescope(f"submission_101/{ONE}.ipynb", f"submission_104/{ONE}.ipynb", met=met)
    assert first(found) == {"Ann-Lee_7001": {ONE: f"assignment_9_export/submission_104/{ONE}.ipynb"}}


@pytest.mark.parametrize("met", [b"", b"- no: [map", b"{}", b"submission_101: 3", b"\xff\xfe\x00", MET[:200]])
def test_without_gradescope_s_own_file_a_folder_is_nobody_s_and_that_is_said(met: bytes) -> None:
    found = gradescope(f"submission_102/{ONE}.ipynb", met=met)
    assert found.placed == []
    assert NO_METADATA in {left.reason for left in found.left}


def test_a_students_own_metadata_names_nobody() -> None:
    path = f"assignment_9_export/submission_101/{METADATA}"
    mine = b"submission_102:\n  :submitters:\n  - :name: Mallory\n    :sid: '1'"
    held = {f"assignment_9_export/{METADATA}": MET, path: mine}
    paths = [*held, *(f"assignment_9_export/submission_{n}/{ONE}.ipynb" for n in (101, 102))]
    assert "Mallory_1" not in first(sort(paths, contents=held))


@pytest.mark.parametrize(
    ("data", "owners"),
    [
        (b"a:\n  :submitters:\n  - :name: X\n", {"a": (Owner("Gradescope", "X"),)}),
        (b"a:\n  :submitters:\n  - :email: x@y\n", {"a": (Owner("Gradescope", "x@y", handles=("x@y",)),)}),
        (b"a:\n  :submitters:\n  - :name: [x, y]\n    :sid: 3\n", {"a": (Owner("Gradescope", "3", handles=("3",)),)}),
        (b"a: !ruby/object:X {}\n", {}),
        (b"3: {}\n", {}),
    ],
)  # fmt: skip
def test_the_metadata_of_gradescope_is_read(data: bytes, owners: dict[str, tuple[Owner, ...]]) -> None:
    assert gradescope_submitters(data) == owners


FOLDER = "10101-2020 - Ann Lee - Mar 3, 2026 1130 AM"


def test_folders_of_brightspace_name_students_and_their_page_is_nobody_s() -> None:
    found = sort(
        [
            "index.html",
            f"{FOLDER}/{ONE}.ipynb",
            f"10102-2020 - Bob van der Ray - Mar 13, 2026 905 PM/w/{TWO}.ipynb",
        ]
    )
    assert list(first(found)) == ["Ann-Lee_10101", "Bob-van-der-Ray_10102"]
    assert [left.noise for left in found.left] == [True]


def test_files_of_brightspace_without_folders_name_students() -> None:
    found = sort([f"{FOLDER} - {ONE}.ipynb", f"10102-2020 - Bob Ray - Mar 4, 2026 1200 PM - {TWO} (1).ipynb"])
    assert first(found)["Ann-Lee_10101"] == {ONE: f"{FOLDER} - {ONE}.ipynb"}
    assert list(first(found)["Bob-Ray_10102"]) == [TWO]


@pytest.mark.parametrize(
    "later",
    [
        "10101-2020 - Ann Lee - Mar 3, 2026 1131 AM",
        "10101-2020 - Ann Lee - Mar 3, 2026 1205 PM",
        "10101-2020 - Ann Lee - Mar 4, 2026 905 AM",
        "10101-2021 - Ann Lee - April 1, 2026 1200 AM",
        "10101-2020 - Ann Lee - Jan 1, 2027 100 AM",
    ],
)
def test_two_folders_of_one_student_of_brightspace_are_two_attempts_of_which_the_later_counts(
    later: str,
) -> None:
    found = sort([f"{later}/{ONE}.ipynb", f"{FOLDER}/{ONE}.ipynb"])
    assert first(found) == {"Ann-Lee_10101": {ONE: f"{later}/{ONE}.ipynb"}}


@pytest.mark.parametrize(
    ("name", "student", "number", "when", "original"),
    [
        (FOLDER, "Ann Lee", "10101", datetime(2026, 3, 3, 11, 30), ""),
        (f"{FOLDER} - x.ipynb", "Ann Lee", "10101", datetime(2026, 3, 3, 11, 30), "x.ipynb"),
        ("1-2 - Mary-Ann O'Neil - Sep 20, 2025 1159 PM", "Mary-Ann O'Neil", "1", datetime(2025, 9, 20, 23, 59), ""),
        ("1-2 - Ann Lee- 3 March, 2026 0905", "Ann Lee", "1", datetime(2026, 3, 3, 9, 5), ""),
        ("1-2 - Ann Lee - Mar 3, 2026 1205 AM - a - b.ipynb", "Ann Lee", "1", datetime(2026, 3, 3, 0, 5), "a - b.ipynb"),
        ("1-2 - N0123456 - Ann Lee - Mar 3, 2026 11:30 AM", "Ann Lee", "1", datetime(2026, 3, 3, 11, 30), ""),
        ("1-2 - Ann Lee - 3 mars 2026 1130", "Ann Lee", "1", datetime(2026, 3, 3, 11, 30), ""),
        ("1-2 - Ann Lee - 3 août 2026 1130", "Ann Lee", "1", None, ""),
    ],
)  # fmt: skip
def test_a_name_of_brightspace_is_read(
    name: str, student: str, number: str, when: datetime | None, original: str
) -> None:
    named = brightspace(name)
    assert named is not None
    assert (named.owner.name, named.owner.number, named.handed_in, named.original) == (
        student,
        number,
        when,
        original,
    )


@pytest.mark.parametrize(
    "name",
    ["10101-2020", "10101-2020 - Ann Lee", "ann - Mar 3, 2026 1130 AM", "1-2 - Ann - Mar 3", "a-b - c"],
)
def test_a_name_that_brightspace_does_not_write_is_none_of_its(name: str) -> None:
    assert brightspace(name) is None


def test_a_students_number_that_brightspace_gives_is_an_id_of_the_gradebook() -> None:
    path = f"1-2 - N0123456 - Ann Lee - Mar 3, 2026 1130 AM/{ONE}.ipynb"
    assert list(first(sort([path], [Known("n0123456"), Known("ann")]))) == ["n0123456"]


@pytest.mark.parametrize(
    "around",
    ["", "Student Work/", "Student Work/Submitted files/", "CS1 - Documents/Student Work/Submitted files/", "student work/submitted files/"],
)  # fmt: skip
def test_folders_of_teams_name_students_and_the_highest_version_counts(around: str) -> None:
    paths = [
        *(f"{around}Ann Lee/Gradients/Version {n}/{ONE}.ipynb" for n in (1, 2, 10)),
        f"{around}Bob Ray/Gradients/Version 1/{TWO}.ipynb",
    ]
    assert first(sort(paths)) == {"Ann-Lee": {ONE: paths[2]}, "Bob-Ray": {TWO: paths[3]}}


@pytest.mark.parametrize("student", ["Ann Lee", "Bob Ray"])
def test_in_teams_a_draft_is_named_and_not_taken(student: str) -> None:
    handed_in = f"Student Work/Submitted files/Ann Lee/Gradients/Version 1/{ONE}.ipynb"
    found = sort([handed_in, f"Student Work/Working files/{student}/Gradients/{ONE}.ipynb"])
    assert first(found) == {"Ann-Lee": {ONE: handed_in}}
    assert [(left.student, left.reason) for left in found.left] == [(student.replace(" ", "-"), DRAFT)]


def test_where_teams_has_one_folder_of_files_alone_they_are_no_drafts() -> None:
    paths = [
        f"Student Work/Working files/{student}/Gradients/{ONE}.ipynb" for student in ("Ann Lee", "Bob Ray")
    ]
    assert first(sort(paths)) == {"Ann-Lee": {ONE: paths[0]}, "Bob-Ray": {ONE: paths[1]}}


FRONT = "gradebook_CS101_Gradients"


def test_files_of_blackboard_name_students_and_the_later_attempt_counts() -> None:
    early, late = (
        f"{FRONT}_alee_attempt_2026-03-0{day}-11-30-00_{ONE}{mark}.ipynb"
        for day, mark in ((3, ""), (4, " (1)"))
    )
    note = f"{FRONT}_alee_attempt_2026-03-03-11-30-00.txt"
    other = f"{FRONT}_bray_attempt_2026-03-03-09-00-00_{TWO}.ipynb"
    found = sort([note, early, late, other])
    assert first(found) == {"alee": {ONE: late}, "bray": {TWO: other}}
    assert [left.student for left in found.left] == ["alee"]


@pytest.mark.parametrize(
    ("name", "user", "original"),
    [
        (f"{FRONT}_alee_attempt_2026-03-03-11-30-00_x.ipynb", "alee", "x.ipynb"),
        ("Home work 2_alee_attempt_2026-03-03-11-30-00_x_y.ipynb", "alee", "x_y.ipynb"),
        ("Gradients_a.lee@uni.example_attempt_2026-03-03-11-30-00_x.ipynb", "a.lee@uni.example", "x.ipynb"),
        (f"{FRONT}_alee_attempt_2026-03-03-11-30-00.txt", "alee", "onlinetext.html"),
        ("gradebook_CS_hw_1_2_alee_attempt_2026-03-03-11-30-00_x.ipynb", "alee", "x.ipynb"),
    ],
)
def test_a_name_of_blackboard_is_read(name: str, user: str, original: str) -> None:
    named = named_file(name)
    assert named is not None
    assert (named.owner.system, named.owner.name, named.original) == ("Blackboard", user, original)


def test_a_user_of_blackboard_with_a_line_in_the_name_is_the_gradebook_s() -> None:
    path = f"{FRONT}_a_lee_attempt_2026-03-03-11-30-00_{ONE}.ipynb"
    assert list(first(sort([path], [Known("a_lee"), Known("lee")]))) == ["a_lee"]


@pytest.mark.parametrize(
    "name", [f"{FRONT}_alee_x.ipynb", "alee_attempt_2.ipynb", "x_attempt_2026-03-03.ipynb"]
)
def test_a_name_that_blackboard_does_not_write_is_none_of_its(name: str) -> None:
    assert blackboard(name) is None


@pytest.mark.parametrize(
    ("name", "system"),
    [
        (f"leeann_7_101_x_attempt_2026-03-03-11-30-00_{ONE}.ipynb", "Canvas"),
        (f"leeann_7_101_Bob_8_assignsubmission_file_{ONE}.ipynb", "Canvas"),
        (f"ann_1_assignsubmission_file_bob_8_9_{ONE}.ipynb", "Moodle"),
        (f"ann_1_assignsubmission_file_x_attempt_2026-03-03-11-30-00_{ONE}.ipynb", "Moodle"),
        (f"Ann_1_assignsubmission_file_part_1_2_3_{ONE}.ipynb", "Moodle"),
        (f"{FOLDER} - bob_8_9_{ONE}.ipynb", "Brightspace"),
        (f"{FRONT}_alee_attempt_2026-03-03-11-30-00_bob_8_9_{ONE}.ipynb", "Blackboard"),
    ],
)
def test_what_a_student_calls_a_file_never_passes_for_another_system_s_name(name: str, system: str) -> None:
    named = named_file(name)
    assert named is not None
    assert named.owner.system == system


@pytest.mark.parametrize("plugin", ["file", "onlinetext"])
def test_what_moodle_keeps_of_one_student_is_one_student_s(plugin: str) -> None:
    named = named_folder(f"Ann Lee_7_assignsubmission_{plugin}_")
    assert named is not None
    assert named.owner == Owner("Moodle", "Ann Lee", "7")


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("leeann_7_text.html", "leeann_7"),
        ("leeann_LATE_7_link.html", "leeann_7"),
        ("o_brien_7_text.html", "o_brien_7"),
        ("Ann Lee_7_assignsubmission_onlinetext_/onlinetext.html", "Ann-Lee_7"),
        ("Ann Lee_7_assignsubmission_onlinetext_onlinetext.html", "Ann-Lee_7"),
        ("gradebook_CS101_Gradients_alee_attempt_2026-03-03-11-30-00.txt", "alee"),
    ],
)
def test_what_a_student_typed_into_a_system_s_page_was_sent_by_that_student(name: str, student: str) -> None:
    found = sort([name, "foxbob_8_102_x.ipynb"] if "/" not in name else [name, f"Bob_8_assignsubmission_file_/{ONE}.ipynb"])  # fmt: skip
    assert [(left.student, left.reason) for left in found.left if left.student == student] == [
        (student, kinds.TYPED.what)
    ]
