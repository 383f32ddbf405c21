"""What a guess means that was typed into a cell, and what the cell holds afterwards."""

from __future__ import annotations

import pytest

from autograder.coach.guesses import Asked, asked, rewritten, typed, understood

CHOICE = Asked(("z = 0", "z = 0.5", "z = 1"))
NUMBER = Asked((), "3")


@pytest.mark.parametrize(
    ("comment", "wanted"),
    [
        ('# Choose: "z = 0", "z = 0.5" or "z = 1"\n', CHOICE),
        ('# Choose:\n# "z = 0", "z = 0.5"\n# or "z = 1"\n', CHOICE),
        ("# Type a number instead of the dots, for example 3\n", NUMBER),
        ("# Type a number, such as -0.25\n", Asked((), "-0.25")),
        ("# Type anything\n", Asked()),
        ("", Asked()),
    ],
)
def test_the_comment_of_a_cell_says_what_it_asks_for(comment, wanted):
    assert asked(comment + 'predict("place", "...")') == wanted


@pytest.mark.parametrize("guess", ["z = 0.5", "z=0.5", " Z = 0,5 ", '"z = 0.5"', "z = 0.5."])
def test_an_option_is_known_however_it_is_typed(guess):
    assert understood(guess, CHOICE) == "z = 0.5"


@pytest.mark.parametrize("guess", ["z = 0.50001", "z", "abuot 0.5", "z = 0 or z = 1", 7, True])
def test_what_is_no_option_means_none(guess):
    assert understood(guess, CHOICE) is None


@pytest.mark.parametrize(("guess", "option"), [(True, "True"), ("true", "True"), (False, "False")])
def test_true_and_false_are_options_as_any_other(guess, option):
    assert understood(guess, Asked(("True", "False"))) == option


@pytest.mark.parametrize(
    ("guess", "number"), [("37,6", 37.6), ("37.6", 37.6), (" 38 ", 38), ("1e-3", 0.001), (37.6, 37.6), (4, 4)]
)
def test_a_number_is_understood_with_comma_or_point(guess, number):
    assert understood(guess, NUMBER) == number


@pytest.mark.parametrize("guess", ["many", "3 times", "nan", "inf", "1.000.000"])
def test_what_is_no_number_means_none_where_one_is_asked_for(guess):
    assert understood(guess, NUMBER) is None


def test_where_nothing_special_is_asked_for_all_is_taken():
    assert understood("many", Asked()) == "many"


@pytest.mark.parametrize(
    ("source", "read", "meant"),
    [
        ('predict("ratio", 37,6)', [37, 6], [37.6]),
        ('# such as 3\npredict("ratio", 37,6)', [37, 6], [37.6]),
        ('predict("ratio", 37, 6)', [37, 6], [37, 6]),
        ('predict("ratio", 3, 37.6)', [3, 37.6], [3, 37.6]),
        ('predict("ratio", "37,6")', ["37,6"], ["37,6"]),
        ("ask(37,6)", [37, 6], [37, 6]),
    ],
)
def test_a_decimal_comma_is_no_second_guess(source, read, meant):
    assert typed(source, "ratio", read) == meant


@pytest.mark.parametrize(
    ("source", "after"),
    [
        ('predict("ratio", "...")', 'predict("ratio", 3, 37.6)'),
        ('predict("ratio", 3, 37,6)  # why?', 'predict("ratio", 3, 37.6)  # why?'),
        ('predict("ratio",\n        3,\n        37,6)', 'predict("ratio",\n        3, 37.6)'),
        ('predict("other", "...")', 'predict("other", "...")'),
        ('predict("ratio", "...', 'predict("ratio", "...'),
    ],
)
def test_a_cell_holds_the_guesses_that_were_noted_and_keeps_all_else(source, after):
    assert rewritten(source, "ratio", [3, 37.6]) == after
