"""The table of marks in a terminal."""

from __future__ import annotations

from rich.console import Console

from autograder.grading.result import Result
from autograder.judging.verdict import Verdict
from autograder.reports.table import class_table, summary

ONE, TWO = "01-one", "02-two"
MISSING = "The submission has no notebook of this name."


def verdict(notebook: str, exercise: str, outcome: str, score: float | None, **more: str) -> Verdict:
    return Verdict(notebook, f"check_{exercise}", exercise, outcome, score, 3.0, **more)


RESULT = Result(
    "ada [x]",
    verdicts=(
        verdict(ONE, "f", "correct", 3.0),
        verdict(ONE, "g", "wrong", 0.0, mistake="g.sign"),
        verdict(ONE, "h", "to_mark", None, reason="A human marks it."),
        verdict(TWO, "i", "missing", 0.0, reason=MISSING),
        verdict(TWO, "j", "missing", 0.0, reason=MISSING),
    ),
    notebooks={},
    sandbox="bwrap",
)


def lines() -> list[list[str]]:
    console = Console(width=160)
    with console.capture() as captured:
        console.print(class_table([RESULT]))
    rows = [line for line in captured.get().splitlines() if line.startswith("│")]
    return [[cell.strip() for cell in row.strip("│").split("│")] for row in rows]


def test_each_exercise_of_a_notebook_has_a_row_with_its_reason() -> None:
    assert lines()[:3] == [
        ["ada [x]", ONE, "f", "correct", "3 / 3", ""],
        ["", ONE, "g", "wrong", "0 / 3", "g.sign"],
        ["", ONE, "h", "to_mark", "to mark / 3", "A human marks it."],
    ]


def test_a_missing_notebook_is_one_row() -> None:
    assert lines()[3:] == [["", TWO, "all of it", "missing", "0 / 6", MISSING]]


def test_the_line_about_a_submission_says_what_waits_for_a_human() -> None:
    assert summary(RESULT).startswith("ada [x]: 3 of 12 points, 3 to mark (")
