"""The command `autograder explain`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from autograder.course.course import Course
from autograder.front.command import Command, course_option, printed
from autograder.front.reporting import only_assignment

WIDTH = 100


@click.command(cls=Command)
@click.argument("student")
@click.argument("exercise")
@course_option
@click.option("--assignment", help="The assignment; can be left out where only one was graded.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def explain(student: str, exercise: str, course: Path, assignment: str | None, as_json: bool) -> None:
    """Show why STUDENT got this mark for EXERCISE: code, first failing input, right value, mistake, mark.

    STUDENT is an id or a name, EXERCISE a name or a number such as 2.3. The submission is judged again in a
    sandbox with the same inputs as before; nothing is written. For staff: the page holds right values.
    """
    # Only here: the other commands do without.
    from autograder.gradebook.reader import read_class  # noqa: PLC0415
    from autograder.gradebook.trial import trial  # noqa: PLC0415
    from autograder.grading.again import judge_again  # noqa: PLC0415
    from autograder.grading.classroom import open_classroom  # noqa: PLC0415
    from autograder.reports.explained import explanation_page  # noqa: PLC0415
    from autograder.reports.explanation import explanation  # noqa: PLC0415
    from autograder.reports.lookup import find_item, find_student  # noqa: PLC0415

    opened = Course.open(course)
    name = only_assignment(opened, assignment)
    record = read_class(opened, name)
    person, item = find_student(record, student), find_item(record, exercise)
    with trial(opened), open_classroom(opened, name, named=[person.id], dry_run=True) as classroom:
        again = judge_again(classroom, person.id, item.cell_id)
    told = explanation(record, person, item, again)
    if as_json:
        click.echo(json.dumps(told.to_json(), ensure_ascii=False, indent=1))
        return
    console = printed(WIDTH)
    for part in explanation_page(told):
        console.print(part)
