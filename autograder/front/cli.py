"""The command line: `autograder collect`, `grade`, `report`, `export`, `doctor`.

Exit codes: 0 when every submission got a result, whatever the marks; 2 for wrong usage; 1 when the grader
itself failed, or the doctor found something.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import autograder.front.startup  # (before whatever imports jsonschema)

# isort: split
import click
from rich.console import Console

from autograder.box.sandbox import NoSandboxError
from autograder.collecting import collect as bring_in
from autograder.collecting.times import MODES, Mode
from autograder.collecting.words import collection_table, records, sentences
from autograder.content.finding import exercise_set
from autograder.course.course import Course
from autograder.course.storage import StorageError
from autograder.errors import UsageError
from autograder.front import authoring
from autograder.front.options import PlainError, course_option, must_have_folder, plain_errors
from autograder.gradebook.receipt import Sheet, read_sheets, trial
from autograder.gradebook.receipt import compare as compare_sheets
from autograder.grading.classroom import Classroom, hire_here, open_classroom
from autograder.grading.cluster.client import hire_on
from autograder.grading.executors import WORKERS, Hire, NobodyLeftError
from autograder.reports.progress import STOPPED, Progress, unchanged_text
from autograder.reports.receipt import receipt_sentences, receipt_table
from autograder.reports.table import class_table
from autograder.results.result import Result
from autograder.text import shown

if TYPE_CHECKING:
    from autograder.reports.writing import Written

autograder.front.startup.finished()

ROWS = 100
"""Students that a table on a terminal has room for."""
STDOUT = Path("-")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="autograder-engine")
def main() -> None:
    """Grade notebooks in a sandbox, into nbgrader's gradebook."""


for _command in (authoring.release, authoring.guide, authoring.pages, authoring.study):
    main.add_command(_command)


@main.command()
@click.argument("assignment")
@course_option
@click.option("--student", "students", multiple=True, help="Grade this student only; may be repeated.")
@click.option(
    "--workers",
    default=WORKERS,
    type=click.IntRange(1, 64),
    help="Submissions graded at a time; one for each core unless told otherwise, at most 8.",
)
@click.option(
    "--scheduler",
    default="",
    metavar="ADDRESS",
    help="Grade on the Dask cluster whose scheduler listens there, such as tcp://HOST:8786 or gateway://HOST/NAME.",
)
@click.option(
    "--json",
    "json_file",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Write one JSON line for each student, notebook and exercise; - for standard output.",
)
@click.option("--force", is_flag=True, help="Grade every submission anew, also what did not change.")
@click.option("--compare", is_flag=True, help="Say whose marks change, from what to what, because of what.")
@click.option("--dry-run", is_flag=True, help="Like --compare, but nothing is written.")
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
    scheduler: str,
    json_file: Path | None,
    force: bool,
    compare: bool,
    dry_run: bool,
    no_sandbox: bool,
) -> None:
    """Grade ASSIGNMENT: every submission in `submitted`, into nbgrader's gradebook."""
    must_have_folder(json_file)
    if scheduler and no_sandbox:
        raise PlainError("On a cluster every worker grades in a sandbox: leave out --no-sandbox.", 2)
    try:
        with ExitStack() as stack:
            opened = Course.open(course)
            if dry_run:
                stack.enter_context(trial(opened))
            classroom = stack.enter_context(
                open_classroom(opened, assignment, named=students, sandboxed=not no_sandbox, dry_run=dry_run)
            )
            wants_receipt = compare or dry_run
            with _receipt(classroom, students, dry_run=dry_run) if wants_receipt else nullcontext():
                hire = hire_on(scheduler, partial(click.echo, err=True)) if scheduler else hire_here
                _grade(classroom, students, workers, hire, json_file, force=force, table=not wants_receipt)
    except UsageError as error:
        raise PlainError(str(error), 2) from None
    except StorageError as error:
        raise PlainError(str(error)) from None
    except NoSandboxError as error:
        raise PlainError(
            f"Nothing was graded: {error} (Only for files that you trust: --no-sandbox.)"
        ) from None
    except NobodyLeftError as error:
        raise PlainError(
            f"{error} What was graded is in the gradebook; run the command again to grade the rest."
        ) from None
    except KeyboardInterrupt:  # what is graded so far was said where it is known
        sys.exit(STOPPED)
    except click.ClickException:
        raise
    except Exception as error:  # the last wall: a TA sees a sentence, never our traceback
        told = " ".join([f"{type(error).__name__}:", *str(error).splitlines()[:1]])
        raise PlainError(
            f"The grader itself failed ({told}). Marks written so far stand. "
            "Please report it with the command that you typed."
        ) from error


@main.command()
@click.argument("source", metavar="FOLDER_OR_ZIP", type=click.Path(path_type=Path))
@click.argument("assignment")
@course_option
@click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")
@click.option(
    "--time",
    "mode",
    default=MODES[0],
    show_default=True,
    type=click.Choice(MODES),
    help="The time handed in: as far as the download proves it; the files' own; of collecting; none.",
)
@click.option(
    "--json",
    "json_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write one JSON line for each file of the download.",
)
def collect(
    source: Path, assignment: str, course: Path, dry_run: bool, mode: Mode, json_file: Path | None
) -> None:
    """Bring the submissions of a Canvas or Moodle download, or of a folder, into `submitted`."""
    must_have_folder(json_file)
    try:
        opened = Course.open(course)
        collection = bring_in(opened, assignment, source.absolute(), mode=mode, dry_run=dry_run)
    except UsageError as error:
        raise PlainError(str(error), 2) from None
    except OSError as error:
        raise PlainError(
            f"Stopped: {error}. What was brought in so far is whole; run the command again for the rest."
        ) from None
    Console(width=None if sys.stdout.isatty() else 200).print(collection_table(collection))
    for sentence in sentences(collection, assignment, opened.root, dry_run=dry_run):
        click.echo(sentence)
    if json_file is not None:
        lines = (json.dumps(record, ensure_ascii=False) for record in records(collection))
        json_file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", errors="replace")


@main.command()
@click.argument("assignment")
@course_option
@click.option("--anonymous", is_flag=True, help="Leave out names and links, to show it in class.")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="The file to write; exports/ASSIGNMENT-report.html in the course by default.",
)
def report(assignment: str, course: Path, anonymous: bool, output: Path | None) -> None:
    """Write the class report on ASSIGNMENT: what was misunderstood, and what needs a human."""
    from autograder.reports.writing import write_report  # noqa: PLC0415

    with plain_errors():
        _tell(write_report(Course.open(course), assignment, output, anonymous=anonymous))


@main.command()
@click.argument("assignment")
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
    assignment: str, course: Path, format_name: str, output: Path | None, automatic: bool, column: str
) -> None:
    """Write the marks of ASSIGNMENT for a campus system, or the feedback pages to send out."""
    from autograder.reports.writing import write_export  # noqa: PLC0415

    with plain_errors():
        opened = Course.open(course)
        _tell(write_export(opened, assignment, format_name, output, automatic=automatic, column=column))


@main.command()
@click.argument("assignment")
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
        raise PlainError(f"There is no folder {figure.resolve().parent} to write {figure.name} in.", 2)
    try:
        opened = Course.open(course)
        source, released = opened.both_folders(assignment)
        exercises = exercise_set(assignment, opened.config, opened.root)
    except UsageError as error:
        raise PlainError(str(error), 2) from None
    console = Console(stderr=True)
    diagnosis = examine(
        exercises, source, released, lambda title: console.print(f"Looking at {title} ...", highlight=False)
    )
    Console(width=None if sys.stdout.isatty() else 200).print(matrix_table(diagnosis))
    save_matrix(diagnosis, figure)
    click.echo(f"The matrix is saved as {figure}.")
    click.echo("; ".join(f"{number} {what}" for what, number in diagnosis.counts.items()) + ".")
    for finding in diagnosis.findings:
        click.echo(str(finding))
    click.echo(f"{len(diagnosis.findings)} findings.")
    sys.exit(1 if diagnosis.findings else 0)


def _tell(written: Written) -> None:
    click.echo(f"Written: {written.path}")
    for sentence in written.said:
        click.echo(f"- {sentence}", err=True)


@contextmanager
def _receipt(classroom: Classroom, only: tuple[str, ...], *, dry_run: bool) -> Iterator[None]:
    """Print the receipt of what is graded inside."""
    writer, assignment = classroom.writer, classroom.engine.assignment.name
    before = read_sheets(writer.gradebook, assignment, writer.results())
    try:
        yield
    finally:  # also of what was graded before the grader failed
        _print_receipt(classroom, only, before, dry_run=dry_run)


def _print_receipt(
    classroom: Classroom, only: tuple[str, ...], before: dict[str, Sheet], *, dry_run: bool
) -> None:
    writer, assignment = classroom.writer, classroom.engine.assignment.name
    after = read_sheets(writer.gradebook, assignment, writer.results())
    present = [s for s in classroom.everybody if s in after and (not only or s in only)]
    receipts = [
        compare_sheets(classroom.engine.exercises, student, before.get(student), after[student])
        for student in present
    ]
    if any(receipt.differs for receipt in receipts):
        Console(width=None if sys.stdout.isatty() else 160).print(receipt_table(receipts))
    for sentence in receipt_sentences(receipts, dry_run=dry_run):
        click.echo(sentence)


def _grade(
    classroom: Classroom,
    only: tuple[str, ...],
    workers: int,
    hire: Hire,
    json_file: Path | None,
    *,
    force: bool,
    table: bool,
) -> None:
    console = Console(stderr=True)
    chosen = [student for student in classroom.everybody if not only or student in only]
    todo = chosen if force else classroom.pending(chosen)
    if len(todo) < len(chosen):
        console.print(unchanged_text(len(chosen) - len(todo), len(chosen)), highlight=False)
    fresh: set[str] = set()

    def tell(result: Result) -> None:
        fresh.add(result.student)
        progress.tell(result)

    try:
        with Progress(console, len(todo)) as progress:
            classroom.grade(todo, workers, tell, hire)
        classroom.writer.settle(chosen)
    finally:  # what has a result is shown, also where the grader failed at one of the others
        _show(classroom, fresh, json_file, console, table=table)


def _show(
    classroom: Classroom, fresh: set[str], json_file: Path | None, console: Console, *, table: bool
) -> None:
    present, graded = set(classroom.everybody), set()
    rows: list[Result] = []
    with _opened(json_file) as file:
        for result in classroom.writer.results():
            if result.student in present:
                graded.add(result.student)
                if file is not None:
                    file.writelines(f"{json.dumps(line, ensure_ascii=False)}\n" for line in result.lines())
                if result.student in fresh and len(fresh) <= ROWS:
                    rows.append(result)
    if graded < present:
        console.print(f"Not graded yet: {', '.join(map(shown, sorted(present - graded)))}.", markup=False)
    if len(fresh) > ROWS:
        console.print("All marks: `autograder export`; what the class misunderstood: `autograder report`.")
    elif table and rows and json_file != STDOUT:
        Console(width=None if sys.stdout.isatty() else 160).print(class_table(rows))


def _opened(json_file: Path | None) -> AbstractContextManager[TextIO | None]:
    """Open what --json names; standard output stays open."""
    if json_file is None or json_file == STDOUT:
        return nullcontext(None if json_file is None else sys.stdout)
    return json_file.open("w", encoding="utf-8")


if __name__ == "__main__":
    main()
