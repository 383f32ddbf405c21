"""The sample class, graded by wheels in an environment of their own: as `pip install .` installs the grader."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pytest

from tests.conftest import GradedClass, needs, submit_class
from tests.installed import Environment
from vanishing_gradients import ASSIGNMENT

pytestmark = [pytest.mark.slow, needs("bwrap")]


def test_the_sample_class_gets_the_marks_that_it_gets_in_the_repository(
    new_course: Path, engine_and_course: Environment, graded_class: GradedClass
) -> None:
    submit_class(new_course)
    command = ("autograder", "grade", ASSIGNMENT, "--json", "marks.jsonl")
    done = engine_and_course.run(*command, cwd=new_course, timeout=600)
    assert done.returncode == 0, done.stderr
    marks: dict[str, float] = defaultdict(float)
    for line in map(json.loads, (new_course / "marks.jsonl").read_text().splitlines()):
        marks[line["student"]] += line["score"] or 0
    in_repository = {
        student: sum(verdict.score or 0 for verdict in result.verdicts)
        for student, result in graded_class.results.items()
    }
    assert marks == pytest.approx(in_repository)
