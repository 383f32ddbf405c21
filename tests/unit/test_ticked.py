"""Lines of a rubric that were ticked at the desk: on feedback pages, in the class report, in exports."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from autograder.content import Rubric, RubricLine
from autograder.gradebook.marks import Given
from autograder.gradebook.records import ClassRecord, Work
from autograder.gradebook.ticked import Desk, Ticked
from autograder.reports.exports import FORMATS, Selection
from autograder.reports.feedback_entries import notebook_feedback
from autograder.reports.feedback_page import notebook_page
from autograder.reports.talk import talking_points
from tests.golden.invented_class import ONE, PEOPLE, PROOF, cells, work
from tests.unit.report_pages import Parts, class_of, page_of, text_of

RUBRIC = Rubric(
    "written_bound_proof",
    (
        RubricLine("form", 2, "you write the slope in a *form*."),
        RubricLine("every_z", 2, "it holds for every $z$."),
        RubricLine("equality", 1, "you say when."),
        RubricLine("mix_up", 1, "you say what was mixed up."),
        RubricLine("zero", -1, "you say that it is zero."),
    ),
    note="A plot alone earns 2.",
)


def marked(person: int, comment: str = "", **ticks: float) -> Work:
    """Return a work whose written answer was marked at the desk."""
    own = work(PEOPLE[person], RUBRIC.score(ticks), comments={PROOF.cell_id: comment} if comment else {})
    return replace(own, ticked={PROOF.cell_id: Ticked(RUBRIC, ticks)})


# Which marks have lines


DESK = Desk({PROOF.cell_id: RUBRIC}, {PROOF.cell_id: {"ada": Given("marked", 2.0, {"form": 2}, digest="d")}})


@pytest.mark.parametrize(
    ("score", "answers"),
    [(2.0, {PROOF.cell: "d"}), (2.0, {})],
    ids=["the answer that was marked", "an answer of which nothing is known"],
)
def test_an_answer_that_was_marked_at_the_desk_has_its_lines(score: float, answers: dict[str, str]) -> None:
    assert DESK.of("ada", {PROOF.cell_id: score}, answers) == {PROOF.cell_id: Ticked(RUBRIC, {"form": 2})}


@pytest.mark.parametrize(
    ("student", "score", "answers"),
    [
        ("ada", 3.0, {PROOF.cell: "d"}),
        ("ada", None, {PROOF.cell: "d"}),
        ("ada", 2.0, {PROOF.cell: "other"}),
        ("grace", 2.0, {PROOF.cell: "d"}),
    ],
    ids=["marked again in formgrader", "no mark any more", "the answer changed", "nobody marked it"],
)
def test_a_mark_that_the_desk_did_not_give_has_none(
    student: str, score: float | None, answers: dict[str, str]
) -> None:
    assert DESK.of(student, {PROOF.cell_id: score}, answers) == {}


@pytest.mark.parametrize("decision", ["unmarked", "again", "elsewhere"])
def test_what_is_open_has_no_lines_yet(decision: str) -> None:
    desk = Desk({PROOF.cell_id: RUBRIC}, {PROOF.cell_id: {"ada": Given(decision, 2.0, {"form": 2})}})
    assert desk.of("ada", {PROOF.cell_id: 2.0}, {}) == {}


def test_what_a_line_lost_is_what_it_did_not_earn_or_what_it_cost() -> None:
    ticked = Ticked(RUBRIC, {"form": 2, "every_z": 1, "zero": -1})
    assert [ticked.missed(line.id) for line in RUBRIC.lines] == [0, 1, 1, 1, 1]


# Feedback


def feedback(own: Work) -> str:
    record = class_of(own)
    return notebook_page(record, own, notebook_feedback(record, own, ONE, cells()))


def test_each_line_says_in_words_what_it_earned() -> None:
    text = text_of(feedback(marked(0, form=2, every_z=1, zero=-1)))
    for said in (
        "Earned, 2 of 2 points: you write the slope in a form.",
        "Partly earned, 1 of 2 points: it holds for every",
        "Not earned, 0 of 1 point: you say when.",
        "Taken off, 1 point: you say that it is zero.",
        "A plot alone earns 2.",
    ):
        assert said in text


def test_a_line_that_costs_nothing_here_is_not_shown() -> None:
    assert "zero" not in text_of(feedback(marked(0, form=2)))


def test_the_lines_stand_instead_of_those_of_the_question() -> None:
    text = text_of(feedback(marked(0, form=2)))
    assert text.count("What earns the points") == 1
    assert "you write a form." not in text


def test_full_some_and_no_points_differ_by_sign_and_not_by_colour_alone() -> None:
    items = [
        attrs
        for tag, attrs in Parts(feedback(marked(0, form=2, every_z=1))).elements
        if tag == "li" and attrs
    ]
    classes = [str(attrs.get("class")) for attrs in items]
    assert classes.count("some") == 1
    assert classes[-4:] == ["pass", "some", "fail", "fail"]


def test_a_line_cannot_bring_live_html_into_a_page() -> None:
    evil = replace(RUBRIC, lines=(RubricLine("x", 6, "<script>alert(1)</script> ok"),), note="")
    own = replace(marked(0), ticked={PROOF.cell_id: Ticked(evil, {"x": 6})})
    assert "script" not in {tag for tag, _ in Parts(feedback(own)).elements}


# The class report


def of_class(*works: Work) -> ClassRecord:
    return class_of(*works)


def test_the_line_that_cost_the_class_most_is_the_last_thing_to_talk_about() -> None:
    record = of_class(
        marked(0, form=2), marked(1, form=2, every_z=1, equality=1), marked(2, every_z=2, mix_up=1)
    )
    point = talking_points(record)[-1]
    assert (point.title, point.lost, point.students) == (
        "SA1 written_bound_proof, a line of the rubric",
        3,
        2,
    )
    assert point.finding == "2 of 3 marked answers did not earn all of this line:"
    assert "every" in point.line


def test_a_line_that_costs_points_counts_by_those_who_lost_them() -> None:
    every = {"form": 2, "every_z": 2, "equality": 1, "mix_up": 1}
    record = of_class(marked(0, **every, zero=-1), marked(1, **every))
    point = talking_points(record)[-1]
    assert (point.lost, point.students) == (1, 1)
    assert "lost points by this line" in point.finding


def test_without_the_desk_no_line_is_talked_about() -> None:
    assert not any(
        point.line for point in talking_points(of_class(work(PEOPLE[0], 2.0), work(PEOPLE[1], 1.0)))
    )


def test_the_report_says_it_under_a_heading_of_its_own() -> None:
    text = text_of(page_of(of_class(marked(0, form=2), marked(1, form=2))))
    assert "SA1 written_bound_proof, a line of the rubric: 4 points lost" in text
    assert "2 of 2 marked answers did not earn all of this line: it holds for every" in text


# Exports


def exported(name: str, *works: Work) -> str:
    return FORMATS[name].content(Selection(of_class(*works))).decode("utf-8-sig")


def test_the_table_has_a_column_for_each_line_behind_the_marks() -> None:
    table = exported("csv", marked(0, form=2, zero=-1), work(PEOPLE[1], 3.0))
    header, ada, other = list(csv.reader(io.StringIO(table)))[:3]
    columns = [column for column in header if column.startswith("SA1 written_bound_proof, ")]
    assert columns == [
        f"SA1 written_bound_proof, {line}"
        for line in ("form (2)", "every_z (2)", "equality (1)", "mix_up (1)", "zero (-1)")
    ]
    first = header.index(columns[0])
    assert ada[first:] == ["2", "0", "0", "0", "-1"]
    assert other[first:] == [""] * 5


def test_without_the_desk_the_table_has_no_such_column() -> None:
    assert "every_z" not in exported("csv", work(PEOPLE[0], 3.0))


def test_the_data_hold_each_line_with_its_points_or_null() -> None:
    students = json.loads(exported("json", marked(0, form=2), work(PEOPLE[1], 3.0)))["students"]
    ada, other = (
        next(e for e in student["exercises"] if e["exercise"] == "written_bound_proof")
        for student in students
    )
    assert ada["lines"][0] == {"id": "form", "points": 2, "earned": 2}
    assert ada["lines"][1] == {"id": "every_z", "points": 2, "earned": 0}
    assert other["lines"] is None
