"""The table of a graded class, for a terminal."""

from __future__ import annotations

from collections import Counter

from rich.markup import escape
from rich.table import Table

from autograder.grading.result import Result
from autograder.reports.words import number

STYLES = {"correct": "green", "partial": "yellow", "to_mark": "cyan", "not_attempted": "dim"}


def summary(result: Result) -> str:
    """Return one line about a submission: marks so far and outcomes."""
    got = sum(v.score or 0.0 for v in result.verdicts)
    most = sum(v.max for v in result.verdicts if v.score is not None)
    counts = Counter(v.outcome for v in result.verdicts)
    outcomes = ", ".join(f"{n} {outcome}" for outcome, n in counts.most_common())
    return f"{result.student}: {number(got)} of {number(most)} points ({outcomes})"


def unchanged_text(unchanged: int, everybody: int) -> str:
    """Return the sentence on submissions that need no grading."""
    return (
        f"{unchanged} of {everybody} submissions are unchanged since they were graded and keep their marks. "
        "(--force grades them anew.)"
    )


def class_table(results: list[Result]) -> Table:
    """Return the table: student, notebook, exercise, outcome, marks, named reason."""
    table = Table(title="Marks", show_lines=False, header_style="bold")
    for title in ("student", "notebook", "exercise", "outcome"):
        table.add_column(title, no_wrap=True)
    table.add_column("marks", justify="right", no_wrap=True)
    table.add_column("reason")
    for result in results:
        shown = ""
        for verdict in result.verdicts:
            marks = "to mark" if verdict.score is None else number(verdict.score)
            reason = verdict.mistake or verdict.reason if verdict.outcome != "correct" else ""
            if verdict.carried_forward:
                reason = f"marked with the course's {', '.join(verdict.carried_forward)}. {reason}".strip()
            if not verdict.trusted:
                reason = f"not trusted. {reason}"
            table.add_row(
                escape(result.student) if shown != result.student else "",
                verdict.notebook,
                verdict.exercise,
                f"[{STYLES.get(verdict.outcome, 'red')}]{verdict.outcome}[/]",
                f"{marks} / {number(verdict.max)}",
                escape(reason),
            )
            shown = result.student
        table.add_section()
    if any(result.sandbox == "none" for result in results):
        table.caption = "Graded WITHOUT a sandbox."
    return table
