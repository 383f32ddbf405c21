"""The tables of a graded class, as they stand in a terminal of any width."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console, RenderableType

from autograder.reports.table import Legend, class_table, exercise_table, summary, time_sentence
from autograder.results.result import Result
from autograder.results.verdict import Verdict

RIGHT = Verdict("01-unit", "check_sigmoid", "sigmoid", "correct", 3.0, 3.0)
NAMED = Verdict("02-chain", "check_dydx", "dydx", "wrong", 1.0, 6.0, mistake="dydx.weights_missing")
RAISED = replace(NAMED, cell="check_grads", exercise="grads", outcome="raised", score=0.0, mistake=None)
WRITTEN = Verdict("02-chain", "written", "written", "to_mark", None, 5.0)
LEGEND = Legend(
    {"ada": "Ada Lovelace"},
    {RIGHT.cell_id: "1.1", NAMED.cell_id: "2.3"},
    {RIGHT.cell_id: 3.0, NAMED.cell_id: 6.0, RAISED.cell_id: 6.0},
)


def result(
    *verdicts: Verdict, student: str = "ada", sandbox: str = "bubblewrap", seconds: float = 0
) -> Result:
    return Result(student, verdicts, {}, sandbox, seconds=seconds)


def text(table: RenderableType, width: int = 200) -> str:
    console = Console(file=io.StringIO(), width=width)
    console.print(table)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def row(table: RenderableType, width: int = 200) -> list[str]:
    """Return the words of the first row below title and head."""
    return text(table, width).splitlines()[2].split()


def test_a_row_has_name_points_what_waits_and_what_went_wrong() -> None:
    table = class_table([result(RIGHT, NAMED, RAISED, WRITTEN)], LEGEND)
    assert row(table) == ["Ada", "Lovelace", "4", "1", "error", "in", "grads,", "wrong", "2.3"]


def test_the_points_are_out_of_the_same_for_everybody() -> None:
    absent = replace(WRITTEN, outcome="missing", score=0.0)
    table = class_table([result(RIGHT, NAMED, WRITTEN), result(RIGHT, NAMED, absent, student="bob")], LEGEND)
    assert "of 15 points" in text(table)
    assert "/" not in text(table)


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_each_student_has_one_line_at_any_width(width: int) -> None:
    names = {f"s{n}": f"Maximiliana-Friederike {n}" for n in range(3)}
    wrong = [replace(NAMED, cell=f"c{n}", exercise=f"a_long_name_{n}") for n in range(4)]
    table = class_table([result(*wrong, student=name) for name in names], replace(LEGEND, names=names))
    lines = text(table, width).splitlines()
    assert len(lines) == 2 + 3
    assert all(len(line) <= width for line in lines)
    assert lines[1].split()[:3] == ["student", "points", "to"]


def test_many_exercises_are_counted_and_a_row_of_nothing_says_all() -> None:
    silent = [replace(RAISED, cell=f"c{n}", outcome="not_attempted") for n in range(9)]
    assert "not tried 9 exercises" in text(class_table([result(RIGHT, *silent)], LEGEND))
    assert "all not tried" in text(class_table([result(*silent)], LEGEND))


def test_namesakes_are_told_apart_by_their_ids() -> None:
    legend = Legend.of(NoNotebooks, {}, [("a", "Kim Lee"), ("b", "Kim Lee"), ("c", "")])  # type: ignore[arg-type]
    assert [legend.name(id_) for id_ in "abc"] == ["Kim Lee (a)", "Kim Lee (b)", "c"]


class NoNotebooks:
    notebooks = ()


def test_the_details_have_a_row_for_each_exercise_below_its_student() -> None:
    lines = text(exercise_table([result(RIGHT, NAMED)], LEGEND)).splitlines()
    assert [line.split() for line in lines[2:]] == [
        ["Ada", "Lovelace"],
        ["1.1", "sigmoid", "3", "/", "3", "correct"],
        ["2.3", "dydx", "1", "/", "6", "wrong:", "dydx.weights_missing"],
    ]


def test_the_details_leave_out_what_the_line_says() -> None:
    assert "sigmoid" not in text(exercise_table([result(RIGHT, NAMED)], LEGEND, ("correct",)))


def test_both_tables_say_that_there_was_no_sandbox() -> None:
    exposed = [result(RIGHT, sandbox="none")]
    assert "Graded WITHOUT a sandbox." in text(class_table(exposed, LEGEND))
    assert "Graded WITHOUT a sandbox." in text(exercise_table(exposed, LEGEND))


def test_a_name_that_looks_like_markup_stands_as_it_is() -> None:
    assert row(class_table([result(RIGHT, student="[red]x[/red]")], LEGEND))[0] == "[red]x[/red]"


def test_the_summary_is_one_line_of_name_marks_and_what_went_wrong() -> None:
    said = summary(result(RIGHT, NAMED, WRITTEN), LEGEND)
    assert said == "Ada Lovelace: 4 of 15 points, 1 to mark, wrong 2.3"


# Whose submissions took the time


def test_few_who_took_most_of_the_time_are_named() -> None:
    slow = [result(RIGHT, seconds=40), *(result(RIGHT, student=f"s{n}", seconds=1) for n in range(20))]
    assert time_sentence(slow, LEGEND) == "1 student of 21 took 67% of the time: Ada Lovelace (40 s)."


@pytest.mark.parametrize("seconds", [[1, *[0.1] * 9], [5.0] * 10], ids=["short", "spread"])
def test_of_a_short_time_or_one_that_is_spread_nothing_is_said(seconds: list[float]) -> None:
    results = [result(RIGHT, student=str(n), seconds=each) for n, each in enumerate(seconds)]
    assert time_sentence(results, LEGEND) == ""
