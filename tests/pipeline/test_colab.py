"""A class in Google Colab: the release has a first cell more, and is graded as ever."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.authoring.colab import CELL_ID
from autograder.authoring.samples import SOLVED, build_submission
from autograder.front.cli import main
from tests.conftest import SAMPLES, grade, needs
from vanishing_gradients import ASSIGNMENT

pytestmark = [pytest.mark.slow, needs("bwrap")]


def test_a_release_for_colab_is_graded_with_the_same_marks(new_course: Path) -> None:
    options = ["--colab", "https://example.org/vanishing-gradients.zip", "--course", str(new_course)]
    done = CliRunner().invoke(main, ["release", ASSIGNMENT, *options])
    assert done.exit_code == 0, done.output
    release = new_course / "release" / ASSIGNMENT
    for path in release.glob("*.ipynb"):
        assert json.loads(path.read_bytes())["cells"][0]["id"] == CELL_ID
    build_submission(SAMPLES / SOLVED, release, new_course / "submitted" / "ada" / ASSIGNMENT)
    (result,) = grade(new_course, ["ada"]).values()
    assert sum(verdict.score or 0 for verdict in result.verdicts) == 69
