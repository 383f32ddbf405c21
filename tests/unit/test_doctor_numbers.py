"""The doctor names each number that nothing proves, each false one, and each statement that stands nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.content import Exercise, ExerciseSet, Hints, Rubric, RubricLine, Statements, Values
from autograder.doctor import Diagnosis
from autograder.doctor.numbers import numbers
from autograder.doctor.said import in_package
from autograder.notebooks import Cell


@pytest.fixture
def findings(tmp_path: Path):
    def found(*texts: str, lines: str = "the area is {=2 * 3}", kind: str = "markdown", **known) -> list[str]:
        (tmp_path / "area.txt").write_text(lines, encoding="utf-8")
        statements = Statements.read([tmp_path / "area.txt"], {})
        cells = [Cell("", f"cell-{n}", kind, text, notebook="01-areas") for n, text in enumerate(texts)]
        known = {"exercises": (), "statements": statements, **known}
        course = ExerciseSet("areas", **known)
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


@pytest.mark.parametrize(
    "code",
    [
        'outcome("size", "the area is 7")',
        'say(f"{name}: the area is 7.")',
        'panel.line(xs, ys, label="the area is 7")',
        'WORDS = ("Look.", "the area is 7")',
        'say("true" if found else f"the area is {7}, and the area is 7")',
    ],
)
def test_words_in_strings_of_code_are_read(findings, code: str) -> None:
    (told,) = findings(code, kind="code", **HINTLESS)
    assert "7 is not right" in told


@pytest.mark.parametrize(
    "code",
    [
        'style("border-left:5px solid;padding:0.1em 0 0.1em 0.9em")',
        'open(path, "utf-8")',
        'text(f"{value:15.4g}", dash="8 4")',
        'area(6)\n"""The area is 7."""',
    ],
)
def test_strings_for_programs_are_not_read(findings, code: str) -> None:
    assert findings("The area is 6.", **HINTLESS) == findings(
        f"{code}  # the area is 6", kind="code", **HINTLESS
    )


def test_titles_of_checks_are_read(findings) -> None:
    check = Values("all whose area is 7", 1.0, lambda rng: [])
    area = Exercise("area", "1.1", "01-areas", abs, (check,), lambda rng: [])
    course = {"exercises": (area,), **HINTLESS}
    assert [text.partition(":")[0] for text in findings("The area is 6.", **course)] == ["a check of area"]


def test_words_of_the_students_package_are_read_and_its_docstrings_are_not(tmp_path: Path) -> None:
    package = tmp_path / "areas"
    (package / "coach").mkdir(parents=True)
    (package / "drawing.py").write_text('"""Says that the area is 8."""\nTITLE = "The area is 7"\n')
    (package / "coach" / "words.py").write_text('HINT = "The area is 9"\n')
    (package / "coach" / "messages.py").write_text('PATTERN = "the area is 5"\n')
    assert list(in_package(package)) == [
        ("areas/coach/words.py", "The area is 9"),
        ("areas/drawing.py", "The area is 7"),
    ]
