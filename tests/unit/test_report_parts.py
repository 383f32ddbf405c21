"""Parts of the class report that are read from graded notebooks: predictions, wrong code; and formulas."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.gradebook.records import ClassRecord, Person
from autograder.reports.formulas import with_formulas
from autograder.reports.matrix import class_matrix
from autograder.reports.predictions import Prediction, predictions
from autograder.reports.statistics import misunderstandings
from autograder.reports.wrong_code import wrong_code
from tests.golden.invented_class import DYDX, PROOF, SLIP, TWO, WRONG, verdict, work
from tests.unit.report_pages import Parts, class_of, many, page_of, text_of
from vanishing_gradients import EXERCISES

ASKED = '# Choose: "yes" or "no"\npredict("double_w2", "...")'
TYPED = '# Type a number instead of the dots, for example 3\npredict("ratio", "...")'
FOLDED = "<details><summary>Your prediction</summary>\nNo: every slope behind it changes too.</details>"


def cell(kind: str, source: str, grade_id: str = "") -> dict[str, Any]:
    roles = {"nbgrader": {"grade_id": grade_id, "solution": True, "locked": False}} if grade_id else {}
    return {"cell_type": kind, "metadata": roles, "source": source, "outputs": []}


def write(path: Path, cells: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(notebook), encoding="utf-8")


@pytest.fixture
def course(tmp_path: Path) -> Any:
    """A course of two folders, as far as these parts look at one."""
    write(
        tmp_path / "release" / f"{TWO}.ipynb",
        [
            cell("markdown", "# Two\n\n**Predict.** You double $w_2$. Does it double?"),
            cell("code", ASKED, "predict_double_w2"),
            cell("markdown", FOLDED),
            cell("markdown", "**Predict.** How large?"),
            cell("code", TYPED, "predict_ratio"),
            cell("code", 'outcome("ratio", 38)'),
        ],
    )
    return SimpleNamespace(
        release_folder=lambda _: tmp_path / "release",
        graded_folder=lambda student, _: tmp_path / "graded" / student,
    )


def hand_in(course: Any, student: str, choice: str, number: str = '"..."', code: str = "") -> None:
    write(
        course.graded_folder(student, "") / f"{TWO}.ipynb",
        [
            cell("code", code, DYDX.exercise),
            cell("code", ASKED.replace('"..."', choice), "predict_double_w2"),
            cell("code", TYPED.replace('"..."', number), "predict_ratio"),
        ],
    )


def class_with(course: Any, *choices: str, number: str = '"..."') -> ClassRecord:
    people = [Person(f"s{n}") for n in range(len(choices))]
    for person, choice in zip(people, choices, strict=True):
        hand_in(course, person.id, choice, number)
    return class_of(*(work(person, 6.0) for person in people))


def counted(prediction: Prediction) -> list[tuple[str, int, bool]]:
    return [(guess.answer, guess.many, guess.right) for guess in prediction.guesses]


def test_guesses_are_counted_beside_the_right_answer(course: Any) -> None:
    (found,) = predictions(course, class_with(course, '"yes"', '"no"', '"No."', '"..."'))
    assert counted(found) == [("yes", 1, False), ("no", 2, True)]
    assert (found.answered, found.hit, found.right) == (3, 2, "no")


def test_of_a_changed_mind_the_last_guess_counts(course: Any) -> None:
    (found,) = predictions(course, class_with(course, '"no", "yes"'))
    assert counted(found) == [("yes", 1, False), ("no", 0, True)]


def test_numbers_are_counted_as_they_were_typed_with_what_comes_out(course: Any) -> None:
    _, found = predictions(course, class_with(course, '"no"', '"no"', number="38"))
    assert counted(found) == [("38", 2, True)]
    assert found.right == "38"


@pytest.mark.parametrize("typed", ["__import__('os')", '"' + "x" * 5000 + '"', "(((", "1e999", "None"])
def test_what_is_no_guess_is_not_counted_and_never_run(course: Any, typed: str) -> None:
    assert [counted(found) for found in predictions(course, class_with(course, typed))] == []


def test_an_assignment_without_predictions_has_none(course: Any) -> None:
    write(course.release_folder("") / f"{TWO}.ipynb", [cell("markdown", "# Two")])
    assert predictions(course, class_with(course, '"no"')) == []


def test_the_report_shows_question_counts_and_the_right_answer(course: Any) -> None:
    record = class_with(course, '"yes"', '"no"')
    page = page_of(record, guesses=predictions(course, record))
    assert "Does it double?" in text_of(page)
    assert "1 of 2 right" in text_of(page)
    assert "✓ no" in text_of(page)
    assert "math" in {tag for tag, _ in Parts(page).elements}


# Wrong code

LONG = 'def chain_dydx(x, w):\n    """Ada wrote this."""\n    y = x  # by Ada\n    return y * w[0]'
SHORT = "def chain_dydx(x, w):\n    return x  # by Bob"


def samples(course: Any, *sources: str) -> list[str]:
    people = [Person(f"s{n}") for n in range(len(sources))]
    for person, source in zip(people, sources, strict=True):
        hand_in(course, person.id, '"no"', code=source)
    record = class_of(*(work(person, 6.0, WRONG) for person in people))
    return list(wrong_code(course, record, misunderstandings(record)).values())


def test_the_sample_of_a_mistake_is_the_shortest_code_without_comments(course: Any) -> None:
    assert samples(course, LONG, SHORT) == ["def chain_dydx(x, w):\n    return x"]
    assert samples(course, LONG) == ["def chain_dydx(x, w):\n    y = x\n    return y * w[0]"]


@pytest.mark.parametrize(
    "source", ["", "def chain_dydx(:", "x = 1", "def chain_dydx():\n" + "    x = 1\n" * 30]
)
def test_what_is_no_short_function_is_no_sample(course: Any, source: str) -> None:
    assert samples(course, source) == []


def test_the_report_shows_the_sample_with_its_mistake() -> None:
    page = page_of(samples={(DYDX.cell_id, SLIP): "def chain_dydx(x, w):\n    return '<b>'"})
    assert "return '<b>'" in text_of(page)
    assert "<b>" not in page


# Formulas


def test_indices_and_powers_become_mathml_and_names_of_functions_do_not() -> None:
    html = with_formulas("a_{i-1} instead of z_i, 10^-9 off; chain_dydx < x_total")
    assert html.count("<math") == 3
    assert "chain_dydx &lt; x_total" in html


# The picture of the class

TRIED_NOT, ZERO = verdict(DYDX, "not_attempted", 0.0), verdict(DYDX, "wrong", 0.0)
HALF = verdict(DYDX, "partial", 3.0)


def test_a_cell_of_the_picture_has_a_sign_and_words_for_how_it_went() -> None:
    people = [Person(name) for name in ("full", "half", "zero", "silent")]
    record = class_of(
        *(
            work(p, 6.0, *changed)
            for p, changed in zip(people, [(), (HALF,), (ZERO,), (TRIED_NOT,)], strict=True)
        )
    )
    column = [row.cells[record.items.index(DYDX)] for row in class_matrix(record).rows]
    assert column == [("full", "6"), ("some", "3"), ("not tried", "not tried"), ("none", "0")]
    waiting = class_matrix(class_of(work(people[0], None))).rows[0].cells
    assert waiting[record.items.index(PROOF)] == ("to mark", "to mark")


def test_the_picture_goes_from_most_points_to_least_and_then_by_name() -> None:
    people = [Person("1", "Émile", "Zola"), Person("2", "Åsa", "Berg"), Person("3", "Ann", "Aal")]
    rows = class_matrix(class_of(work(people[0], 6.0), work(people[1], 6.0), work(people[2], 1.0))).rows
    assert [row.work.person.last for row in rows] == ["Berg", "Zola", "Aal"]


def test_the_picture_is_a_table_with_headings_for_rows_columns_and_notebooks() -> None:
    parts = Parts(page_of())
    scopes = Counter(attributes.get("scope") for tag, attributes in parts.elements if tag == "th")
    assert scopes["colgroup"] == 2
    assert "✓6" in parts.text


def test_outcomes_stand_beside_their_bar_in_words() -> None:
    assert "6 full, 4 none" not in text_of(page_of(class_of(*many(6))))
    assert "6 full, 4 none" in text_of(page_of(class_of(*many(6), *many(4, ZERO))))


def test_names_stand_in_the_readers_alphabet_everywhere() -> None:
    people = [Person("1", "Ç", "Çelik"), Person("2", "Z", "Ziegler"), Person("3", "Å", "Åberg")]
    page = page_of(class_of(*(work(person, 6.0, WRONG) for person in people)))
    who = page[page.index('aria-labelledby="mistakes"') :]
    assert who.index("Åberg") < who.index("Çelik") < who.index("Ziegler")


# For showing in class


def test_the_anonymous_report_has_larger_letters_and_asks_before_it_answers() -> None:
    samples = {(DYDX.cell_id, SLIP): "def chain_dydx(x, w): ..."}
    page = page_of(anonymous=True, samples=samples)
    assert 'class="large"' in page
    assert 'class="large"' not in page_of()
    asks, answers = EXERCISES.hints.first(SLIP)[:20], "What it is"
    text = text_of(page)
    assert text.index("def chain_dydx") < text.index(asks) < text.index(answers)
    assert SLIP not in page
    assert 'class="matrix"' not in page
