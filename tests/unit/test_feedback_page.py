"""A student's feedback page: what it says, what it never shows, and that nothing in it is live."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.gradebook.records import Mark
from autograder.reports.feedback_page import feedback_page
from autograder.reports.markdown import clean_answer
from tests.golden.compare import assert_golden
from tests.golden.invented_class import (
    CORRECT,
    DYDX,
    ONE,
    PEOPLE,
    PROOF,
    SIGMOID,
    SLIP,
    TWO,
    WRONG,
    cells,
    invented_class,
    verdict,
    work,
)
from tests.unit.report_pages import (
    Parts,
    class_of,
    feedback_of,
    text_of,
)
from vanishing_gradients import EXERCISES


@pytest.mark.parametrize(
    ("student", "notebook"), [("quote", ONE), ("quote", TWO), ("at", ONE), ("waiting", ONE)]
)
def test_the_feedback_page_is_as_in_the_golden_file(student: str, notebook: str, update: bool) -> None:
    assert_golden(f"feedback/{student}-{notebook}.html", feedback_of(student, notebook).encode(), update)


def test_feedback_gives_marks_outcome_and_the_hint_that_fits() -> None:
    text = text_of(feedback_of("quote", TWO))
    assert "2 of 8 points" in text
    assert "0 of 6 points. The function runs, but its values are not the right ones yet." in text
    assert f"Hint: {EXERCISES.hints.of(SLIP)[0]}" in text


def test_feedback_shows_nothing_that_is_meant_for_staff() -> None:
    page = feedback_of("quote", TWO) + feedback_of("quote", ONE)
    for secret in ("SECRET MODEL ANSWER", "MARK SCHEME", "HIDDEN_TEST", WRONG.evidence, SLIP, WRONG.reason):
        assert secret not in page


def test_what_earns_the_points_is_never_taken_from_the_mark_scheme() -> None:
    shown = cells(ONE)
    public, _, scheme = shown[3]["source"].partition("**What earns the points.**")
    criteria, _, rest = scheme.partition("=== BEGIN MARK SCHEME ===")
    hidden = rest.replace("SECRET MODEL ANSWER", f"**What earns the points.** SECRET {criteria}")
    shown[3]["source"] = f"{public}\n\n=== BEGIN MARK SCHEME ===\n\n{hidden}"
    own = invented_class().works[0]
    assert "SECRET" not in feedback_page(class_of(own), own, ONE, shown)


def test_feedback_shows_nothing_of_other_students() -> None:
    page = feedback_of("quote", TWO)
    others = {p.last for p in PEOPLE if p.id != "quote"} | {p.first for p in PEOPLE if p.id != "quote"}
    assert [name for name in others if name in page] == []


def test_feedback_shows_what_earns_the_points_line_by_line() -> None:
    elements = text_of(feedback_of("quote"))
    assert "What earns the points 2: you write a form. 4: your argument holds for every" in elements


def test_feedback_shows_the_teachers_comment_as_text() -> None:
    own = work(
        PEOPLE[0], 4.0, comments={PROOF.cell_id: "See <b>this</b>", (TWO, "chain_dydx"): "Arrows first."}
    )
    record = class_of(own)
    assert "Your teacher writes: See <b>this</b>" in text_of(feedback_page(record, own, ONE, cells(ONE)))
    assert "Your teacher writes: Arrows first." in text_of(feedback_page(record, own, TWO, cells(TWO)))


def test_a_comment_beside_a_cell_without_marks_is_shown_too() -> None:
    own = work(PEOPLE[0], 4.0, comments={(ONE, "predict_slope_ratio"): "Nice guess."})
    text = text_of(feedback_page(class_of(own), own, ONE, cells(ONE)))
    assert "At predict_slope_ratio: Nice guess." in text


@pytest.mark.parametrize("guessed", [True, False])
def test_feedback_says_how_an_answer_was_found(*, guessed: bool) -> None:
    found = verdict(SIGMOID, "correct", 3.0, found="taken from its check cell", guessed=guessed)
    own = work(PEOPLE[0], 6.0, found)
    text = text_of(feedback_page(class_of(own), own, ONE, cells(ONE)))
    assert text.count("Your answer was taken from its check cell.") == 1
    assert ("That is a guess" in text) == guessed
    assert "Your answer was" not in text_of(feedback_of("comma"))


def test_feedback_says_what_was_marked_with_an_error_carried_forward() -> None:
    text = text_of(feedback_of("rtl", TWO))
    assert (
        "It was marked with the course's own sigmoid_prime, so that one mistake costs one exercise." in text
    )


CAUSES = {
    "raised": "There is no function sigmoid in this notebook. The nearest name is sigmiod.",
    "not_attempted": "There is no function sigmoid in this notebook.",
    "timed_out": "The cell was stopped: a cell took more than 10 s (limit cell_seconds).",
    "crashed": "The cell was stopped: the notebook's process ended by itself.",
    "refused": "sigmoid: your function returned None: print shows a value, return gives it back.",
}


@pytest.mark.parametrize("outcome", CAUSES)
def test_feedback_says_the_cause_where_no_number_came(outcome: str) -> None:
    own = work(PEOPLE[0], 6.0, verdict(SIGMOID, outcome, 0.0, reason=CAUSES[outcome], checks=(("z", False),)))
    text = text_of(feedback_page(class_of(own), own, ONE, cells(ONE)))
    assert f"What happened: {CAUSES[outcome]}" in text


def test_a_function_that_is_not_there_is_not_called_not_attempted() -> None:
    own = work(PEOPLE[0], 6.0, verdict(SIGMOID, "raised", 0.0, reason=CAUSES["raised"]))
    text = text_of(feedback_page(class_of(own), own, ONE, cells(ONE)))
    assert "0 of 3 points. There was no function of this name to look at." in text
    assert "Not attempted" not in text


def test_of_an_empty_scaffold_feedback_says_no_more_than_that() -> None:
    untouched = verdict(SIGMOID, "not_attempted", 0.0, reason="The cell still holds the empty scaffold.")
    own = work(PEOPLE[0], 6.0, untouched)
    text = text_of(feedback_page(class_of(own), own, ONE, cells(ONE)))
    assert "Not answered yet." in text
    assert "What happened" not in text


def test_feedback_says_what_a_human_has_not_marked_yet() -> None:
    text = text_of(feedback_of("waiting"))
    assert "3 of 9 points so far. Your teacher has not marked 6 points yet." in text
    assert "Not marked yet, 6 points. Your teacher reads and marks this answer." in text


def test_feedback_takes_a_late_penalty_off_and_says_so() -> None:
    text = text_of(feedback_of("at"))
    assert "4 of 9 points" in text
    assert "1 point is taken off, because the work came 2.0 hours late." in text


def test_feedback_on_a_missing_notebook_says_that_it_is_missing() -> None:
    record = invented_class()
    own = next(w for w in record.works if w.person.id == "=1+1")
    text = text_of(feedback_page(record, own, TWO, []))
    assert "Notebook 2: Down the chain" in text
    assert "This notebook was not in the submission." in text


def test_feedback_shows_code_as_it_was_typed() -> None:
    page = feedback_of("comma")
    assert "return '<i>'" in text_of(page)
    assert "<i>" not in page


def test_feedback_without_verdicts_still_gives_marks_and_comments() -> None:
    own = replace(work(PEOPLE[0], 4.0), verdicts={}, sandbox="", comments={PROOF.cell_id: "Good."})
    text = text_of(feedback_page(class_of(own), own, ONE, cells(ONE)))
    assert "7 of 9 points" in text
    assert "Good." in text


HOSTILE = """<script>alert('answer')</script> <img src=x onerror="alert(1)"> [a](javascript:alert(2))
# A heading
![a picture](https://evil.example/x.png) <iframe srcdoc="x"></iframe> <svg onload="alert(3)">

<div id="main" class="skip" style="position:fixed">over</div>
"""


def test_nothing_in_an_answer_is_live_and_nothing_of_it_is_lost() -> None:
    page = feedback_of("quote", answer=HOSTILE)
    elements = Parts(page).elements
    assert not {tag for tag, _ in elements} & {"script", "img", "iframe", "object", "form"}
    assert not [k for _, attrs in elements for k in attrs if k.startswith("on") or k == "style"]
    assert not [a for _, a in elements if "javascript" in str(a.get("href", ""))]
    for words in ("alert('answer')", "picture: a picture", "A heading", "over", "onload"):
        assert words in text_of(page)


def test_an_answer_cannot_take_an_id_or_a_heading_of_the_page() -> None:
    elements = Parts(clean_answer(HOSTILE)).elements
    assert not [
        tag for tag, attrs in elements if re.fullmatch(r"h\d", tag) or "id" in attrs or "class" in attrs
    ]


def test_an_answer_keeps_its_formulas_lists_and_links() -> None:
    page = clean_answer("- $s(1-s)$\n\n[notes](https://example.org)\n\n**bold**")
    tags = [tag for tag, _ in Parts(page).elements]
    assert {"math", "li", "a", "strong"} <= set(tags)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_no_answer_makes_live_html(answer: str) -> None:
    elements = Parts(clean_answer(answer)).elements
    assert not {tag for tag, _ in elements} & {"script", "img", "iframe", "style", "form", "svg"}
    assert not [k for _, attrs in elements for k in attrs if k.startswith("on")]


def test_a_teachers_mark_on_a_function_goes_before_the_graders() -> None:
    own = work(PEOPLE[0], 4.0, WRONG)
    own.marks[DYDX.cell_id] = Mark(0.0, 5.0)
    text = text_of(feedback_page(class_of(own), own, TWO, cells(TWO)))
    assert "5 of 6 points. Your teacher gave these marks." in text


def test_the_marks_of_a_correct_answer_have_no_hint() -> None:
    assert CORRECT[DYDX.cell_id].hint is None
    assert "Hint:" not in text_of(feedback_of("comma", TWO))
