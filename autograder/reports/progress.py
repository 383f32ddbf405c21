"""How far a grading is: a bar on a terminal, else a line for each student; and the sentences around it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.reports.table import summary
from autograder.results.result import Result
from autograder.results.verdict import Outcome
from autograder.results.words import outcomes_text
from autograder.text import agreeing, count, listed, shown

STOPPED = 130
"""Exit code of what Ctrl-C stopped, as shells give it."""


class GradingProgress:
    """Shows how far a grading is while it goes on.

    Parameters
    ----------
    console
        Where it is shown; only a terminal has a bar.
    """

    def __init__(self, console: Console) -> None:
        self._console, self._total, self._began = console, 0, time.monotonic()
        self.done = 0
        self.outcomes: Counter[Outcome] = Counter()
        # Without a thread that redraws it: beside another thread no grader could be forked.
        self._bar = Progress(
            TextColumn("Grading"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(compact=True),
            TextColumn("left  {task.fields[outcomes]}", markup=False),
            console=console,
            auto_refresh=False,
            transient=True,
        )
        self._task = self._bar.add_task("", total=None, rate="", outcomes="")

    def __enter__(self) -> GradingProgress:
        return self

    def start(self, total: int) -> None:
        """Begin to show it, of so many submissions that will be graded."""
        self._total, self._began = total, time.monotonic()
        self._bar.update(self._task, total=total)
        if self._console.is_terminal and total:
            self._bar.start()
            self._bar.refresh()

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._console.is_terminal and self._total:
            self._bar.stop()
        if isinstance(value, KeyboardInterrupt) and self._total:
            self._console.print(stopped_text(self.done, self._total), highlight=False)
        elif self.done:
            self._console.print(finished_text(self.done, self.rate, self.outcomes), highlight=False)

    @property
    def rate(self) -> float:
        """Submissions a minute."""
        return 60.0 * self.done / max(time.monotonic() - self._began, 1e-3)

    def add(self, result: Result) -> None:
        """Count a result, and show it."""
        self.done += 1
        self.outcomes.update(verdict.outcome for verdict in result.verdicts)
        if self._console.is_terminal:
            rate, outcomes = f"{self.rate:.0f} a minute", outcomes_text(self.outcomes)
            self._bar.update(self._task, advance=1, rate=rate, outcomes=outcomes, refresh=True)
        else:
            line = f"[{self.done}/{self._total}] {summary(result)}"
            self._console.print(line, highlight=False, markup=False)


def finished_text(done: int, rate: float, outcomes: Counter[Outcome]) -> str:
    """Return the sentence at the end."""
    return f"Graded {count(done, 'submission')}, {rate:.0f} a minute: {outcomes_text(outcomes)}."


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
