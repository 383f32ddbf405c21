"""Rubrics: read from a file each, and the same as what the questions of this course say."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.content import Rubric, RubricLine
from autograder.doctor import Diagnosis, rubrics
from autograder.notebooks import cells_of
from tools.repository import SOURCE
from vanishing_gradients import EXERCISES

TEXT = """
written = "written_why"
note = "A guess earns 1."

[[lines]]
id = "cause"
points = 2
sentence = "you name the cause."

[[lines]]
id = "example"
points = 1
sentence = "an example."
"""


def test_a_rubric_is_read_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "why.toml").write_text(TEXT)
    lines = (RubricLine("cause", 2, "you name the cause."), RubricLine("example", 1, "an example."))
    assert Rubric.read(tmp_path.glob("*.toml")) == (Rubric("written_why", lines, "A guess earns 1."),)


def test_a_rubric_is_worth_what_its_lines_are_together(tmp_path: Path) -> None:
    (tmp_path / "why.toml").write_text(TEXT)
    assert [rubric.points for rubric in Rubric.read(tmp_path.glob("*.toml"))] == [3]


@pytest.mark.parametrize(
    "text",
    [
        'written = "written_why"',
        TEXT.replace("points = 2\n", ""),
        TEXT.replace('id = "cause"', 'name = "cause"'),
        TEXT.replace('note = "', 'remark = "'),
        "written =",
    ],
    ids=["no lines", "no points", "an unknown name in a line", "an unknown name", "no TOML"],
)
def test_a_file_that_is_no_rubric_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "why.toml").write_text(text)
    with pytest.raises(ValueError, match=r"^why\.toml is not a rubric"):
        Rubric.read(tmp_path.glob("*.toml"))


def test_the_rubrics_of_the_course_say_what_its_questions_say() -> None:
    assert list(map(str, rubrics.written_answers(cells_of(SOURCE), Diagnosis(EXERCISES)))) == []


def test_the_rubrics_of_the_course_hold_all_points_by_hand() -> None:
    assert sum(rubric.points for rubric in EXERCISES.rubrics) == 31


def test_the_lines_of_a_rubric_have_ids_of_their_own() -> None:
    for rubric in EXERCISES.rubrics:
        assert len({line.id for line in rubric.lines}) == len(rubric.lines)
