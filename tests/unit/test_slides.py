"""The slides for the lecture: what they ask, in which order, and that they name nobody."""

from __future__ import annotations

from dataclasses import replace

import pytest
from markupsafe import Markup

from autograder.errors import UsageError
from autograder.gradebook.records import Person
from autograder.reports.predictions import Guess, Prediction
from autograder.reports.slides import MISTAKES, PREDICTIONS, chosen, class_slides
from autograder.reports.wrong_code import names_of, names_somebody
from tests.golden.compare import assert_golden
from tests.golden.invented_class import DYDX, ITEMS, ONE, PEOPLE, SLIP, TWO, WRONG, invented_class
from tests.unit.report_pages import MADE, OVERFLOW, Parts, class_of, many, text_of

CODE = "def chain_dydx(x, w):\n    return '<b>' * x"
SAMPLES = {(DYDX.cell_id, SLIP): CODE}


def prediction(topic: str = "double_w2", no: int = 3, yes: int = 1, notebook: str = TWO) -> Prediction:
    guesses = (Guess("yes", yes, right=False), Guess("no", no, right=True))
    asked = Markup("<p>Does it double?</p>")
    return Prediction(notebook, topic, asked, guesses, "no", guesses, Markup("<p>Not quite.</p>"))


def slides(**how) -> str:
    return class_slides(how.pop("record", invented_class()), MADE, [prediction()], SAMPLES)


def test_the_slides_of_the_invented_class_are_as_they_were(update: bool) -> None:
    assert_golden("slides.html", slides().encode(), update)


def test_a_slide_asks_then_shows_the_vote_then_the_answer() -> None:
    text = text_of(slides())
    order = ["Does it double?", "4 students guessed", "3 of 4 had it", "Not quite."]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)
    order = ["what does this give?", "return '<b>' * x", "3 of 10 students wrote this", WRONG.evidence[:22]]
    places = [text.rindex(words) for words in order]
    assert places == sorted(places)


def test_no_slide_names_a_student_and_code_is_text() -> None:
    page = slides()
    assert "'<b>'" not in page
    for person in PEOPLE:
        for name in filter(None, (person.first, person.last, person.email)):
            assert name not in page


def test_a_slide_fetches_nothing_and_runs_our_script_alone() -> None:
    (policy,) = (
        attributes["content"] or ""
        for tag, attributes in Parts(slides()).elements
        if attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; ")
    assert policy.count("script-src 'sha256-") == 1
    assert "unsafe-inline" not in policy.partition("script-src")[2]


def test_what_fewest_had_right_and_what_cost_most_is_asked_in_the_notebooks_order() -> None:
    guesses = [prediction(f"t{n}", no=n, yes=9, notebook=ONE) for n in range(1, 9)]
    items = tuple(replace(DYDX, cell=f"check_{n}", exercise=f"f{n}") for n in range(8))
    wrong = [replace(WRONG, cell=item.cell, exercise=item.exercise) for item in items]
    record = replace(class_of(*many(3, *wrong)), items=(*ITEMS, *items))
    found = chosen(record, guesses, {(item.cell_id, SLIP): CODE for item in items})
    assert [slide.item.topic for slide in found[:PREDICTIONS]] == [f"t{n}" for n in range(1, 7)]
    assert len(found) == PREDICTIONS + MISTAKES
    assert [slide.notebook for slide in found] == [ONE] * PREDICTIONS + [TWO] * MISTAKES


def test_one_students_slip_in_a_large_class_is_no_slide() -> None:
    assert chosen(class_of(*many(30), *many(1, WRONG)), [], SAMPLES) == []


def test_a_prediction_of_which_the_answer_is_not_known_is_no_slide() -> None:
    assert chosen(invented_class(), [replace(prediction(), right="")], {}) == []


def test_a_class_without_questions_has_no_slides_and_the_sentence_says_so() -> None:
    with pytest.raises(UsageError, match="nothing to ask on slides about 'vanishing-gradients'"):
        class_slides(class_of(*many(3, OVERFLOW)), MADE, [], {})


ADA, LEE = Person("ada1", "Ada", "Lovelace"), Person("kim-lee", "Kim", "Lee")


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("def f():\n    by_ada = 1", True),
        ("def f():\n    return 'LOVELACE'", True),
        ("def f():\n    kim_lee = 1", True),
        ("def f():\n    return 'ada1'", True),
        ("def f(kim):\n    return kim", False),
        ("def f(adam):\n    return adam", False),
    ],
)
def test_code_that_names_its_author_or_somebody_is_no_sample(code: str, names: bool) -> None:
    assert names_somebody(code, ADA, names_of([ADA, LEE])) is names
