"""A student and an exercise are found by what a TA types; nearly right gets the nearest names."""

from __future__ import annotations

import pytest

from autograder.errors import UsageError
from autograder.reports.lookup import find_item, find_student
from autograder.text import alphabetical
from tests.golden.invented_class import DYDX, PROOF, SIGMOID, invented_class

CLASS = invented_class()


@pytest.mark.parametrize(
    ("typed", "student"),
    [
        ("comma", "comma"),
        ("COMMA", "comma"),
        ("Zoe 🦊 Unal", "emoji"),
        ("unal", "emoji"),
        ("Lovelace, Countess", "comma"),
        ("late-comer", "late-comer"),
    ],
)
def test_a_student_is_found_by_id_or_name_without_case_and_accents(typed: str, student: str) -> None:
    assert find_student(CLASS, typed).id == student


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("coma", "No student is called 'coma'. The nearest: comma (Ada Lovelace, Countess)"),
        ("Kim Lee", "Several students are called 'Kim Lee': twin-a and twin-b. Name one by the id."),
        ("absent", "Never There handed in nothing for 'vanishing-gradients'."),
        ("xyzzy", "No student is called 'xyzzy'."),
    ],
)
def test_who_is_not_found_is_told_in_a_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(UsageError) as error:
        find_student(CLASS, typed)
    assert str(error.value).startswith(sentence)


@pytest.mark.parametrize(
    ("typed", "item"),
    [
        ("chain_dydx", DYDX),
        ("check_chain_dydx", DYDX),
        ("2.3", DYDX),
        ("sa1", PROOF),
        ("1.1 Sigmoid", SIGMOID),
    ],
)
def test_an_exercise_is_found_by_name_number_or_title(typed: str, item: object) -> None:
    assert find_item(CLASS, typed) == item


def test_an_exercise_that_is_not_there_gets_the_nearest_names() -> None:
    with pytest.raises(UsageError, match=r"has no exercise 'chain_dyx'\. The nearest: 2\.3 chain_dydx"):
        find_item(CLASS, "chain_dyx")


def test_names_stand_in_the_order_in_which_a_reader_looks() -> None:
    names = ["Zoë", "Åsa", "Çelik", "Żak", "Abel", "Łukasz", "Øre", "Mia", "Dora", "zack"]
    assert sorted(names, key=alphabetical) == [
        *("Abel", "Åsa", "Çelik", "Dora", "Łukasz", "Mia", "Øre", "zack", "Żak", "Zoë"),
    ]
