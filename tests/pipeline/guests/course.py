"""Makes a guest's course, hands in its class, and grades it by genuine nbgrader and by both doors of the engine."""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path

import pytest

from autograder.authoring.release import nbgrader
from autograder.comparing import Difference, Door, Graded, differences, grade_by, read_graded, thrown_away
from autograder.course.course import CONFIG, Course
from tests.pipeline.guests.percent import answers, handed_in, source_notebook

GUEST = "guest"
"""The assignment."""
TWO_LINES = "from autograder.nbgrader_hooks import install\ninstall(c)\n"
CLASS = ("solved", "half", "wrong", "untouched")
OURS = (Door.GRADE, Door.NBGRADER)

Files = Mapping[str, str | bytes]


def guest_course(
    folder: Path,
    notebooks: Mapping[str, str],
    files: Files | None = None,
    *,
    config: str = "",
    students: Collection[str] = CLASS,
    **kernelspec: str,
) -> Path:
    """Make a course with a released assignment, and hand in its class.

    Parameters
    ----------
    notebooks
        Percent texts (`percent.py`) by the names of the notebooks.
    files
        What lies beside them in the source.
    config
        Further lines of its nbgrader_config.py.
    students
        Which of `CLASS` hand in.
    kernelspec
        Names another kernel than python3.
    """
    source = folder / "source" / GUEST
    write(source, files or {})
    for name, text in notebooks.items():
        write(source, {f"{name}.ipynb": json.dumps(source_notebook(text, **kernelspec), indent=1)})
    lines = 'c = get_config()\nc.CourseDirectory.course_id = "guests"\n'
    write(folder, {CONFIG: f"{lines}{TWO_LINES}{config}\n"})
    done = nbgrader(folder, "generate_assignment", GUEST)
    assert done.returncode == 0, done.stderr
    for student in students:
        for name, text in notebooks.items():
            hand_in(folder, student, name, answers(text, student))
    return folder


def hand_in(
    course: Path, student: str, notebook: str, texts: Mapping[str, str], files: Files | None = None
) -> Path:
    """Hand in a released notebook with these texts in its cells, and what lies beside it; return the folder."""
    released, place = course / "release" / GUEST, course / "submitted" / student / GUEST
    if not place.exists():
        shutil.copytree(released, place, ignore=shutil.ignore_patterns("*.ipynb"))
    content = json.loads((released / f"{notebook}.ipynb").read_text("utf-8"))
    write(place, {f"{notebook}.ipynb": handed_in(content, dict(texts)), **(files or {})})
    return place


def write(folder: Path, files: Files) -> None:
    """Write files into a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def graded(course: Path, door: Door, assignment: str = GUEST, *students: str) -> Graded:
    """Grade a throw-away copy of a course by one door; return its rows."""
    opened = Course.open(course)
    with thrown_away(opened, assignment, students) as copy:
        with pytest.MonkeyPatch.context() as patch:
            # Where this name is set, a kernel does not look at what its children write.
            patch.delenv("PYTEST_CURRENT_TEST", raising=False)
            run = grade_by(door, copy, assignment, real=course)
        assert run.exit_code == 0 or door is Door.STOCK, run.said
        return read_graded(copy, assignment)


def rows_that_differ(course: Path, assignment: str = GUEST, *students: str) -> list[Difference]:
    """Return the rows in which one of our doors differs from genuine nbgrader."""
    stock = graded(course, Door.STOCK, assignment, *students)
    assert stock.scores, "nbgrader graded nothing"
    return [each for door in OURS for each in differences(stock, graded(course, door, assignment, *students))]
