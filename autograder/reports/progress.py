"""How far work is: a bar on a terminal, else of a grading a line a student; and the sentences around it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import TracebackType
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.gradebook.records import Work
from autograder.reports.table import Legend, summary
from autograder.results.result import Result
from autograder.text import agreeing, count, listed, shown

T = TypeVar("T")
Over = Callable[[Sequence[Work]], Iterable[Work]]
"""Gives submissions one by one, such as `Bar.over`, or `iter` where nobody looks."""
STAGE = 26
"""Columns for what goes on now, so that the bar behind it stays in its place."""
STOPPED = 130
"""Exit code of what Ctrl-C stopped, as shells give it."""


class Bar:
    """A bar with its count and the time that is left, of 60 columns at most; only a terminal has one.

    Whatever may take more than two seconds shows one.

    Parameters
    ----------
    console
        Where it is shown.
    what
        What goes on, in a word: "Grading".
    """

    def __init__(self, console: Console, what: str) -> None:
        self._shown = console.is_terminal
        # Without a thread that redraws it: beside another thread no grader could be forked.
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=20),
            MofNCompleteColumn(),
            TimeRemainingColumn(compact=True),
            TextColumn("left"),
            console=console,
            auto_refresh=False,
            transient=True,
        )
        self._task = self._bar.add_task(what, total=None)

    def __enter__(self) -> Bar:
        return self

    def start(self, total: int) -> None:
        """Show it, of so many steps."""
        self._bar.update(self._task, total=total)
        if self._shown and total:
            self._bar.start()
            self._bar.refresh()

    def step(self) -> None:
        """Show that another step is done."""
        self._bar.update(self._task, advance=1, refresh=self._shown)

    def over(self, things: Sequence[T]) -> Iterator[T]:
        """Yield things, and show each as a step that is done when the next one is asked for."""
        self.start(len(things))
        for thing in things:
            yield thing
            self.step()

    def stage(self, what: str, done: int, total: int) -> None:
        """Say what goes on now, and how many of the steps are done."""
        if self._bar.tasks[0].total is None:
            self.start(total)
        self._bar.update(self._task, description=f"{what:<{STAGE}}", completed=done, refresh=self._shown)

    def __exit__(self, *_: object) -> None:
        if self._shown:  # elsewhere it would end with an empty line
            self._bar.stop()


class GradingProgress:
    """Shows how far a grading is while it goes on: a bar on a terminal, else a line for each student.

    Parameters
    ----------
    console
        Where it is shown.
    legend
        What students and exercises are called.
    """

    def __init__(self, console: Console, legend: Legend) -> None:
        self._console, self._legend, self._total, self._began = console, legend, 0, time.monotonic()
        self.done = 0
        self._bar = Bar(console, "Grading")

    def __enter__(self) -> GradingProgress:
        return self

    def start(self, total: int) -> None:
        """Begin to show it, of so many submissions that will be graded."""
        self._total, self._began = total, time.monotonic()
        self._bar.start(total)

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.__exit__()
        if isinstance(value, KeyboardInterrupt) and self._total:
            self._console.print(stopped_text(self.done, self._total), highlight=False)
        elif self.done:
            self._console.print(finished_text(self.done, self.rate), highlight=False)

    @property
    def rate(self) -> float:
        """Submissions a minute."""
        return 60.0 * self.done / max(time.monotonic() - self._began, 1e-3)

    def add(self, result: Result) -> None:
        """Count a result, and show it."""
        self.done += 1
        self._bar.step()
        if not self._console.is_terminal:
            line = f"[{self.done}/{self._total}] {summary(result, self._legend)}"
            self._console.print(line, highlight=False, markup=False, soft_wrap=True)


def finished_text(done: int, rate: float) -> str:
    """Return the sentence at the end."""
    return f"Graded {count(done, 'submission')}, {rate:.0f} a minute."


def damaged_text(students: Sequence[str]) -> str:
    """Return the sentence on stored results that cannot be read."""
    many = len(students)
    return (
        f"The stored {agreeing(many, 'result', 'results')} of "
        f"{listed(map(shown, students), 5)} cannot be read "
        f"and {agreeing(many, 'counts', 'count')} as never graded: "
        "marks in the gradebook stand until the next grading writes them again."
    )


def stopped_text(done: int, total: int) -> str:
    """Return the sentence after Ctrl-C."""
    return (
        f"Stopped: {done} of {count(total, 'submission')} {agreeing(done, 'is', 'are')} graded, "
        "and the marks are in the gradebook. "
        f"Run the same command without --force to grade the other {total - done}."
    )


def unchanged_text(unchanged: int, everybody: int) -> str:
    """Return the sentence on submissions that need no grading."""
    return (
        f"{unchanged} of {count(everybody, 'submission')} {agreeing(unchanged, 'is', 'are')} unchanged since "
        f"the last grading and {agreeing(unchanged, 'keeps', 'keep')} the marks. "
        "(--force grades them again.)"
    )
