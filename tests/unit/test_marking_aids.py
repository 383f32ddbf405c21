"""What the desk offers a marker: numbers in an answer, likeness of answers, pace, agreement."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from autograder.content import Rubric, RubricNumber
from autograder.errors import UsageError
from autograder.marking.agreement import kappa, same_share
from autograder.marking.answers import Answer, answers_in
from autograder.marking.giving import Wish
from autograder.marking.likeness import EMPTY, NEARLY, Marked, groups
from autograder.marking.numbers import hits
from autograder.marking.pace import PAUSE, pace
from autograder.marking.revising import Revision
from autograder.marking.showing import answer_html
from autograder.results.record import digest

QUARTER = RubricNumber(0.25, "the largest slope")
HALF = RubricNumber(0.5, "the height, not the slope", right=False)
PROOF = "The slope is s(1 - s). It is at most 1/4, as the mean of both numbers is one half; at z = 0 alone."


@pytest.mark.parametrize(
    "written",
    [
        "1/4",
        "0.25",
        ".25",
        "0,25",
        "2.5e-1",
        "2.5E-01",
        "25%",
        "25 %",
        "2,5·10^-1",
        "2.5 * 10**-1",
        "2.5×10⁻¹",
        "$\\frac{1}{4}$",
        "$\\frac14$",
        "$\\tfrac{1}{4}$",
        "$0.25$",
        "$0{,}25$",
        "$2.5 \\cdot 10^{-1}$",
        "$25\\%$",
        "$$y = \\frac{1}{4}$$",
        "`0.25`",
        "-0.25",
        "**0.25**",
        "(0.25)",
        "≤0.25.",
        "0.25, and",
        "0.254",
    ],
)
def test_a_number_is_found_as_students_write_it(written: str) -> None:
    page = answer_html(Answer(f"So it is {written}"), [QUARTER, HALF])
    assert page.count('<mark class="right" title="0.25: the largest slope">') == 1


@pytest.mark.parametrize(
    "written", ["0.26", "10.25", "0.25.1", "x0.25", "1/45", "1/4/2", "0.025", "v0.25b", "1/0"]
)
def test_another_number_is_not_taken_for_it(written: str) -> None:
    assert hits(written, [QUARTER]) == []


def test_a_wrong_number_is_marked_as_a_mix_up_and_a_right_one_beside_it_is_not() -> None:
    page = answer_html(Answer("Not 0.5 but 0.25."), [QUARTER, HALF])
    assert '<mark class="mixup" title="0.5: the height, not the slope">0.5</mark>' in page
    assert '<mark class="right" title="0.25: the largest slope">0.25</mark>' in page


def test_a_thousand_with_a_comma_and_a_decimal_comma_are_both_read() -> None:
    assert hits("1,250", [RubricNumber(1250, "many")])
    assert hits("1,250", [RubricNumber(1.25, "few")])


def test_what_a_student_marks_up_is_not_our_mark() -> None:
    page = answer_html(Answer('<mark class="right" title="0.25: yes">nothing</mark>'), [QUARTER])
    assert "<mark" not in page


def test_answers_that_differ_by_blanks_case_or_emphasis_are_one_group() -> None:
    found = groups(
        {"a": PROOF, "b": f"  {PROOF.upper()}\n", "c": PROOF.replace("slope", "**slope**"), "d": "No."}
    )
    assert [(group.answers, group.likeness) for group in found] == [(("a", "b", "c"), 100)]


def test_nearly_identical_answers_are_a_group_and_say_how_near() -> None:
    (group,) = groups(
        {"a": PROOF, "b": PROOF.replace("alone", "only"), "c": "Because of the chain rule, I think."}
    )
    assert group.answers == ("a", "b")
    assert NEARLY <= group.likeness < 100


def test_answers_with_other_numbers_are_no_group() -> None:
    assert groups({"a": PROOF, "b": PROOF.replace("1/4", "1/2")}) == []


def test_short_answers_that_differ_in_a_word_are_no_group() -> None:
    assert groups({"a": "It vanishes", "b": "It never vanishes"}) == []


def test_empty_answers_are_a_group_and_so_are_those_left_as_they_were_given() -> None:
    (group,) = groups({"a": "", "b": "*Your answer here.*", "c": " \n", "d": PROOF}, "Your answer here.")
    assert (group.id, group.answers) == (EMPTY, ("a", "b", "c"))


def test_who_is_taken_out_of_a_group_leaves_the_others_together() -> None:
    (group,) = groups({"a": PROOF, "b": PROOF, "c": PROOF})
    smaller = group.without({"b"})
    assert smaller is not None
    assert smaller.answers == ("a", "c")
    assert smaller.without({"a"}) is None


def test_the_most_alike_among_the_marked_answers_is_offered() -> None:
    marked = Marked()
    for id_, text in {"a": PROOF, "b": "Because of the chain rule.", "c": ""}.items():
        marked.add(id_, text)
    offered = marked.most_like("x", f"Well: {PROOF}", ["a", "b", "c"])
    assert offered is not None
    assert offered[0] == "a"
    assert marked.most_like("x", "Something quite different.", ["a", "b", "c"]) is None
    assert marked.most_like("a", PROOF, ["a"]) is None


def test_the_pace_is_the_median_gap_between_answers_without_pauses() -> None:
    start = datetime(2026, 1, 1)
    seconds = [("a", 0), ("a", 3), ("b", 23), ("c", 53), ("d", 53), ("e", 63), ("f", 63 + PAUSE + 1)]
    assert pace((student, start + timedelta(seconds=after)) for student, after in seconds) == 20
    assert pace([("a", start)]) is None


def test_kappa_is_cohens() -> None:
    # Two raters of 50 applications, 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: 0.7 agree, 0.5 by chance.
    pairs = [(1.0, 1.0)] * 20 + [(1.0, 0.0)] * 5 + [(0.0, 1.0)] * 10 + [(0.0, 0.0)] * 15
    assert same_share(pairs) == pytest.approx(0.7)
    assert kappa(pairs) == pytest.approx(0.4)
    assert kappa([(1.0, 1.0)] * 3) is None


def test_an_answer_has_the_digest_of_the_gradings_record() -> None:
    cells = [
        {
            "cell_type": "code",
            "metadata": {"nbgrader": {"grade_id": "predict_a"}},
            "source": "predict('a', 1)",
        },
        {
            "cell_type": "markdown",
            "metadata": {"nbgrader": {"grade_id": "written_a", "grade": True, "solution": True}},
            "source": ["One ", "line."],
        },
    ]
    ((name, answer),) = answers_in(cells)
    assert (name, answer.text, answer.predictions) == ("written_a", "One line.", ("predict('a', 1)",))
    assert answer.digest == digest("One line.")


RUBRIC = Rubric.parse(
    'written = "written_a"\n'
    '[[lines]]\nid = "form"\npoints = 2\nsentence = "you say it."\nanchors = [{points = 1, when = "half"}]\n'
    '[[lines]]\nid = "why"\npoints = 1\nsentence = "you say why."\n',
    "a.toml",
)


def test_a_tick_without_points_is_none_and_marked_without_a_tick_is_unmarked() -> None:
    wish = Wish.of({"ticks": {"form": 0}, "decision": "marked"}, {"x": 0})
    assert (wish.decision, wish.ticks) == ("unmarked", {})


@pytest.mark.parametrize(
    "body",
    [
        {"ticks": [1]},
        {"ticks": {"form": "2"}},
        {"ticks": {"form": True}},
        {"comment": 3},
        {"decision": "best"},
        {"ticks": {"form": 1}, "decision": "none"},
        {"comment": "x" * 10_001},
        {"version": "1"},
        {"ticks": {"form": float("nan")}},
    ],
)
def test_a_wish_that_cannot_be_is_refused_in_a_sentence(body: dict[str, object]) -> None:
    with pytest.raises(UsageError, match=r"\.$"):
        Wish.of(body, {"x": 0}).given(RUBRIC, 0, "")


def test_of_a_line_with_new_points_a_step_goes_to_the_same_step() -> None:
    lines = [
        {"id": "form", "points": 3, "sentence": "you say it.", "anchors": [{"points": 1.5, "when": "half"}]},
    ]
    revision = Revision.of(RUBRIC, {"lines": lines}, 3)
    assert revision.converted({"form": 2}) == ({"form": 3}, False)
    assert revision.converted({"form": 1}) == ({"form": 1.5}, False)
    assert revision.converted({"form": 2, "why": 1}) == ({"form": 3}, False)
    assert revision.converted({"why": 1}) == ({}, True)  # all that was earned is gone
