"""The command `autograder compare`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.comparing import Comparison, Difference, compare, explained
from autograder.comparing.rows import Score
from autograder.course.course import Course
from autograder.front.command import Command, course_option, printed, say
from autograder.grading.executors import WORKERS
from autograder.reports.progress import Bar
from autograder.text import count, number, shown

DIFFER = 1
"""Exit code if a row differs."""
PAGE = "docs/your-own-course.md"


@click.command("compare", cls=Command)
@click.argument("assignment")
@course_option
@click.option("--student", "students", multiple=True, help="Compare this student only; may be repeated.")
@click.option(
    "--workers",
    default=WORKERS,
    type=click.IntRange(1, 64),
    help="Submissions that the engine grades at a time; by default one for each core, at most 8.",
)
def compare_with_stock(assignment: str, course: Path, students: tuple[str, ...], workers: int) -> None:
    """Grade ASSIGNMENT by the engine and by nbgrader as it comes, and show every row that differs.

    Both grade throw-away copies: gradebook and folders of the course stay as they are. nbgrader runs the
    students' code with your own rights, as it always does. Ends with 1 if a row differs.
    """
    with Bar(Console(stderr=True), "Comparing") as bar:
        found = compare(Course.open(course), assignment, students, workers, bar.stage)
    if found.differences:
        printed().print(_table(found))
    say(_sentences(found))
    sys.exit(DIFFER if found.differences else 0)


def _table(found: Comparison) -> Table:
    """Return a row for each difference; where nbgrader stopped, one for the student."""
    table = Table(title="Rows that differ", header_style="bold")
    for title in ("student", "notebook", "cell", "nbgrader", "engine"):
        table.add_column(title, overflow="fold")
    table.add_column("why", overflow="fold", ratio=1)
    for student, reason in found.stopped.items():
        own = [each for each in found.differences if each.row[0] == student]
        if own:
            why = f"by design (stopped). nbgrader: {reason or 'see its log'}"
            cells = (shown(student), "", count(len(own), "cell"), "stopped", "graded", shown(why))
            table.add_row(*map(Text, cells))
    for each in found.differences:
        if not each.stopped:
            scores = _score(each.stock), _score(each.ours)
            table.add_row(*map(Text, (*map(shown, each.row), *scores, shown(_why(each)))))
    return table


def _score(score: Score | None) -> str:
    if score is None:
        return "no row"
    value, to_mark = score
    if value is None:
        return "to mark" if to_mark else "none"
    return number(value) + (", to mark" if to_mark else "")


def _why(difference: Difference) -> str:
    """Return the reasons: the row of the table of differences by design, our verdict's, nbgrader's output."""
    row, verdict = explained(difference), difference.verdict
    parts = [f"by design ({row.name})" if row else "", f"engine: {verdict.reason}" if verdict else ""]
    parts += [f"nbgrader: {difference.stock_printed}" if difference.stock_printed else ""]
    return ". ".join(part.rstrip(".") for part in parts if part) or "neither says why"


def _sentences(found: Comparison) -> Iterator[str]:
    """Yield how many rows differ, and how long the two took."""
    compared = f"{count(found.rows, 'row')} of {count(found.students, 'submission')} compared"
    many = len(found.differences)
    planned = sum(explained(each) is not None for each in found.differences)
    if not many:
        yield f"{compared}: none differs."
    else:
        also = f", {planned} of them by design: {PAGE} has the table" if planned else ""
        yield f"{compared}: {many} differ{'s' if many == 1 else ''}{also}."
    quicker = found.stock_seconds / max(found.our_seconds, 1e-9)
    yield (
        f"nbgrader took {number(round(found.stock_seconds, 1))} s, "
        f"the engine {number(round(found.our_seconds, 1))} s: {quicker:.1f} times as quick."
    )
