"""What was ticked at the desk, in the hands of students and teachers: pages, report, exports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.course.course import Course
from autograder.gradebook.marks import Question
from autograder.gradebook.reader import read_class
from autograder.gradebook.records import ClassRecord
from autograder.marking.desk import Desk
from autograder.marking.giving import Wish, give
from autograder.marking.page import question_json
from autograder.marking.revising import revise
from autograder.marking.serving import shown
from autograder.marking.sheet import Sheet
from autograder.reports.criteria import criteria_of
from autograder.reports.talk import talking_points
from tests.conftest import open_gradebook
from tools.written_class import PLACE, hand_in
from vanishing_gradients import ASSIGNMENT

KEY = Question(ASSIGNMENT, **PLACE)
CELL = KEY.notebook, KEY.cell
STUDENTS = ("ada", "grace", "kim")


@pytest.fixture(scope="module")
def marked_course(course: Path, copy_of: Callable[[Path], Path]) -> Path:
    """A class of three, all of them marked at the desk."""
    folder = copy_of(course)
    hand_in(folder, {name: f"It is at most 1/4, says {name}." for name in STUDENTS})
    desk = Desk(Course.open(folder))
    sheet = desk.sheet(ASSIGNMENT, KEY.cell)
    given = {"ada": {"form": 2, "every_z": 1}, "grace": {"form": 2, "equality": 1}, "kim": {}}
    for name, id_ in ids(sheet).items():
        wish = {"ticks": given[name], "decision": "marked" if given[name] else "none", "comment": "See $z$."}
        give(sheet, "ina", Wish.of(wish, {id_: shown(sheet, "ina", [id_])[0]["row"]}))
    desk.engine.dispose()
    return folder


@pytest.fixture
def folder(marked_course: Path, copy_of: Callable[[Path], Path]) -> Path:
    return copy_of(marked_course)


@pytest.fixture
def sheet(folder: Path) -> Iterator[Sheet]:
    desk = Desk(Course.open(folder))
    yield desk.sheet(ASSIGNMENT, KEY.cell)
    desk.engine.dispose()


def ids(sheet: Sheet) -> dict[str, str]:
    """Return the desk's ids of the answers by their students."""
    with sheet.engine.connect() as db:
        return {student: id_ for id_, student in sheet.view(db).students.items()}


def record(folder: Path) -> ClassRecord:
    return read_class(Course.open(folder), ASSIGNMENT)


def earned(folder: Path) -> dict[str, dict[str, float] | None]:
    works = record(folder).works
    return {w.person.id: dict(w.ticked[CELL].earned) if CELL in w.ticked else None for w in works}


def test_every_report_reads_what_the_desk_wrote(folder: Path) -> None:
    assert earned(folder) == {
        "ada": {"form": 2, "every_z": 1},
        "grace": {"form": 2, "equality": 1},
        "kim": {},
    }


def test_the_line_that_the_class_missed_most_is_talked_about(folder: Path) -> None:
    point = talking_points(record(folder))[-1]
    assert (point.title.startswith("SA1"), point.lost, point.students) == (True, 5, 3)
    assert "complete" in point.line


def test_a_mark_that_formgrader_gave_since_then_has_no_lines(folder: Path) -> None:
    with open_gradebook(folder) as gradebook:
        gradebook.find_grade(KEY.cell, KEY.notebook, ASSIGNMENT, "ada").manual_score = 5.0
        gradebook.db.commit()
    assert earned(folder)["ada"] is None
    assert earned(folder)["grace"] == {"form": 2, "equality": 1}


def test_students_read_the_words_of_a_rubric_that_changed_while_marking(folder: Path, sheet: Sheet) -> None:
    rubric = question_json(sheet, "ina")["rubric"]
    lines = [
        {"id": "form", "points": 1, "sentence": "you write the slope so that it can be judged."},
        {"id": "every_z", "points": 3, "sentence": "it holds for every $z$."},
        *({key: line[key] for key in ("id", "points", "sentence")} for line in rubric["lines"][2:]),
    ]
    revise(sheet, "ina", {"version": rubric["version"], "lines": lines})
    work = next(work for work in record(folder).works if work.person.id == "grace")
    said = criteria_of("", work.marks[CELL], 6.0, work.ticked[CELL])
    assert said[0].words == "Earned, 1 of 1 point"
    assert str(said[0].sentence) == "you write the slope so that it can be judged."
    assert said[1].words == "Not earned, 0 of 3 points"
    assert work.marks[CELL].manual == 2.0


def test_a_gradebook_on_which_nobody_used_the_desk_is_read_as_before(
    course: Path, copy_of: Callable[[Path], Path]
) -> None:
    folder = copy_of(course)
    hand_in(folder, {"ada": "It is."})
    (work,) = record(folder).works
    assert work.ticked == {}
