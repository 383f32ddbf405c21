"""How an explanation looks in a terminal of any width."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from autograder.reports.explanation import Error, Explanation, FirstFailing
from autograder.reports.sentences import notebook_title
from autograder.text import number, shown, shown_lines

LABEL = 10
"""Width of the column of labels."""


def explanation_page(told: Explanation) -> Iterator[RenderableType]:
    """Yield the page, part by part; every one keeps to the width that there is."""
    name = told.student.name + (f" ({told.student.id})" if told.student.name != told.student.id else "")
    yield Text(f"{shown(name)}: {told.item.title}", style="bold")
    yield Text(f"{notebook_title(told.item.notebook)}. {told.mark}, {told.outcome}.")
    yield from _part("What they wrote", [_work(told)])
    if told.first_failing is not None:
        yield from _part("The first input that fails", [_failing(told.first_failing)])
    if told.error is not None:
        yield from _part("The error", [_error(told.error)])
    if told.reason:
        yield from _part("What the grader says", [Text(shown(told.reason))])
    if told.mistake:
        rows = [("named", told.mistake), ("evidence", told.evidence), ("hint", told.hint)]
        yield from _part("The mistake", [_grid(rows)])
    yield from _part("How the mark came about", [_checks(told), *map(Text, told.steps)])


def _part(title: str, content: Iterable[RenderableType]) -> Iterator[RenderableType]:
    yield Text(f"\n{title}", style="bold cyan")
    for each in content:
        yield Padding(each, (0, 0, 0, 2), expand=False)


def _work(told: Explanation) -> RenderableType:
    if not told.work.strip():
        return Text("nothing", style="dim")
    text = shown_lines(told.work)
    if not told.is_code:
        return Text(text)
    own = told.error is not None and told.error.cell == told.item.exercise and told.error.line
    return Syntax(
        text,
        "python",
        theme="ansi_light",
        background_color="default",
        line_numbers=True,
        word_wrap=True,
        highlight_lines={told.error.line} if told.error is not None and own else set(),
    )


def _failing(failing: FirstFailing) -> RenderableType:
    rows = [("check", failing.check), *failing.arguments.items()]
    rows += [("theirs", failing.theirs), ("right", failing.right), ("", failing.differs)]
    return _grid(rows)


def _error(error: Error) -> RenderableType:
    where = f"line {error.line} of {error.cell}" if error.line else error.cell
    return _grid([("", error.text), ("in", where), ("", error.code)])


def _checks(told: Explanation) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    for line in told.checks:
        style = "dim" if line.not_tried else "green" if line.earned else "red"
        earned = "-" if line.not_tried else number(line.earned)
        table.add_row(f"[{style}]{earned} of {number(line.points)}[/]", escape(shown(line.title)))
    for why in dict.fromkeys(line.not_tried for line in told.checks if line.not_tried):
        table.add_row("-", why, style="dim")
    return table


def _grid(rows: Iterable[tuple[str, str]]) -> Table:
    """Return labels and texts; a row without a text is left out."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", max_width=LABEL, overflow="fold")
    table.add_column(overflow="fold")
    for label, text in rows:
        if text:
            table.add_row(escape(label), escape(shown(text)))
    return table
