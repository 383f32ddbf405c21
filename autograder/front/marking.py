"""The command that opens the marking desk: `autograder mark ASSIGNMENT`."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import quote

import click

from autograder.course.course import Course
from autograder.errors import UsageError
from autograder.front.command import Command, course_option

NOTHING_GRADED = (
    "Nothing of {assignment!r} is graded in {root}, so there is no answer to mark. "
    "Grade it first: autograder grade {assignment}"
)
TOLD = "Starting the marking desk. It is in JupyterLab's menu Nbgrader, too. Ctrl-C here ends it."


@click.command(cls=Command, context_settings={"ignore_unknown_options": True})
@click.argument("assignment")
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
@course_option
def mark(assignment: str, options: tuple[str, ...], course: Path) -> None:
    """Open the desk on which the written answers of ASSIGNMENT are marked; OPTIONS go to `jupyter lab`.

    With --no-browser it prints the address instead.
    """
    from autograder.authoring.selfstudy.lab import run_lab  # noqa: PLC0415  (other commands do without)
    from autograder.gradebook.reader import graded_assignments  # noqa: PLC0415
    from autograder.marking.pages import PREFIX  # noqa: PLC0415

    opened = Course.open(course)
    if assignment not in graded_assignments(opened):
        raise UsageError(NOTHING_GRADED.format(assignment=assignment, root=opened.root))
    click.echo(TOLD)
    sys.exit(run_lab(opened.root, f"{PREFIX}/{quote(assignment, safe='')}", options))
