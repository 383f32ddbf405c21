"""The tables of a graded class, for a terminal: a row a student, or a row an exercise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from autograder.results.result import Result
from autograder.results.verdict import Verdict
from autograder.results.words import CARRIED_FORWARD_SHORT, NO_SANDBOX_TABLE, outcomes_text
from autograder.text import number, shown

STYLES = {"correct": "green", "partial": "yellow", "to_mark": "cyan", "not_attempted": "dim"}


def summary(result: Result) -> str:
    """Return one line about a submission: marks so far and outcomes."""
    counts = Counter(v.outcome for v in result.verdicts)
    return f"{shown(result.student)}: {_marks(result.verdicts)} points ({outcomes_text(counts)})"


def class_table(results: list[Result]) -> Table:
    """Return the table of a class: student, marks by notebook and together, what is to mark, what went wrong.

    Marks are those of the grader, of the points that it can give; `-` stands for a missing notebook.
    """
    notebooks = list(dict.fromkeys(v.notebook for result in results for v in result.verdicts))
    table = Table(title="Marks by the grader", show_lines=False, header_style="bold")
    table.add_column("student", no_wrap=True)
    for title in (*notebooks, "together"):
        table.add_column(title, justify="right", min_width=7, max_width=11, overflow="fold")
    table.add_column("to mark", justify="right")
    table.add_column("what went wrong", overflow="fold")
    for result in results:
        by_notebook = [[v for v in result.verdicts if v.notebook == name] for name in notebooks]
        table.add_row(
            escape(shown(result.student)),
            *("-" if _is_missing(verdicts) else _marks(verdicts) for verdicts in by_notebook),
            _marks(result.verdicts),
            str(sum(v.score is None for v in result.verdicts) or ""),
            escape("; ".join(_wrongs(result))),
        )
    return _with_caption(table, results)


def _marks(verdicts: Sequence[Verdict]) -> str:
    got = sum(v.score or 0.0 for v in verdicts)
    return f"{number(got)} / {number(sum(v.max for v in verdicts if v.score is not None))}"


def _is_missing(verdicts: Sequence[Verdict]) -> bool:
    return all(v.outcome == "missing" for v in verdicts)


def _wrongs(result: Result) -> list[str]:
    """Return the named mistakes, then the outcomes that no mistake explains, with their number."""
    named = [v.mistake for v in result.verdicts if v.mistake]
    others = Counter(
        v.outcome for v in result.verdicts if not v.mistake and v.outcome not in ("correct", "to_mark")
    )
    return [*named, *(f"{many} {outcome}" for outcome, many in others.most_common())]


def exercise_table(results: list[Result]) -> Table:
    """Return the table of exercises: student, notebook, exercise, outcome, marks, named reason."""
    table = Table(title="Marks by exercise", show_lines=False, header_style="bold")
    for title in ("student", "notebook", "exercise", "outcome"):
        table.add_column(title, no_wrap=True)
    table.add_column("marks", justify="right", no_wrap=True)
    table.add_column("reason")
    for result in results:
        last = ""
        for verdict in result.verdicts:
            marks = "to mark" if verdict.score is None else number(verdict.score)
            reason = verdict.mistake or verdict.reason if verdict.outcome != "correct" else ""
            if verdict.carried_forward:
                names = ", ".join(verdict.carried_forward)
                reason = f"{CARRIED_FORWARD_SHORT.format(names=names)} {reason}".strip()
            if not verdict.trusted:
                reason = f"not trusted. {reason}"
            table.add_row(
                escape(shown(result.student)) if last != result.student else "",
                verdict.notebook,
                verdict.exercise,
                f"[{STYLES.get(verdict.outcome, 'red')}]{verdict.outcome}[/]",
                f"{marks} / {number(verdict.max)}",
                escape(reason),
            )
            last = result.student
        table.add_section()
    return _with_caption(table, results)


def _with_caption(table: Table, results: list[Result]) -> Table:
    if any(result.sandbox == "none" for result in results):
        table.caption = NO_SANDBOX_TABLE
    return table
