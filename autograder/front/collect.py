"""The command `autograder collect`."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from autograder.collecting import collect as collect_submissions
from autograder.collecting.answers import Answers
from autograder.collecting.times import MODES, Mode
from autograder.collecting.words import collection_table, records, sentences
from autograder.course.course import Course
from autograder.front.command import Command, course_option, must_have_folder, printed, say
from autograder.reports.progress import Bar
from autograder.text import json_line


@click.command(cls=Command)
@click.argument("source", metavar="FOLDER_OR_ZIP", type=click.Path(path_type=Path))
@click.argument("assignment")
@course_option
@click.option("--dry-run", is_flag=True, help="Show what would be done, and write nothing.")
@click.option(
    "--time",
    "mode",
    default=MODES[0],
    show_default=True,
    type=click.Choice(MODES),
    help="The time that counts: as far as the download proves it; the files' own; of collecting; none.",
)
@click.option(
    "--names",
    "names_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A CSV file that says who names are that are not clear: a name and a student's id in each row.",
)
@click.option("--replace", "take_older", is_flag=True, help="Let an older version replace a newer one.")
@click.option(
    "--json",
    "json_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write one JSON line for each file of the download.",
)
def collect(
    source: Path,
    assignment: str,
    course: Path,
    dry_run: bool,
    mode: Mode,
    names_file: Path | None,
    take_older: bool,
    json_file: Path | None,
) -> None:
    """Bring the submissions of a campus system's download, or of a folder, into `submitted`."""
    must_have_folder(json_file)
    opened = Course.open(course)
    answers = Answers.read(names_file) if names_file is not None else None
    with Bar(Console(stderr=True), "Collecting") as bar:
        collection = collect_submissions(
            opened,
            assignment,
            source.absolute(),
            mode=mode,
            dry_run=dry_run,
            answers=answers,
            take_older=take_older,
            over=bar.over,
        )
    printed().print(collection_table(collection))
    say(sentences(collection, assignment, opened.root, dry_run=dry_run))
    if json_file is not None:
        lines = map(json_line, records(collection))
        json_file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
