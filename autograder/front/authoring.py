"""The commands that make an assignment: `autograder release`, `guide`, `pages`, `study`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.content.finding import exercise_set
from autograder.course.course import Course
from autograder.front.options import course_option, plain_errors


@click.command()
@click.argument("assignment")
@course_option
def release(assignment: str, course: Path) -> None:
    """Make the release of ASSIGNMENT from its source, with coach and fingerprints; touches no gradebook."""
    from autograder.authoring.release import make_release  # noqa: PLC0415  (other commands do without)

    with plain_errors():
        folder = make_release(Course.open(course), assignment)
        click.echo(f"Written: {folder}")


@click.command()
@click.argument("assignment")
@course_option
@click.option(
    "--output",
    default=Path(),
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write into; here by default.",
)
def guide(assignment: str, course: Path, output: Path) -> None:
    """Write the teacher's pages on ASSIGNMENT: known mistakes with their hints; solutions, checks, rubrics."""
    from autograder.authoring.guide import pages  # noqa: PLC0415  (other commands do without)

    with plain_errors():
        opened = Course.open(course)
        exercises = exercise_set(assignment, opened.config, opened.root)
        output.mkdir(parents=True, exist_ok=True)
        for name, text in pages(exercises, opened.source_folder(assignment)).items():
            (output / name).write_text(text, encoding="utf-8")
            click.echo(f"Written: {output / name}")


@click.command()
@click.argument("assignment")
@course_option
@click.option(
    "--output",
    default=Path("pages"),
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write into.",
)
def pages(assignment: str, course: Path, output: Path) -> None:
    """Write the released notebooks of ASSIGNMENT as pages to read and to print."""
    from autograder.authoring.pages import write_pages  # noqa: PLC0415  (other commands do without)

    with plain_errors():
        for page in write_pages(Course.open(course).release_folder(assignment), output):
            click.echo(f"Written: {page}")


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("assignment")
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
@course_option
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where your notebooks are kept; lab/ASSIGNMENT in the course by default.",
)
def study(assignment: str, options: tuple[str, ...], course: Path, folder: Path | None) -> None:
    """Open JupyterLab on ASSIGNMENT for whoever works alone; OPTIONS go to `jupyter lab`."""
    from autograder.authoring.selfstudy.lab import open_lab  # noqa: PLC0415  (other commands do without)

    with plain_errors():
        opened = Course.open(course)
        target = (folder or opened.root / "lab" / assignment).resolve()
        sys.exit(open_lab(opened, assignment, target, options, click.echo))
