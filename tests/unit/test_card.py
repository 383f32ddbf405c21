"""How the outcome of a check looks: a line for each promise, an edge with a word, hints that fold open."""

import re

import pytest

from autograder.coach.card import EDGES, RIGHT, Finding, Promise
from autograder.coach.words import HEADS

HINTS = ("Is a < b?", "Look at section 2.", "A similar case: 3 < 4.")
NOT_YET = Finding(
    "failed",
    "",
    (
        Promise("ordinary inputs", True),
        Promise("lists as input", False, "area([1, 2]) stops with TypeError."),
        Promise("0 for nothing", None),
        Promise("a second time", None),
    ),
    ("Measured: 3.",),
    HINTS,
    1,
    "area",
)


def folds(html):
    """Return the text of a page in which only what is open is seen, and the text with all folds opened."""
    seen = re.sub(r"<details><summary[^>]*>(.*?)</summary>.*</details>", r"[\1]", html)
    return (" ".join(re.sub("<[^>]+>", " ", text).split()) for text in (seen, html))


def test_each_promise_has_a_line_with_a_mark_and_what_shows_that_it_is_not_kept():
    lines = NOT_YET.as_text().splitlines()
    assert lines[:5] == [
        "area: not there yet.",
        "✓ ordinary inputs",
        "○ lists as input: area([1, 2]) stops with TypeError.",
        "Tried as soon as this is right: 0 for nothing; a second time.",
        "Measured: 3.",
    ]


def test_as_text_one_hint_is_given_and_how_to_get_the_next():
    assert NOT_YET.as_text().splitlines()[5:] == [
        "Hint 1 of 3: Is a < b?",
        "For the next hint, run this in a cell of your own:",
        'check("area", area, hint=2)',
    ]


def test_in_a_notebook_each_hint_folds_open_below_the_one_before():
    closed, opened = folds(NOT_YET.as_html())
    assert closed.endswith("Hint 1 of 3: Is a &lt; b? [Show hint 2]")
    hints = [f"Hint {step} of 3" for step in (1, 2, 3)]
    assert sorted(hints, key=opened.index) == hints
    assert "hint=2" not in opened


@pytest.mark.parametrize(("step", "is_open"), [(1, 0), (2, 1), (3, 2)])
def test_a_hint_that_is_asked_for_by_its_number_is_open(step, is_open):
    assert NOT_YET._replace(step=step).as_html().count("<details open>") == is_open


@pytest.mark.parametrize("state", HEADS)
def test_a_state_is_told_by_a_word_and_not_by_its_colour_alone(state):
    html = Finding(state, "area: so it is.").as_html()
    assert f"<strong>{HEADS[state]}</strong>" in html
    assert EDGES.get(state, "success") in html


def test_a_mark_is_read_aloud_as_a_word():
    html = NOT_YET.as_html()
    assert 'role="img" aria-label="Right">✓<' in html
    assert 'role="img" aria-label="Not there yet">○<' in html


def test_colours_are_those_of_the_front_ends_theme():
    html = NOT_YET.as_html()
    assert re.findall(r"#[0-9a-f]{3,6}", html) == re.findall(r"(?<=, )#[0-9a-f]{6}(?=\))", html)
    assert "background" not in html


def test_what_a_student_typed_is_shown_as_text():
    shown = Promise("lists", False, "<script>alert(1)</script>")
    assert "<script>" not in Finding("failed", "<script>", (shown,), ("<script>",), ("<script>",)).as_html()


@pytest.mark.parametrize("state", HEADS)
def test_only_what_has_nothing_against_it_counts_as_right(state):
    assert Finding(state, "").is_right is (state in RIGHT)
