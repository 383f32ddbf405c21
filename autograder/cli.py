"""The command line: `autograder grade`, `autograder doctor`.

Exit codes: 0 when every submission got a result, whatever the marks; 2 for wrong usage; 1 when the grader
itself failed, or the doctor found something.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from rich.console import Console

from autograder.box.sandbox import NoSandboxError
from autograder.exercises import ASSIGNMENT
from autograder.grading.classroom import Classroom, open_classroom
from autograder.grading.course import Course, UsageError
from autograder.grading.result import Result
from autograder.reports.table import class_table, summary

WORKERS = 3
"""Threads that grade: enough to keep two cores busy, as each waits for its box."""


class PlainUsageError(click.ClickException):
    """Wrong usage, said in one sentence."""

    exit_code = 2


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="vanishing-gradients")
def main() -> None:
    """Grade the vanishing-gradients module."""


@main.command()
@click.argument("assignment")
@click.option(
    "--course",
    default=".",
    type=click.Path(path_type=Path),
    help="The course folder, with nbgrader_config.py; here by default.",
)
@click.option("--student", "students", multiple=True, help="Grade this student only; may be repeated.")
@click.option("--workers", default=WORKERS, type=click.IntRange(1, 64), help="Submissions graded at a time.")
@click.option(
    "--json",
    "json_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write one JSON line for each student, notebook and exercise.",
)
@click.option(
    "--no-sandbox",
    is_flag=True,
    help="Run the students' code with your own rights. Every verdict then says so. For trusted files only.",
)
def grade(
    assignment: str,
    course: Path,
    students: tuple[str, ...],
    workers: int,
    json_file: Path | None,
    no_sandbox: bool,
) -> None:
    """Grade ASSIGNMENT: every submission in `submitted`, into nbgrader's gradebook."""
    if json_file is not None and not json_file.resolve().parent.is_dir():
        folder = json_file.resolve().parent
        raise PlainUsageError(f"There is no folder {folder} to write {json_file.name} in.")
    try:
        with open_classroom(
            Course.open(course), assignment, named=students, sandboxed=not no_sandbox
        ) as classroom:
            _grade(classroom, students, workers, json_file)
    except UsageError as error:
        raise PlainUsageError(str(error)) from None
    except NoSandboxError as error:
        raise click.ClickException(
            f"Nothing was graded: {error} (Only for files that you trust: --no-sandbox.)"
        ) from None
    except KeyboardInterrupt:
        raise click.ClickException(
            "Stopped. What was graded is in the gradebook; run the command again to grade the rest."
        ) from None
    except click.ClickException:
        raise
    except Exception as error:  # the last wall: a TA sees a sentence, never our traceback
        told = " ".join([f"{type(error).__name__}:", *str(error).splitlines()[:1]])
        raise click.ClickException(
            f"The grader itself failed ({told}). Marks written so far stand. "
            "Please report it with the command that you typed."
        ) from error


@main.command()
@click.argument("assignment", default=ASSIGNMENT)
@click.option(
    "--course",
    default=".",
    type=click.Path(path_type=Path),
    help="The course folder, with source/ and release/; here by default.",
)
@click.option(
    "--figure",
    default=Path("doctor.svg"),
    show_default=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to save the matrix mistakes x exercises.",
)
def doctor(assignment: str, course: Path, figure: Path) -> None:
    """Let ASSIGNMENT test itself: its solution, every known mistake, every right variant, its release."""
    # Loaded here: the catalogue and matplotlib take a second that grading has no use for.
    from autograder.doctor import examine  # noqa: PLC0415
    from autograder.doctor.matrix import matrix_table, save_matrix  # noqa: PLC0415

    if not figure.resolve().parent.is_dir():
        raise PlainUsageError(f"There is no folder {figure.resolve().parent} to write {figure.name} in.")
    try:
        source, released = Course.open(course).both_folders(assignment)
    except UsageError as error:
        raise PlainUsageError(str(error)) from None
    console = Console(stderr=True)
    diagnosis = examine(
        source, released, lambda title: console.print(f"Looking at {title} ...", highlight=False)
    )
    Console(width=None if sys.stdout.isatty() else 200).print(matrix_table(diagnosis))
    save_matrix(diagnosis, figure)
    click.echo(f"The matrix is saved as {figure}.")
    click.echo("; ".join(f"{number} {what}" for what, number in diagnosis.counts.items()) + ".")
    for finding in diagnosis.findings:
        click.echo(str(finding))
    click.echo(f"{len(diagnosis.findings)} findings.")
    sys.exit(1 if diagnosis.findings else 0)


def _grade(classroom: Classroom, only: tuple[str, ...], workers: int, json_file: Path | None) -> None:
    console = Console(stderr=True)
    chosen = [student for student in classroom.everybody if not only or student in only]
    done: list[Result] = []

    def tell(result: Result) -> None:
        done.append(result)
        console.print(f"[{len(done)}/{len(chosen)}] {summary(result)}", highlight=False, markup=False)

    try:
        classroom.grade(chosen, workers, tell)
    finally:  # what has a result is shown, also where the grader failed at one of the others
        _show(classroom, done, json_file, console)


def _show(classroom: Classroom, done: list[Result], json_file: Path | None, console: Console) -> None:
    present = set(classroom.everybody)
    everyone = [result for result in classroom.writer.results() if result.student in present]
    if json_file is not None:
        lines = [json.dumps(line, ensure_ascii=False) for result in everyone for line in result.lines()]
        json_file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    ungraded = sorted(present - {result.student for result in everyone})
    if ungraded:
        console.print(f"Not graded yet: {', '.join(ungraded)}.", markup=False)
    fresh = {result.student for result in done}
    table = class_table([result for result in everyone if result.student in fresh])
    Console(width=None if sys.stdout.isatty() else 160).print(table)


if __name__ == "__main__":
    main()
