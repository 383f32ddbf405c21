"""What the commands share: the option that names the course, and errors said in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from autograder.course.storage import storage_errors
from autograder.errors import AutograderError
from autograder.text import shown_lines


class PlainError(click.ClickException):
    """What went wrong, in one sentence, with terminal control characters removed."""

    def __init__(self, message: str, exit_code: int = 1) -> None:
        super().__init__(shown_lines(message))
        self.exit_code = exit_code


course_option = click.option(
    "--course",
    default=".",
    type=click.Path(path_type=Path),
    help="The course folder, with nbgrader_config.py; here by default.",
)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Say in one sentence what went wrong inside, and exit with the error's own code."""
    try:
        with storage_errors():
            yield
    except AutograderError as error:
        raise PlainError(str(error), error.exit_code) from None
    except OSError as error:
        raise PlainError(f"The file cannot be written: {error}.") from None


def must_have_folder(file: Path | None) -> None:
    """Refuse a file to write whose folder is not there."""
    if file is not None and not file.resolve().parent.is_dir():
        raise PlainError(f"There is no folder {file.resolve().parent} to write {file.name} in.", 2)
