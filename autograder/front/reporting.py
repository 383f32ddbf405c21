"""The commands `autograder report` and `autograder export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.course.course import Course
from autograder.errors import UsageError
from autograder.front.command import Command, course_option
from autograder.text import shown

if TYPE_CHECKING:
    from autograder.reports.writing import Written


assignment_argument = click.argument("assignment", required=False)


@click.command(cls=Command)
@assignment_argument
@course_option
@click.option("--anonymous", is_flag=True, help="Leave out names and links, to show it in class.")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="The file to write; exports/ASSIGNMENT-report.html in the course by default.",
)
def report(assignment: str | None, course: Path, anonymous: bool, output: Path | None) -> None:
    """Write the class report on ASSIGNMENT: what was misunderstood, and what needs a human.

    ASSIGNMENT can be left out where only one was graded.
    """
    from autograder.reports.writing import write_report  # noqa: PLC0415  (grading does without)

    opened = Course.open(course)
    _print(write_report(opened, _chosen(opened, assignment), output, anonymous=anonymous))


@click.command(cls=Command)
@assignment_argument
@course_option
@click.option(
    "--format",
    "format_name",
    required=True,
    type=click.Choice(["canvas", "moodle", "gradescope", "csv", "json", "feedback"]),
    help="Marks for a campus system, as a table or as data; or the feedback pages as a zip or a folder.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="The file to write, for feedback also a folder; in exports/ of the course by default.",
)
@click.option("--automatic", is_flag=True, help="Only what the grader marks by itself, for everybody.")
@click.option("--column", default="", help="What the campus system calls the assignment.")
def export(
    assignment: str | None, course: Path, format_name: str, output: Path | None, automatic: bool, column: str
) -> None:
    """Write the marks of ASSIGNMENT for a campus system, or the feedback pages to send out.

    ASSIGNMENT can be left out where only one was graded.
    """
    from autograder.reports.writing import write_export  # noqa: PLC0415  (grading does without)

    opened = Course.open(course)
    name = _chosen(opened, assignment)
    _print(write_export(opened, name, format_name, output, automatic=automatic, column=column))


def _chosen(course: Course, assignment: str | None) -> str:
    """Return the assignment that was named; else the only one that was graded, and say which."""
    if assignment is not None:
        return assignment
    from autograder.gradebook.reader import graded_assignments  # noqa: PLC0415  (grading does without)

    found = graded_assignments(course)
    if not found:
        raise UsageError(
            "Nothing has been graded in this course yet. Run `autograder grade ASSIGNMENT` first."
        )
    if len(found) > 1:
        raise UsageError(f"Name the assignment. Those graded in this course: {', '.join(found)}.")
    click.echo(f"Assignment: {shown(found[0])}, the only one graded in this course.", err=True)
    return found[0]


def _print(written: Written) -> None:
    click.echo(f"Written: {written.path}")
    for sentence in written.advice:
        click.echo(f"- {sentence}", err=True)
