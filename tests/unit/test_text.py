"""Numbers, counts and lists in sentences, and names that are safe to show."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.text import (
    agreeing,
    count,
    count_points,
    json_line,
    listed,
    number,
    percent,
    shown,
    shown_lines,
    with_few_marks,
)


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (3.0, "3"), (2.5, "2.5"), (1 / 3, "0.33"), (-1.5, "-1.5"), (100.0, "100")]
)
def test_a_number_has_two_decimals_at_most_and_no_needless_zeros(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(("many", "text"), [(0, "0 students"), (1, "1 student"), (2, "2 students")])
def test_a_count_has_its_noun(many: int, text: str) -> None:
    assert count(many, "student") == text


def test_a_count_of_an_irregular_noun_has_its_plural() -> None:
    assert count(2, "submission was", "submissions were") == "2 submissions were"


@pytest.mark.parametrize(("points", "text"), [(1.0, "1 point"), (0.5, "0.5 points"), (6.0, "6 points")])
def test_points_have_their_noun(points: float, text: str) -> None:
    assert count_points(points) == text


@pytest.mark.parametrize(("many", "verb"), [(1, "is"), (1.0, "is"), (0, "are"), (0.5, "are"), (2, "are")])
def test_a_verb_agrees_with_its_number(many: float, verb: str) -> None:
    assert agreeing(many, "is", "are") == verb


@pytest.mark.parametrize(
    ("parts", "text"),
    [("", ""), ("a", "a"), ("ab", "a and b"), ("abc", "a, b and c"), ("abcd", "a, b and 2 more")],
)
def test_a_list_is_a_part_of_a_sentence(parts: str, text: str) -> None:
    assert listed(parts, 2 if len(parts) > 3 else 0) == text


@pytest.mark.parametrize(("share", "text"), [(None, "n/a"), (0.0, "0%"), (2 / 3, "67%"), (1.0, "100%")])
def test_a_share_is_in_percent(share: float | None, text: str) -> None:
    assert percent(share) == text


@pytest.mark.parametrize("mark", ["\u0301", "\u0e31", "\u20e3", "\u0301\u200d", "\ufe0f", "\u094d"])
def test_no_letter_bears_a_heap_of_accents(mark: str) -> None:
    assert with_few_marks(f"say a{mark * 9000} b") == f"say a{(mark * 30)[:30]} b"


@pytest.mark.parametrize(
    "text", ["plain", "e\u0301" * 99, "漢字" * 99, "क्षि" * 99, "می\u200cخواهم" * 99, "👩‍👩‍👧‍👦" * 99]
)
def test_text_of_every_language_stays_as_it_is(text: str) -> None:
    assert with_few_marks(text) == text


@given(st.text())
def test_what_is_shown_steers_no_terminal(text: str) -> None:
    assert shown(text).isprintable()
    assert all(line.isprintable() for line in shown_lines(text).splitlines())


@given(
    st.text(st.characters(), max_size=30) | st.sampled_from(["a\u2028b", "\u2029", "\x85", "\udc80", "\x1e"])
)
def test_a_line_of_json_is_one_line_that_every_reader_takes_and_a_file_holds(text: str) -> None:
    line = json_line({"reason": text})
    assert line.splitlines() == [line]
    assert json.loads(line.encode()) == {"reason": text}
