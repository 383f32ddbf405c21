"""What the names in a download say: whose a file is, and which notebook."""

from __future__ import annotations

import pytest

from autograder.collecting.naming import (
    is_exact,
    is_notebook,
    nearest_notebook,
    student_id,
    which_notebook,
)
from autograder.collecting.systems import AmbiguousError, Owner, canvas_file, moodle_file, moodle_folder

EXPECTED = ("01-one-unit-one-slope", "02-down-the-chain", "04-depth")


@pytest.mark.parametrize(
    ("name", "owner", "original", "upload"),
    [
        ("leeann_12345_67890_hw.ipynb", Owner("Canvas", "leeann", "12345", False), "hw.ipynb", 67890),
        ("leeann_LATE_12345_67890_hw-1.ipynb", Owner("Canvas", "leeann", "12345", True), "hw-1.ipynb", 67890),
        ("leeann_1_2_my_home_work.ipynb", Owner("Canvas", "leeann", "1", False), "my_home_work.ipynb", 2),
        ("leeann_1_2_part_3_4_x.ipynb", Owner("Canvas", "leeann", "1", False), "part_3_4_x.ipynb", 2),
        ("o_brienzoë_1_2_hw.ipynb", Owner("Canvas", "o_brienzoë", "1", False), "hw.ipynb", 2),
        ("李安_1_2_hw.ipynb", Owner("Canvas", "李安", "1", False), "hw.ipynb", 2),
        ("anon_x7Yz1_67890_hw.ipynb", Owner("Canvas", "anon", "x7Yz1", False), "hw.ipynb", 67890),
        ("LATE_anon_x7Yz1_67890_hw.ipynb", Owner("Canvas", "anon", "x7Yz1", True), "hw.ipynb", 67890),
    ],
)
def test_a_name_of_canvas_is_read(name: str, owner: Owner, original: str, upload: int) -> None:
    named = canvas_file(name)
    assert named is not None
    assert (named.owner, named.original, named.attempt) == (owner, original, upload)


@pytest.mark.parametrize(
    "name",
    ["hw.ipynb", "02_down_the_chain.ipynb", "Homework_2_3_final.ipynb", "leeann_12345_hw.ipynb", "_1_2"],
)
def test_a_name_that_canvas_does_not_write_is_none_of_its(name: str) -> None:
    assert canvas_file(name) is None


@pytest.mark.parametrize("name", ["mallory_99_12345_678_hw.ipynb", "anon_x7_12345_678_hw.ipynb"])
def test_a_student_who_is_called_like_a_number_cannot_pass_for_another(name: str) -> None:
    with pytest.raises(AmbiguousError):
        canvas_file(name)


@pytest.mark.parametrize("ending", ["_assignsubmission_file_", "_assignsubmission_file"])
def test_a_folder_of_moodle_is_read(ending: str) -> None:
    assert moodle_folder(f"Zoë O'Brien_123456{ending}") == Owner("Moodle", "Zoë O'Brien", "123456")


def test_a_folder_of_moodle_without_a_number_is_read() -> None:
    assert moodle_folder("Default group_assignsubmission_file_") == Owner("Moodle", "Default group")


def test_a_file_of_moodle_without_folders_is_read() -> None:
    named = moodle_file("Ann Lee_123456_assignsubmission_file_02-down-the-chain.ipynb")
    assert named is not None
    assert (named.owner, named.original) == (Owner("Moodle", "Ann Lee", "123456"), "02-down-the-chain.ipynb")


def test_the_name_that_a_student_gave_a_file_does_not_speak_for_another_student() -> None:
    named = moodle_file("Ann Lee_1_assignsubmission_file_Bob_2_assignsubmission_file_x.ipynb")
    assert named is not None
    assert named.owner == Owner("Moodle", "Ann Lee", "1")


@pytest.mark.parametrize(
    "name",
    [
        "02-down-the-chain.ipynb",
        "02-Down-The-Chain.IPYNB",
        "02 down the chain.ipynb",
        "02_down_the_chain.ipynb",
        "02-down-the-chain (1).ipynb",
        "02-down-the-chain(12).ipynb",
        "02-down-the-chain-1.ipynb",
        "02-down-the-chain-1 (2).ipynb",
        "02-down-the-chain-Copy1.ipynb",
        "02-down-the-chain copy 2.ipynb",
        "02-down-the-chain - Copy.ipynb",
        "02-down-the-chain - Copy (2).ipynb",
        "Copy of 02-down-the-chain.ipynb",
        "02-down-the-chain.ipynb.txt",
        "02-down-the-chain.ipynb.json",
    ],
)
def test_case_spaces_and_marks_of_copies_do_not_count(name: str) -> None:
    assert is_notebook(name)
    assert which_notebook(name, EXPECTED) == "02-down-the-chain"


@pytest.mark.parametrize(
    "name", ["02-down.ipynb", "Untitled.ipynb", "02-down-the-chain-final.ipynb", ".ipynb"]
)
def test_another_name_is_never_guessed(name: str) -> None:
    assert which_notebook(name, EXPECTED) is None


def test_a_notebook_whose_own_name_ends_in_a_number_is_found_first() -> None:
    assert which_notebook("hw-2.ipynb", ("hw-1", "hw-2")) == "hw-2"


def test_the_nearest_name_is_there_for_a_message() -> None:
    assert nearest_notebook("02-down-the-chian-final.ipynb", EXPECTED) == "02-down-the-chain"


def test_a_mark_of_a_copy_is_told_from_the_plain_name() -> None:
    assert is_exact("04 Depth.ipynb", "04-depth")
    assert not is_exact("04-depth (1).ipynb", "04-depth")


@pytest.mark.parametrize(
    ("owner", "made"),
    [
        (Owner("Canvas", "leeann", "12345"), "leeann_12345"),
        (Owner("Moodle", "Zoë O'Brien", "7"), "Zoë-O-Brien_7"),
        (Owner("folder", "Ada Lovelace"), "Ada-Lovelace"),
        (Owner("folder", "ada@example.org"), "ada@example.org"),
        (Owner("folder", "-rf"), "rf"),
        (Owner("folder", "a/../b*[x]"), "a-..-b-x"),
        (Owner("folder", "مريم"), "مريم"),
        (Owner("folder", "a\u202eb"), "a-b"),
        (Owner("folder", "🐍"), ""),
        (Owner("folder", "=@sum(a)"), "sum-a"),
        (Owner("folder", "龍" * 200), "龍" * 60),
        (Owner("Moodle", "x" * 300, "7"), "x" * 100 + "_7"),
    ],
)
def test_an_id_is_fit_for_a_folder_and_a_web_address(owner: Owner, made: str) -> None:
    assert student_id(owner) == made
