"""The tables of a graded class, as they stand in a terminal."""

from __future__ import annotations

import io
from dataclasses import replace

from rich.console import Console
from rich.table import Table

from autograder.reports.table import class_table, exercise_table, summary
from autograder.results.result import Result
from autograder.results.verdict import Verdict

RIGHT = Verdict("01-unit", "check_sigmoid", "sigmoid", "correct", 3.0, 3.0)
NAMED = Verdict("02-chain", "check_dydx", "dydx", "wrong", 1.0, 6.0, mistake="dydx.weights_missing")
RAISED = replace(NAMED, cell="check_grads", exercise="grads", outcome="raised", score=0.0, mistake=None)
WRITTEN = Verdict("02-chain", "written", "written", "to_mark", None, 5.0)


def result(*verdicts: Verdict, student: str = "ada", sandbox: str = "bubblewrap") -> Result:
    return Result(student, verdicts, {}, sandbox)


def text(table: Table) -> str:
    console = Console(file=io.StringIO(), width=200)
    console.print(table)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def rows(table: Table) -> list[list[str]]:
    """Return what stands in the rows below the head."""
    return [
        [cell.strip() for cell in line.split("│")[1:-1]] for line in text(table).splitlines() if "│" in line
    ]


def test_the_class_table_has_marks_by_notebook_and_together() -> None:
    assert rows(class_table([result(RIGHT, NAMED, WRITTEN)]))[0][:4] == ["ada", "3 / 3", "1 / 6", "4 / 9"]


def test_the_class_table_counts_what_a_human_marks() -> None:
    assert rows(class_table([result(RIGHT, WRITTEN, WRITTEN)]))[0][4] == "2"


def test_the_class_table_names_mistakes_and_counts_other_outcomes() -> None:
    (row,) = rows(class_table([result(RIGHT, NAMED, RAISED, RAISED)]))
    assert row[-1] == "dydx.weights_missing; 2 raised"


def test_the_class_table_marks_a_notebook_that_is_not_there() -> None:
    missing = replace(NAMED, outcome="missing", score=0.0, mistake=None)
    assert rows(class_table([result(RIGHT, missing)]))[0][2] == "-"


def test_the_class_table_has_a_row_for_each_student() -> None:
    table = class_table([result(RIGHT), result(NAMED, student="bob")])
    assert [row[0] for row in rows(table)] == ["ada", "bob"]


def test_the_exercise_table_has_a_row_for_each_exercise() -> None:
    found = rows(exercise_table([result(RIGHT, NAMED)]))
    assert [row[2:] for row in found] == [
        ["sigmoid", "correct", "3 / 3", ""],
        ["dydx", "wrong", "1 / 6", "dydx.weights_missing"],
    ]


def test_both_tables_say_that_there_was_no_sandbox() -> None:
    exposed = [result(RIGHT, sandbox="none")]
    assert "Graded WITHOUT a sandbox." in text(class_table(exposed))
    assert "Graded WITHOUT a sandbox." in text(exercise_table(exposed))


def test_a_name_that_looks_like_markup_stands_as_it_is() -> None:
    assert rows(class_table([result(RIGHT, student="[red]x[/red]")]))[0][0] == "[red]x[/red]"


def test_the_summary_is_one_line_of_marks_and_outcomes() -> None:
    assert summary(result(RIGHT, NAMED, WRITTEN)) == "ada: 4 / 9 points (1 correct, 1 wrong, 1 to_mark)"
