"""The table of a graded class, for a terminal."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from rich.markup import escape
from rich.table import Table

from autograder.grading.result import Result
from autograder.judging.verdict import Verdict
from autograder.reports.words import number

STYLES = {"correct": "green", "partial": "yellow", "to_mark": "cyan", "not_attempted": "dim"}


def summary(result: Result) -> str:
    """Return one line about a submission: marks so far, what waits for a human, and outcomes."""
    got = sum(v.score or 0.0 for v in result.verdicts)
    most = sum(v.max for v in result.verdicts if v.score is not None)
    waiting = sum(v.max for v in result.verdicts if v.score is None)
    counts = Counter(v.outcome for v in result.verdicts)
    outcomes = ", ".join(f"{n} {outcome}" for outcome, n in counts.most_common())
    marks = f"{number(got)} of {number(most)} points" + (f", {number(waiting)} to mark" if waiting else "")
    return f"{result.student}: {marks} ({outcomes})"


def class_table(results: list[Result]) -> Table:
    """Return the table: student, notebook, exercise, outcome, marks, named reason."""
    table = Table(title="Marks", show_lines=False, header_style="bold")
    for title in ("student", "notebook", "exercise", "outcome"):
        table.add_column(title, no_wrap=True)
    table.add_column("marks", justify="right", no_wrap=True)
    table.add_column("reason")
    for result in results:
        student = escape(result.student)
        for _, verdicts in groupby(result.verdicts, _row_of):
            table.add_row(student, *_row(list(verdicts)))
            student = ""
        table.add_section()
    if any(result.sandbox == "none" for result in results):
        table.caption = "Graded WITHOUT a sandbox."
    return table


def _row_of(verdict: Verdict) -> tuple[str, str]:
    """Return what verdicts have in common that share a row: a notebook that is missing is one row."""
    return verdict.notebook, "" if verdict.outcome == "missing" else verdict.cell


def _row(verdicts: list[Verdict]) -> tuple[str, ...]:
    first = verdicts[0]
    marks = "to mark" if first.score is None else number(sum(verdict.score or 0.0 for verdict in verdicts))
    reason = first.mistake or first.reason if first.outcome != "correct" else ""
    if first.carried_forward:
        reason = f"marked with the course's {', '.join(first.carried_forward)}. {reason}".strip()
    if not first.trusted:
        reason = f"not trusted. {reason}"
    return (
        first.notebook,
        "all of it" if first.outcome == "missing" else first.exercise,
        f"[{STYLES.get(first.outcome, 'red')}]{first.outcome}[/]",
        f"{marks} / {number(sum(verdict.max for verdict in verdicts))}",
        escape(reason),
    )
