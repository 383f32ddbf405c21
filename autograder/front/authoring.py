"""The commands that make and examine an assignment: `autograder new`, `release`, `doctor` and others."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console

from autograder.content.finding import NAME_THE_SET
from autograder.course.course import Course, with_notebooks
from autograder.errors import UsageError
from autograder.front.command import Command, course_option, must_have_folder, printed
from autograder.text import count

NEXT = (
    "autograder release {assignment}",
    "autograder doctor {assignment}",
    "nbgrader generate_assignment {assignment} --force",
    "autograder grade {assignment}       (once there is something in submitted/STUDENT/{assignment}/)",
)
"""What to do with a new assignment."""


@click.command(cls=Command)
@click.argument("assignment")
@course_option
@click.option("--package", default="", help="Name of the students' package; made from ASSIGNMENT by default.")
def new(assignment: str, course: Path, package: str) -> None:
    """Make a new ASSIGNMENT in a course folder: notebook, students' package, exercises to start from."""
    from autograder.authoring.new import make_assignment  # noqa: PLC0415  (other commands do without)

    made = make_assignment(course, assignment, package)
    for path in made.written:
        click.echo(f"Written: {path}")
    if made.to_add:
        click.echo("nbgrader_config.py stays as it is. Add to it, at its end:")
        click.echo("".join(f"  {line}\n" for line in made.to_add), nl=False)
    click.echo(f"Next, in {course.resolve()}:")
    for command in NEXT:
        click.echo(f"  {command.format(assignment=assignment)}")


@click.command(cls=Command)
@click.argument("assignment")
@course_option
@click.option(
    "--colab",
    default="",
    metavar="ADDRESS",
    help="Put a first cell into the notebooks that opens them in Google Colab, with the zip of the release "
    "from this address.",
)
def release(assignment: str, course: Path, colab: str) -> None:
    """Make the release of ASSIGNMENT from its source, with coach and fingerprints; touches no gradebook."""
    from autograder.authoring.release import make_release  # noqa: PLC0415  (other commands do without)

    folder = make_release(Course.open(course), assignment, for_colab=colab)
    click.echo(f"Written: {folder}")


@click.command(cls=Command)
@click.argument("assignment")
@course_option
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
    from autograder.reports.progress import Bar  # noqa: PLC0415

    must_have_folder(figure)
    opened = Course.open(course)
    source, released = opened.both_folders(assignment)
    exercises = opened.exercise_set(assignment)
    with Bar(Console(stderr=True), "Looking") as bar:
        diagnosis = examine(exercises, source, released, bar.stage)
    printed().print(matrix_table(diagnosis))
    save_matrix(diagnosis, figure)
    click.echo(f"The matrix is saved as {figure}.")
    click.echo("; ".join(f"{number} {what}" for what, number in diagnosis.counts.items()) + ".")
    click.echo(diagnosis.accounting)
    for finding in diagnosis.findings:
        click.echo(str(finding))
    click.echo(f"{count(len(diagnosis.findings), 'finding')}.")
    sys.exit(1 if diagnosis.findings else 0)


@click.command(cls=Command)
@click.argument("assignment")
@course_option
@click.option(
    "--output",
    default=Path(),
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write into; here by default.",
)
def guide(assignment: str, course: Path, output: Path) -> None:
    """Write the teacher's pages on ASSIGNMENT: known mistakes and their hints; solutions, checks, rubrics."""
    from autograder.authoring.guide import pages  # noqa: PLC0415  (other commands do without)

    opened = Course.open(course)
    exercises = opened.exercise_set(assignment)
    if not exercises:
        raise UsageError(f"No exercise set is known for {assignment!r}. {NAME_THE_SET}")
    made = pages(exercises, with_notebooks(opened.source_folder(assignment)))
    output.mkdir(parents=True, exist_ok=True)
    for name, text in made.items():
        (output / name).write_text(text, encoding="utf-8")
        click.echo(f"Written: {output / name}")


@click.command(cls=Command)
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

    for page in write_pages(with_notebooks(Course.open(course).release_folder(assignment)), output):
        click.echo(f"Written: {page}")


@click.command(cls=Command, context_settings={"ignore_unknown_options": True})
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

    opened = Course.open(course)
    target = (folder or opened.root / "lab" / assignment).resolve()
    sys.exit(open_lab(opened, assignment, target, options, click.echo))


@click.command(cls=Command)
@click.argument("assignment")
@course_option
@click.option(
    "--output",
    default=Path("site"),
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The site's folder.",
)
@click.option(
    "--pyodide",
    type=click.Path(path_type=Path),
    help="Pyodide's official distribution, packed or not; by default a pinned package carries it.",
)
@click.option("--self-study", is_flag=True, help="With model answers that open later: not for a class.")
@click.option(
    "--only-fetch", is_flag=True, help="Fetch what a site is made of, for a build without a network."
)
def lite(
    assignment: str, course: Path, output: Path, pyodide: Path | None, self_study: bool, only_fetch: bool
) -> None:
    """Write the release of ASSIGNMENT as a website in which it runs, with nothing to install."""
    from autograder.authoring.lite import fetching, site  # noqa: PLC0415  (other commands do without)

    if only_fetch:
        for pins in (fetching.PACKAGES, fetching.PYODIDE):
            fetching.fetched(pins)
        click.echo(f"Fetched into {fetching.cache()}")
        return
    opened = Course.open(course)
    site.build(opened, assignment, output, pyodide=pyodide, self_study=self_study, tell=click.echo)
    click.echo(f"Written: {output}. Look at it: python -m http.server --bind 127.0.0.1 --directory {output}")
