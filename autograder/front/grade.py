"""The command `autograder grade`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TextIO

import click
from rich.console import Console

from autograder.course.course import Course
from autograder.course.hooks import Hooks
from autograder.course.misplaced import sentences as misplaced_sentences
from autograder.course.options import without_effect
from autograder.errors import UsageError
from autograder.front.command import Command, course_option, must_have_folder, printed, say
from autograder.gradebook.reader import person, read_works
from autograder.gradebook.receipt import compare as compare_works
from autograder.gradebook.records import Work
from autograder.gradebook.trial import trial
from autograder.grading.classroom import Classroom, open_classroom
from autograder.grading.cluster.client import open_cluster_pool
from autograder.grading.executors import WORKERS, open_local_pool
from autograder.reports.progress import GradingProgress, damaged_text, unchanged_text
from autograder.reports.receipt import receipt_sentences, receipt_table
from autograder.reports.table import Legend, class_table, exercise_table, time_sentence
from autograder.results.result import Result
from autograder.results.verdict import Outcome
from autograder.text import alphabetical, json_line, shown

ROWS = 100
"""The most students that a table on a terminal shows."""
SAID_BY_THE_LINE: tuple[Outcome, ...] = ("correct", "to_mark", "not_attempted", "missing")
"""Outcomes of which --details has no more to tell."""
WIDTH = 160
STDOUT = Path("-")


@click.command(cls=Command)
@click.argument("assignment")
@course_option
@click.option("--student", "students", multiple=True, help="Grade this student only; may be repeated.")
@click.option("--notebook", default="", metavar="PATTERN", help="Write the results of these notebooks only.")
@click.option(
    "--workers",
    default=WORKERS,
    type=click.IntRange(1, 64),
    help="Submissions graded at a time; by default one for each core, at most 8.",
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
@click.option("--details", is_flag=True, help="Show also each exercise that did not get full marks, and why.")
@click.option("--force", is_flag=True, help="Grade every submission again, also what did not change.")
@click.option("--compare", is_flag=True, help="Show whose marks change, from what to what, because of what.")
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
    notebook: str,
    workers: int,
    scheduler: str,
    json_file: Path | None,
    details: bool,
    force: bool,
    compare: bool,
    dry_run: bool,
    no_sandbox: bool,
) -> None:
    """Grade ASSIGNMENT: every submission in `submitted`, into nbgrader's gradebook."""
    must_have_folder(json_file)
    if scheduler and no_sandbox:
        raise UsageError("On a cluster every worker grades in a sandbox: leave out --no-sandbox.")
    open_pool = open_cluster_pool(scheduler, partial(click.echo, err=True)) if scheduler else open_local_pool
    with ExitStack() as stack:
        opened = Course.open(course)
        if notebook:
            opened.directory.notebook_id = notebook
        if dry_run:
            stack.enter_context(trial(opened))
        classroom = stack.enter_context(
            open_classroom(opened, assignment, named=students, sandboxed=not no_sandbox, dry_run=dry_run)
        )
        chosen = sorted(set(students)) or opened.chosen_students(assignment)
        hooks = None if dry_run else Hooks(opened, opened.converter(), assignment)
        classroom.must_know(chosen, opened.converter())
        if compare or dry_run:
            stack.enter_context(_receipt(classroom, chosen, dry_run=dry_run))
        legend = _legend(classroom)
        table = not (compare or dry_run)
        output = _Output(Console(stderr=True), legend, json_file, table, details, hooks)
        if line := without_effect(opened.config, in_nbgrader=False):
            output.console.print(line, highlight=False, markup=False, soft_wrap=True)
        if damaged := classroom.writer.damaged():
            output.console.print(damaged_text(damaged), highlight=False, markup=False)
        known = [row.id for row in classroom.writer.gradebook.students]
        misplaced = misplaced_sentences(opened.misplaced(assignment, known), opened.root, assignment)
        for line in (*misplaced, *classroom.engine.assignment.room.notes):
            output.console.print(line, highlight=False, markup=False, soft_wrap=True)
        try:
            with output.progress:
                classroom.run(
                    chosen,
                    workers,
                    output.add,
                    open_pool,
                    force=force,
                    on_start=output.start,
                    before=hooks.before if hooks is not None else lambda _: None,
                )
            for line in classroom.lateness():
                output.console.print(line, highlight=False, markup=False, soft_wrap=True)
        finally:  # what has a result is shown, also if the grader failed at one of the others
            output.finish(classroom)


@dataclass
class _Output:
    """What the command prints of a grading, and the file that --json names.

    Parameters
    ----------
    console
        Standard error: progress and sentences.
    legend
        What students and exercises are called.
    json_file
        The file of --json.
    table
        Whether the table of marks is printed.
    details
        Whether the exercises without full marks are printed too.
    hooks
        What else happens when there is a result.
    """

    console: Console
    legend: Legend
    json_file: Path | None
    table: bool
    details: bool
    hooks: Hooks | None = None
    graded: dict[str, Result] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.progress = GradingProgress(self.console, self.legend)

    def start(self, pending: int, chosen: int) -> None:
        """Say how many submissions did not change, and begin to show the progress."""
        if pending < chosen:
            self.console.print(unchanged_text(chosen - pending, chosen), highlight=False)
        self.progress.start(pending)

    def add(self, result: Result) -> None:
        """Show that there is a result."""
        self.graded[result.student] = result
        self.progress.add(result)
        if self.hooks is not None:
            self.hooks.after(result.student)

    def finish(self, classroom: Classroom) -> None:
        """Show the results of this run, and write those of the whole class into the file."""
        everybody, with_result = set(classroom.everybody), set()
        rows: list[Result] = []
        with _opened(self.json_file) as file:
            for result in classroom.writer.results():
                if result.student in everybody:
                    with_result.add(result.student)
                    if file is not None:
                        file.writelines(f"{json_line(line)}\n" for line in result.lines())
                    if result.student in self.graded and len(self.graded) <= ROWS:
                        rows.append(result)
        without = sorted(everybody - with_result)
        if without:
            self.console.print(f"Not graded yet: {', '.join(map(shown, without))}.", markup=False)
        if len(self.graded) > ROWS:
            self.console.print(
                "All marks: `autograder export`; what the class misunderstood: `autograder report`."
            )
        elif self.table and rows and self.json_file != STDOUT:
            rows.sort(key=lambda result: alphabetical(self.legend.name(result.student)))
            printed(WIDTH).print(class_table(rows, self.legend))
            if self.details:
                printed(WIDTH).print(exercise_table(rows, self.legend, leave_out=SAID_BY_THE_LINE))
        if sentence := time_sentence(self.graded.values(), self.legend):
            self.console.print(sentence, highlight=False, markup=False, soft_wrap=True)


def _legend(classroom: Classroom) -> Legend:
    engine = classroom.engine
    people = map(person, classroom.writer.gradebook.students)
    return Legend.of(engine.assignment, engine.exercises, ((one.id, one.name) for one in people))


def _opened(json_file: Path | None) -> AbstractContextManager[TextIO | None]:
    """Open what --json names; standard output stays open."""
    if json_file is None or json_file == STDOUT:
        return nullcontext(None if json_file is None else sys.stdout)
    return json_file.open("w", encoding="utf-8")


@contextmanager
def _receipt(classroom: Classroom, chosen: list[str], *, dry_run: bool) -> Iterator[None]:
    """Print the receipt of what is graded inside."""
    before = read_works(classroom.writer.gradebook, classroom.engine.exercises)
    try:
        yield
    finally:  # also of what was graded before the grader failed
        _print_receipt(classroom, chosen, before, dry_run=dry_run)


def _print_receipt(
    classroom: Classroom, chosen: list[str], before: dict[str, Work], *, dry_run: bool
) -> None:
    exercises = classroom.engine.exercises
    after = read_works(classroom.writer.gradebook, exercises)
    receipts = [
        compare_works(exercises, before.get(student), after[student])
        for student in chosen
        if student in after
    ]
    if any(receipt.differs for receipt in receipts):
        printed(WIDTH).print(receipt_table(receipts))
    say(receipt_sentences(receipts, dry_run=dry_run))
