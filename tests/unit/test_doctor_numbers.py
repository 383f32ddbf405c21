"""The doctor names each number that nothing proves, each false one, and each statement that stands nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.content import ExerciseSet, Hints, Rubric, RubricLine, Statements
from autograder.doctor import Diagnosis
from autograder.doctor.numbers import numbers
from autograder.notebooks import Cell


@pytest.fixture
def findings(tmp_path: Path):
    def found(*texts: str, lines: str = "the area is {=2 * 3}", kind: str = "markdown", **known) -> list[str]:
        (tmp_path / "area.txt").write_text(lines, encoding="utf-8")
        statements = Statements.read([tmp_path / "area.txt"], {})
        cells = [Cell("", f"cell-{n}", kind, text, notebook="01-areas") for n, text in enumerate(texts)]
        course = ExerciseSet("areas", (), statements=statements, **known)
        return [str(finding) for finding in numbers(cells, Diagnosis(course))]

    return found


HINTLESS = {"hints": Hints({})}


def test_a_true_number_is_no_finding(findings) -> None:
    assert findings("The area is 6.", **HINTLESS) == []


def test_a_false_number_is_told_with_notebook_cell_sentence_and_value(findings) -> None:
    (told,) = findings("Look. The area is 7. Good.", **HINTLESS)
    assert told == (
        "01-areas ['Look. The area is 7. Good.']: 7 is not right in 'The area is 7.': it is 6. "
        "Correct it, or area.txt:1."
    )


def test_a_number_that_no_line_knows_is_told(findings) -> None:
    told = findings("The area is 6. The height is 3.", **HINTLESS)
    sentence = "nothing says what 3 is in 'The height is 3.'. Add a line to the course's statements"
    assert [sentence in text for text in told] == [True]


def test_a_line_that_stands_nowhere_is_told(findings) -> None:
    assert findings("Nothing.", **HINTLESS) == [
        "area.txt:1: no text says 'the area is {=2 * 3}'. Write it as the text does, or take it out."
    ]


def test_after_an_edit_both_the_number_and_the_line_are_told(findings) -> None:
    assert len(findings("The surface is 6.", **HINTLESS)) == 2


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("![the area is 7](a.svg)", "markdown"),
        ("=== BEGIN MARK SCHEME ===\nthe area is 7\n=== END MARK SCHEME ===", "markdown"),
        ("a = 6  # the area is 7", "code"),
        ('def area():\n    """Say that the area is 7."""', "code"),
    ],
)
def test_alt_texts_mark_schemes_comments_and_docstrings_are_read(findings, text: str, kind: str) -> None:
    (told,) = findings(text, kind=kind, **HINTLESS)
    assert "7 is not right" in told


def test_hints_and_rubrics_are_read(findings) -> None:
    hints = Hints({"area.unknown": ("Why?", "The area is 7.", "The area is 6.")})
    rubric = Rubric("written_area", (RubricLine("size", 1, "The area is 8."),))
    told = findings(hints=hints, rubrics=(rubric,))
    assert [text.partition(":")[0] for text in told] == [
        "hint 2 of area.unknown",
        "rubric of written_area, size",
    ]


def test_a_course_without_statements_is_not_read() -> None:
    cell = Cell("", "", "markdown", "The height is 3.")
    assert list(numbers([cell], Diagnosis(ExerciseSet("areas", ())))) == []
