"""Rubrics: read from a file each, written back, and the same as what the notebooks of this course say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.authoring.guide import solutions_page
from autograder.content import Anchor, Rubric, RubricLine, RubricNumber, Sample
from autograder.doctor import Diagnosis, rubrics
from autograder.notebooks import cells_of
from tools.repository import SOURCE
from vanishing_gradients import EXERCISES

TEXT = """
written = "written_why"
title = "A1: why?"
note = "A guess earns 1."
remark = "Read twice."
anchors = [{ points = 3, when = "all of it." }]

[[lines]]
id = "cause"
points = 2
sentence = "you name the cause."
anchors = [{ points = 2, when = "a cause." }, { points = 1, when = "half of it." }]

[[lines]]
id = "example"
points = 1
sentence = "an example."

[[lines]]
id = "insult"
points = -1
sentence = "you insult the author."

[[numbers]]
value = 2.5
meaning = "the middle"

[[numbers]]
value = 3
meaning = "a slip"
right = false
tolerance = 0

[[comments]]
text = "Well done."

[[samples]]
name = "sample 1"
answer = '''
Since $a$
is.'''
earned = { cause = 1, example = 0 }
why.cause = "half"
"""


def read() -> Rubric:
    return Rubric.parse(TEXT, "why.toml")


def test_a_rubric_is_read_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "why.toml").write_text(TEXT)
    lines = (
        RubricLine("cause", 2, "you name the cause.", (Anchor(2, "a cause."), Anchor(1, "half of it."))),
        RubricLine("example", 1, "an example."),
        RubricLine("insult", -1, "you insult the author."),
    )
    expected = Rubric(
        "written_why",
        lines,
        "A guess earns 1.",
        "A1: why?",
        (Anchor(3, "all of it."),),
        "Read twice.",
        (RubricNumber(2.5, "the middle"), RubricNumber(3, "a slip", right=False, tolerance=0)),
        ("Well done.",),
        (Sample("sample 1", "Since $a$\nis.", {"cause": 1, "example": 0}, {"cause": "half"}),),
    )
    assert Rubric.read(tmp_path.glob("*.toml")) == (expected,)


def test_a_rubric_is_worth_what_its_lines_are_together_without_what_costs_points() -> None:
    assert read().points == 3


@pytest.mark.parametrize(
    ("ticks", "score"),
    [
        ({}, 0),
        ({"cause": 1, "example": 1}, 2),
        ({"cause": 2, "insult": -1}, 1),
        ({"insult": -1}, 0),
        ({"cause": 2, "example": 1, "gone": 5}, 3),
    ],
    ids=["nothing", "a part", "a cost", "never below 0", "a line that there is no more"],
)
def test_the_mark_is_what_the_lines_earned(ticks: dict[str, float], score: float) -> None:
    assert read().score(ticks) == score


def test_a_line_earns_what_its_anchors_say_all_of_it_first() -> None:
    assert [line.steps for line in read().lines] == [(2, 1), (1,), (-1,)]


@pytest.mark.parametrize(
    ("written", "fits"), [(2.5, True), (2.46, True), (2.54, True), (2.44, False), (-2.5, False)]
)
def test_a_number_in_an_answer_is_the_one_meant_within_its_tolerance(written: float, fits: bool) -> None:
    assert read().numbers[0].fits(written) is fits


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (TEXT, 'written = "written_why"', "lines is missing"),
        ("points = 2\n", "", r"lines\[1\]\.points is missing"),
        ("points = 2\n", "points = true\n", r"lines\[1\]\.points has to be a number"),
        ("points = 2\n", "points = 0\n", r"lines\[1\] needs an id, and points that are not 0"),
        ('id = "cause"', 'name = "cause"', r"lines\[1\]\.id is missing"),
        ('id = "example"', 'id = "cause"', "two of its lines have the id 'cause'"),
        ('note = "', 'advice = "', "advice is not known here"),
        ("points = 1, when", "points = 3, when", r"lines\[1\]\.anchors\[2\]\.points has to be from 0 to 2"),
        ("value = 3\n", "value = 0\n", r"numbers\[2\] needs a value that is not 0"),
        ("right = false", 'right = "no"', r"numbers\[2\]\.right has to be true or false"),
        ("cause = 1,", 'cause = "1",', r"samples\[1\]\.earned\.cause has to be a number"),
        ("[[comments]]\ntext", "[comments]\ntext", r"comments has to be a list, \[\[comments\]\]"),
        (TEXT, "written =", "Invalid value"),
    ],
)
def test_a_file_that_is_no_rubric_is_named_with_the_field(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    (tmp_path / "why.toml").write_text(TEXT.replace(old, new))
    with pytest.raises(ValueError, match=rf"^why\.toml is not a rubric: {said}.*\.$"):
        Rubric.read(tmp_path.glob("*.toml"))


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=30)
points = st.one_of(st.integers(1, 6), st.sampled_from([0.5, 1.5]))


@given(words, words.filter(bool), points, st.floats(1e-300, 1e300), st.booleans())
def test_what_is_written_is_read_as_an_equal_rubric(
    text: str, name: str, most: float, value: float, right: bool
) -> None:
    lines = (RubricLine(name, most, text, (Anchor(most, text),)), RubricLine(name + "2", -most, text))
    sample = Sample(text, text, {name: most}, {name: text})
    number = RubricNumber(value, text, right, 0.5)
    rubric = Rubric(name, lines, text, text, (Anchor(0, text),), text.strip(), (number,), (text,), (sample,))
    assert Rubric.parse(rubric.toml(), "it") == rubric
    bare = Rubric(name, lines)
    assert Rubric.parse(bare.toml(), "it") == bare


# This course


@pytest.mark.parametrize("rubric", EXERCISES.rubrics, ids=lambda rubric: rubric.written)
def test_a_rubric_of_the_course_is_written_as_it_was_read(rubric: Rubric) -> None:
    assert Rubric.parse(rubric.toml(), "it") == rubric


def test_the_rubrics_of_the_course_say_what_its_questions_and_mark_schemes_say() -> None:
    assert list(map(str, rubrics.written_answers(cells_of(SOURCE), Diagnosis(EXERCISES)))) == []


def test_the_rubrics_of_the_course_hold_all_points_by_hand() -> None:
    assert sum(rubric.points for rubric in EXERCISES.rubrics) == 31


@pytest.mark.parametrize("rubric", EXERCISES.rubrics, ids=lambda rubric: rubric.written)
def test_each_question_of_the_course_brings_what_helps_to_mark_it(rubric: Rubric) -> None:
    assert rubric.title.startswith("SA")
    assert all(line.anchors for line in rubric.lines)
    assert {number.right for number in rubric.numbers} == {True, False}
    assert len(rubric.comments) >= 4
    weak, good = (rubric.score(sample.earned) for sample in rubric.samples)
    assert 0 < weak < good <= rubric.points


def test_no_ready_comment_of_the_course_holds_a_number_that_is_looked_for() -> None:
    for rubric in EXERCISES.rubrics:
        for comment in rubric.comments:
            assert not any(f"{number.value:g}" in comment.split() for number in rubric.numbers), comment


def test_the_solutions_page_holds_each_graded_sample_with_its_marks() -> None:
    page = solutions_page(EXERCISES, SOURCE)
    for rubric in EXERCISES.rubrics:
        for sample in rubric.samples:
            heading = f"**Graded sample, {sample.name}: {rubric.score(sample.earned)} of {rubric.points}**"
            part = page.partition(f"`{rubric.written}`")[2].partition(heading)[2]
            assert sample.answer.strip().splitlines()[0] in part
            assert all(reason in part for reason in sample.why.values())


# What the doctor says of a rubric by itself


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"lines": (RubricLine("cause", 2, "you name the cause.", (Anchor(1, "half."),)),)}, "no anchor of"),
        ({"note": ""}, "costs points, and the question does not say so"),
        ({"anchors": (Anchor(4, "more."),)}, "an anchor of its rubric is for 4 of 3 points"),
        ({"samples": (Sample("s", "a", {"cause": 2}, {"cause": "w"}),)}, "does not say what the line"),
        (
            {"samples": (Sample("s", "a", {"cause": 3, "example": 0, "insult": 0}, {"cause": "w"}),)},
            "earns 3 by the line 'cause', which none of its anchors gives",
        ),
        (
            {"samples": (Sample("s", "a", {"cause": 2, "example": 0, "insult": 0}, {"cause": "w"}),)},
            "gives no reason for the line 'example'",
        ),
        ({"samples": (Sample("s", "a", {"other": 1}),)}, "speaks of a line 'other', which there is not"),
    ],
)
def test_what_does_not_fit_in_a_rubric_is_found(change: dict, said: str) -> None:
    whole = Sample("s", "a", {"cause": 1, "example": 0, "insult": 0}, {"cause": "w", "example": "none"})
    fits = replace(read(), samples=(whole,))
    assert list(rubrics.by_itself(fits)) == []
    assert any(said in str(finding) for finding in rubrics.by_itself(replace(fits, **change)))


def test_a_mark_scheme_is_a_list_of_lines_then_the_remark_then_whole_answers() -> None:
    assert rubrics.mark_scheme(read()) == (
        "- **2** a cause.\n  - **1** half of it.\n\nRead twice.\n\n*Anchor for 3:* all of it."
    )
