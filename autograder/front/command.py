"""What all commands share: errors in one sentence, and options that several of them have."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from autograder.errors import AutograderError, UsageError
from autograder.front.failures import autograder_errors
from autograder.reports.progress import STOPPED
from autograder.text import shown, shown_lines

WIDTH = 200
"""Characters in a line of a table that does not go to a terminal."""


class Command(click.Command):
    """A command that ends with one sentence if something goes wrong, and with the error's exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            with autograder_errors(), stopped_by_termination():
                return super().invoke(ctx)
        except AutograderError as error:
            click.echo(f"Error: {shown_lines(str(error))}", err=True)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:  # what matters then is printed by the command itself
            ctx.exit(STOPPED)


@contextmanager
def stopped_by_termination() -> Iterator[None]:
    """Let SIGTERM, such as a scheduler sends, stop the command as Ctrl-C does: nothing is left behind."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals reach the main thread alone
        return
    before = signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


course_option = click.option(
    "--course",
    default=".",
    type=click.Path(path_type=Path),
    help="The course folder, with nbgrader_config.py; here by default.",
)


def must_have_folder(file: Path | None) -> None:
    """Refuse a file to write whose folder does not exist.

    Raises
    ------
    UsageError
        If there is no such folder.
    """
    if file is not None and not file.resolve().parent.is_dir():
        raise UsageError(f"There is no folder {file.resolve().parent} to write {file.name} in.")


def say(sentences: Iterable[str], *, lead: str = "", err: bool = False) -> None:
    """Print sentences, each on one line: names that strangers chose may stand in them."""
    for sentence in sentences:
        click.echo(shown(f"{lead}{sentence}"), err=err)


def printed(width: int = WIDTH) -> Console:
    """Return a console for tables on standard output, of this width if it is not a terminal."""
    return Console(width=None if sys.stdout.isatty() else width)
