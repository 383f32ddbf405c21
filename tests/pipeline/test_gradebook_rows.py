"""Our gradebook and stock nbgrader's are the same, row by row, for honest submissions.

Stock grades a second copy of the course whose nbgrader_config.py does not know us. Where stock cannot agree
(it sees no private checks, and knows no error carried forward) the submissions are chosen so that it does not
matter: right answers, untouched ones, and a teacher's own test cells.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from nbgrader.api import Gradebook

from autograder.authoring.release import nbgrader
from autograder.authoring.samples import build_submission
from tests.conftest import SAMPLES, needs
from vanishing_gradients import ASSIGNMENT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = [needs("bwrap"), pytest.mark.slow, pytest.mark.timeout(1200)]

STOCK_CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "vanishing-gradients"
c.ClearMarkScheme.enforce_metadata = False
"""
LATE = '\nc.LateSubmissionPlugin.penalty_method = "zero"\n'
DUE = datetime(2026, 3, 1, 12, 0)
IN_TIME, TOO_LATE = "2026-02-28 18:00:00 UTC", "2026-03-02 09:30:00 UTC"

TABLES = ("student", "submitted_assignment", "submitted_notebook", "grade", "comment")
OWN = "99-teachers-own"
FIRST, LAST = "01-one-unit-one-slope", "05-real-networks"  # nothing builds on the last one

RIGHT = "def double(v):\n    return 2 * v"
ONLY_POSITIVE = "def double(v):\n    return 2 * abs(v)"
UNDEFINED = "def twice(v):\n    return 2 * v"
WITHDRAWN = {"assignment_id": "late", "notebook_id": LAST}
"""A notebook that was late at first and is missing from the next submission. Stock leaves its old penalty
behind, which then eats the marks of the other notebooks; ours takes it away."""
ESSAY = "Twice as much of everything."


def own_notebook() -> dict[str, Any]:
    """Return a teacher's notebook: an assert cell with hidden tests, partial credit, answers, a task."""

    def cell(kind: str, grade_id: str, source: str, **ours: Any) -> dict[str, Any]:
        flags = {"grade": False, "solution": False, "locked": False, "task": False, **ours}
        entry: dict[str, Any] = {
            "cell_type": kind,
            "id": grade_id.replace("_", "-"),
            "metadata": {"nbgrader": {"grade_id": grade_id, "schema_version": 3, **flags}},
            "source": source,
        }
        return entry | ({"execution_count": None, "outputs": []} if kind == "code" else {})

    hidden = "### BEGIN HIDDEN TESTS\nassert double(-3) == -6\n### END HIDDEN TESTS"
    partial = "(1.5 if double(2) == 4 else 0) + (0.5 if double(-1) == -2 else 0)"
    stub = "def double(v):\n    ### BEGIN SOLUTION\n    return 2 * v\n    ### END SOLUTION"
    answer = "### BEGIN SOLUTION\nprint(double(21))\n### END SOLUTION"
    cells = [
        cell("code", "double", stub, solution=True),
        cell("code", "test_double", f"assert double(2) == 4\n{hidden}", grade=True, locked=True, points=2),
        cell("code", "part_of_double", partial, grade=True, locked=True, points=2),
        cell("markdown", "essay", "What is doubling?", grade=True, solution=True, points=3),
        cell("code", "show_double", answer, grade=True, solution=True, points=1),
        cell("markdown", "task_double", "Hand in a drawing of your own.", task=True, locked=True, points=2),
    ]
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def hand_in(
    course: Path, student: str, sample: str, *, when: str | None, without: str = "", **cells: str
) -> None:
    """Hand in a sample with these cells of the teacher's own notebook filled in."""
    target = course / "submitted" / student / ASSIGNMENT
    build_submission(SAMPLES / sample, course / "release" / ASSIGNMENT, target)
    if without:
        (target / f"{without}.ipynb").unlink()
    if when is not None:
        (target / "timestamp.txt").write_text(when)
    path = target / f"{OWN}.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = cells.get(cell["metadata"]["nbgrader"]["grade_id"], cell["source"])
    path.write_text(json.dumps(notebook), encoding="utf-8")


def first_class(course: Path) -> None:
    hand_in(course, "textbook", "full-marks-textbook", when=IN_TIME, double=RIGHT, essay=ESSAY)
    hand_in(course, "late", "full-marks-textbook", when=TOO_LATE, double=RIGHT, show_double="print(42)")
    hand_in(course, "helpers", "helper-cells", when=None, double=ONLY_POSITIVE)
    hand_in(course, "untouched", "untouched", when=TOO_LATE)
    hand_in(course, "half", "full-marks-textbook", when=TOO_LATE, without=LAST, double=UNDEFINED, essay=ESSAY)


def second_class(course: Path) -> None:
    """Resubmissions, better and worse, one of them without a timestamp, after a human has marked."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        gradebook.find_grade("essay", OWN, ASSIGNMENT, "textbook").manual_score = 2.5
        gradebook.find_grade("task_double", OWN, ASSIGNMENT, "textbook").manual_score = 1.0
        gradebook.find_grade("test_double", OWN, ASSIGNMENT, "helpers").manual_score = 1.0
        gradebook.find_grade("written_bound_proof", FIRST, ASSIGNMENT, "late").manual_score = 4.0
        gradebook.find_comment("essay", OWN, ASSIGNMENT, "textbook").manual_comment = "Of everything?"
        gradebook.db.commit()
    hand_in(course, "textbook", "full-marks-textbook", when=None, double=ONLY_POSITIVE, essay=ESSAY)
    hand_in(course, "late", "full-marks-textbook", when=TOO_LATE, without=LAST, double=RIGHT)
    hand_in(course, "helpers", "helper-cells", when=TOO_LATE, double=RIGHT)
    hand_in(course, "half", "full-marks-own-style", when=IN_TIME, double=UNDEFINED)


def rows(course: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of nbgrader's tables with names in the place of ids, sorted."""
    with sqlite3.connect(f"file:{course / 'gradebook.db'}?mode=ro", uri=True) as database:
        database.row_factory = sqlite3.Row
        names: dict[str, str] = {}
        for table, text in (
            ("assignment", "name"),
            ("notebook", "name"),
            ("base_cell", "type || ' ' || name"),
            ("submitted_assignment", "student_id"),
        ):
            names |= dict(database.execute(f"SELECT id, {text} FROM {table}"))
        for key, notebook, submission in database.execute(
            "SELECT id, notebook_id, assignment_id FROM submitted_notebook"
        ):
            names[key] = f"{names[submission]}: {names[notebook]}"
        return {table: _rows(database, table, names) for table in TABLES}


def _rows(database: sqlite3.Connection, table: str, names: dict[str, str]) -> list[dict[str, Any]]:
    found = []
    for row in map(dict, database.execute(f"SELECT * FROM {table}")):
        if table != "student":
            del row["id"]
        found.append({c: names.get(v, v) if c.endswith("_id") else v for c, v in row.items()})
    return sorted(found, key=repr)


@pytest.fixture(scope="module")
def pair(
    once: Callable[[str, Callable[[Path], None]], Path], course: Path, copy_of: Any
) -> tuple[Path, Path]:
    """One course in two copies, graded by us and by stock nbgrader; afterwards the same anew.

    The rows after the first grading lie beside each course in `first.json`.
    """

    def make(folder: Path) -> None:
        ours, stock = folder / "ours", folder / "stock"
        released = copy_of(course)
        text = json.dumps(own_notebook(), indent=1)
        (released / "source" / ASSIGNMENT / f"{OWN}.ipynb").write_text(text, encoding="utf-8")
        run(released, "generate_assignment", ASSIGNMENT, "--force")
        with Gradebook(f"sqlite:///{released / 'gradebook.db'}") as gradebook:
            gradebook.find_assignment(ASSIGNMENT).duedate = DUE
            gradebook.db.commit()
        folder.mkdir()
        for place in (ours, stock):
            copy_of(released).rename(place)
        with (ours / "nbgrader_config.py").open("a") as file:
            file.write(LATE)
        (stock / "nbgrader_config.py").write_text(STOCK_CONFIG + LATE)
        for hand_all_in, options in ((first_class, []), (second_class, ["--force"])):
            for place in (ours, stock):
                hand_all_in(place)
                run(place, "autograde", ASSIGNMENT, *options)
                (place / f"{hand_all_in.__name__}.json").write_text(json.dumps(rows(place)))

    folder = once("ours-and-stock", make)
    return folder / "ours", folder / "stock"


def run(course: Path, *arguments: str) -> None:
    done = nbgrader(course, *arguments)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("grading", ["first_class", "second_class"])
@pytest.mark.parametrize("table", TABLES)
def test_our_rows_are_those_of_stock_nbgrader(pair: tuple[Path, Path], grading: str, table: str) -> None:
    ours, stock = (json.loads((place / f"{grading}.json").read_text())[table] for place in pair)
    if (table, grading) == ("submitted_notebook", "second_class"):
        stale = next(row for row in stock if WITHDRAWN.items() <= row.items())
        assert stale["late_submission_penalty"] == 7.0
        stale["late_submission_penalty"] = None
    assert ours == stock
    assert len(ours) >= 5


def scores(place: Path, grading: str, student: str) -> dict[str, float | None]:
    """Return the automatic scores of a student's cells in the teacher's own notebook."""
    found = json.loads((place / f"{grading}.json").read_text())["grade"]
    return {
        row["cell_id"].split()[-1]: row["auto_score"]
        for row in found
        if row["notebook_id"] == f"{student}: {OWN}"
    }


@pytest.mark.parametrize(
    ("student", "expected"),
    [
        ("textbook", {"test_double": 2.0, "part_of_double": 2.0, "essay": None, "show_double": 0.0}),
        ("helpers", {"test_double": 0.0, "part_of_double": 1.5, "essay": 0.0, "show_double": 0.0}),
        ("half", {"test_double": 0.0, "part_of_double": 0.0, "essay": None, "show_double": 0.0}),
    ],
)
def test_a_teachers_own_cells_score_as_they_were_written(
    pair: tuple[Path, Path], student: str, expected: dict[str, float | None]
) -> None:
    """Not only the same as stock's: hidden tests count, and a value is partial credit."""
    ours = scores(pair[0], "first_class", student)
    assert {name: ours[name] for name in expected} == expected


def test_a_late_notebook_is_penalised_and_one_in_time_is_not(pair: tuple[Path, Path]) -> None:
    found = json.loads((pair[0] / "first_class.json").read_text())["submitted_notebook"]
    penalty = {row["assignment_id"]: row["late_submission_penalty"] for row in found}
    assert penalty["textbook"] is None
    assert penalty["late"] > 0
