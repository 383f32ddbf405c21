"""Damaged and newer results in a gradebook: no command stops at those of others, and each says what it met."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.course.course import Course
from autograder.gradebook import history
from autograder.gradebook.stored import RESULTS
from autograder.reports.progress import damaged_text
from autograder.results.stored import FORMAT
from tests.conftest import open_gradebook
from tests.pipeline.given_results import WRONG, read, result, run, said, write, write_class

pytestmark = pytest.mark.both_databases


@pytest.fixture
def graded(new_course: Path) -> Path:
    """A course with two graded students."""
    write_class(new_course)
    return new_course


def store(folder: Path, student: str, payload: str) -> None:
    """Put something in the place of a student's stored result."""
    with open_gradebook(folder) as gradebook:
        gradebook.db.execute(RESULTS.update().where(RESULTS.c.student == student).values(payload=payload))
        gradebook.db.commit()


@pytest.mark.parametrize("payload", ["", "{", "[1, 2]", '{"verdicts": [{"notebook": 3}]}', "null"])
def test_a_damaged_result_leaves_the_marks_and_the_other_results(graded: Path, payload: str) -> None:
    store(graded, "bob", payload)
    ada, bob = read(graded).works
    assert (ada.damaged, ada.verdicts != {}, ada.score) == (False, True, 69.0)
    assert (bob.damaged, bob.verdicts, bob.score) == (True, {}, 63.0)


@pytest.mark.parametrize(
    "command", [("report",), ("export", "--format", "csv"), ("export", "--format", "feedback")]
)
def test_a_damaged_result_stops_no_command_and_is_said(graded: Path, command: tuple[str, ...]) -> None:
    store(graded, "bob", "{")
    ran = run(command[0], graded, *command[1:])
    assert ran.exit_code == 0, ran.output
    assert damaged_text(["bob"]) in said(ran)


def test_a_result_of_a_newer_version_gets_one_sentence_that_says_what_to_do(graded: Path) -> None:
    store(graded, "bob", json.dumps({"format": FORMAT + 1, "verdicts": "of a shape that nobody knows yet"}))
    ran = run("report", graded)
    assert ran.exit_code == 1
    assert "was stored by a newer version of the grader" in said(ran)
    assert "Update the grader" in said(ran)


@pytest.mark.parametrize("marks", ["{", '{"format": 2}', '{"a/b": 3}'])
def test_a_damaged_history_leaves_that_of_the_others(graded: Path, marks: str) -> None:
    write(graded, result(Course.open(graded), "ada", WRONG))
    with open_gradebook(graded) as gradebook:
        gradebook.db.execute(
            history.HISTORY.update().where(history.HISTORY.c.student == "bob").values(marks=marks)
        )
        gradebook.db.commit()
    past = read(graded).history
    assert (past.damaged, [change.student for change in past.changes]) == (("bob",), ["ada"])
