"""A class with many odd submissions, collected, graded and reported: nobody is missing, every guess is named."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.authoring.samples import SOLVED, build_submission
from autograder.front.cli import main
from tests.conftest import SAMPLES, grade, needs, open_gradebook
from tests.pipeline.collecting import collect
from tests.pipeline.odd_class import HandedIn, canvas_zip, moodle_zip, odd_class
from vanishing_gradients import ASSIGNMENT, EXERCISES

pytestmark = needs("bwrap")


@pytest.mark.parametrize("pack", [moodle_zip, canvas_zip])
def test_a_class_of_forty_is_collected_graded_and_reported(
    new_course: Path, tmp_path: Path, pack: Callable[[Path, list[HandedIn]], Path]
) -> None:
    folder = tmp_path / "solved"
    build_submission(SAMPLES / SOLVED, new_course / "release" / ASSIGNMENT, folder)
    everybody = odd_class({path.name: path.read_bytes() for path in folder.glob("0[1-9]-*.ipynb")})
    with open_gradebook(new_course) as gradebook:
        for one in everybody:
            gradebook.add_student(one.student, first_name=one.first, last_name=one.last)
    assert collect(new_course, pack(tmp_path / "download.zip", everybody)).exit_code == 0
    placed = {one.student: one for one in everybody if one.placed}
    results = grade(new_course, sorted(placed))
    page = tmp_path / "report.html"
    options = ["--course", str(new_course), "--output", str(page)]
    assert CliRunner().invoke(main, ["report", ASSIGNMENT, *options]).exit_code == 0
    report = page.read_text("utf-8")
    said = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", report)))

    for one in everybody:
        assert one.placed or f"{one.first} {one.last}" in said
    for student, result in results.items():
        here = {name.removesuffix(".ipynb") for name in placed[student].placed}
        broken = {v.notebook for v in result.verdicts if v.outcome in {"missing", "refused"}}
        assert broken.isdisjoint(here) or "<html" in str(placed[student].placed)
        for verdict in result.verdicts:
            if verdict.exercise in EXERCISES and verdict.notebook not in broken:
                built_on_missing = EXERCISES.prerequisites(verdict.exercise) & {
                    v.exercise for v in result.verdicts if v.notebook in broken
                }
                assert verdict.score == verdict.max or built_on_missing, (placed[student].shows, verdict)
        guessed = {verdict.exercise for verdict in result.verdicts if verdict.guessed}
        assert guessed == set(placed[student].guessed)
    needs_you = said.partition("Found where it does not belong")[2][:2000]
    for student, one in placed.items():
        named = f"{one.first} {one.last}" in needs_you
        assert named is bool(one.guessed), (student, one.shows)
