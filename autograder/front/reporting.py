"""The commands `autograder report`, `autograder feedback` and `autograder export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from autograder.course.course import Course
from autograder.errors import UsageError
from autograder.front.command import Command, course_option, say
from autograder.text import alphabetical, count, shown

if TYPE_CHECKING:
    from autograder.collecting.systems import System
    from autograder.reports.writing import Written


assignment_argument = click.argument("assignment", required=False)
CAMPUS: dict[str, System] = {"canvas-feedback": "Canvas", "moodle-feedback": "Moodle"}
"""The formats of feedback that a campus system takes back."""


@click.command(cls=Command)
@assignment_argument
@course_option
@click.option("--anonymous", is_flag=True, help="Leave out names and links, to show it in class.")
@click.option(
    "--slides", is_flag=True, help="Write slides for the lecture: question, vote, answer; no names."
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="The file to write; exports/ASSIGNMENT-report.html in the course by default.",
)
def report(assignment: str | None, course: Path, anonymous: bool, slides: bool, output: Path | None) -> None:
    """Write the class report on ASSIGNMENT: what was misunderstood, and what needs a human.

    ASSIGNMENT can be left out where only one was graded.
    """
    from autograder.reports.progress import Bar  # noqa: PLC0415  (grading does without)
    from autograder.reports.writing import write_report  # noqa: PLC0415

    opened = Course.open(course)
    name = only_assignment(opened, assignment)
    with Bar(Console(stderr=True), "Reading") as bar:
        written = write_report(opened, name, output, anonymous=anonymous, slides=slides, over=bar.over)
    _print(written)


@click.command(cls=Command)
@assignment_argument
@course_option
def feedback(assignment: str | None, course: Path) -> None:
    """Write the feedback pages of ASSIGNMENT into the course's folder for feedback, one line a student.

    Each student gets a first page, index.html, and one for each notebook. ASSIGNMENT can be left out where
    only one was graded. To send them out as a zip: `autograder export --format feedback`, or
    `canvas-feedback`, `moodle-feedback`.
    """
    from autograder.gradebook.reader import read_class  # noqa: PLC0415  (grading does without)
    from autograder.reports.progress import Bar  # noqa: PLC0415
    from autograder.reports.sentences import feedback_line  # noqa: PLC0415
    from autograder.reports.writing import feedback_advice, write_feedback  # noqa: PLC0415

    opened = Course.open(course)
    record = read_class(opened, only_assignment(opened, assignment))
    with Bar(Console(stderr=True), "Writing feedback") as bar:
        lines = [
            (alphabetical(written.work.person.name), feedback_line(record, written.work))
            for written in write_feedback(opened, record, bar.over)
        ]
    say(line for _, line in sorted(lines))
    folder = opened.feedback_folder("STUDENT", record.assignment)
    click.echo(f"Written: {folder}/index.html, for {count(len(lines), 'student')}.")
    say(feedback_advice(record), lead="- ", err=True)


@click.command(cls=Command)
@assignment_argument
@course_option
@click.option(
    "--format",
    "format_name",
    required=True,
    type=click.Choice(["canvas", "moodle", "gradescope", "csv", "json", "feedback", *CAMPUS]),
    help="Marks for a campus system, as a table or as data; or the feedback pages as a zip or a folder, "
    "or as a zip that the campus system takes back.",
)
@click.option(
    "--download",
    type=click.Path(path_type=Path),
    help="For canvas-feedback and moodle-feedback: the zip that you collected, which has the system's names.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="The file to write, for feedback also a folder; in exports/ of the course by default.",
)
@click.option("--automatic", is_flag=True, help="Only what the grader marks by itself, for everybody.")
@click.option("--column", default="", help="What the campus system calls the assignment.")
def export(
    assignment: str | None,
    course: Path,
    format_name: str,
    download: Path | None,
    output: Path | None,
    automatic: bool,
    column: str,
) -> None:
    """Write the marks of ASSIGNMENT for a campus system, or the feedback pages to send out.

    ASSIGNMENT can be left out where only one was graded.
    """
    from autograder.collecting.returning import names_for_feedback  # noqa: PLC0415  (grading does without)
    from autograder.reports.progress import Bar  # noqa: PLC0415
    from autograder.reports.writing import write_campus_feedback, write_export  # noqa: PLC0415

    opened = Course.open(course)
    name = only_assignment(opened, assignment)
    names: dict[str, str] = {}
    if format_name in CAMPUS:
        if download is None:
            raise UsageError(
                f"{CAMPUS[format_name]} takes feedback back under the names of its own download: "
                "give the zip that you collected, with --download ZIP."
            )
        names = names_for_feedback(opened, name, download.absolute(), CAMPUS[format_name])
    with Bar(Console(stderr=True), "Writing") as bar:
        if format_name in CAMPUS:
            written = write_campus_feedback(opened, name, format_name, output, names, bar.over)
        else:
            written = write_export(
                opened, name, format_name, output, automatic=automatic, column=column, over=bar.over
            )
    _print(written)


def only_assignment(course: Course, assignment: str | None) -> str:
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
    say(written.advice, lead="- ", err=True)
