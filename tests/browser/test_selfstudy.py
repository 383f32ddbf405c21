"""The self-learner's way: `make lab`, the welcome page, progress that is saved, model answers."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from autograder.content import Rubric
from tests.browser.conftest import serving
from tests.browser.notebook import Notebook, wait_until_open
from tests.conftest import needs
from tools.repository import REPOSITORY
from vanishing_gradients import ASSIGNMENT, EXERCISES

pytestmark = [pytest.mark.slow, needs("chromium")]

assert EXERCISES.welcome is not None
WELCOME = EXERCISES.welcome.name
FIRST = "01-one-unit-one-slope.ipynb"
RIGHT = "def sigmoid(z):\n    z = np.asarray(z, dtype=float)\n    return 0.5 * (1 + np.tanh(z / 2))\n"
PROOF = "A square is never negative, so the slope can be no larger than one quarter."


@dataclass(frozen=True)
class Study:
    """A learner's server, started as `make lab` starts it, and the learner's folder."""

    address: str
    folder: Path


@pytest.fixture(scope="module")
def study(course: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("study") / "mine"
    command = [sys.executable, "-m", "autograder.front.cli", "study", ASSIGNMENT, "--folder", str(folder)]
    command += ["--course", str(course)]
    with serving(command, REPOSITORY, home) as address:
        yield Study(address, folder)


def test_it_opens_on_the_welcome_page(study: Study, page: Page) -> None:
    page.goto(study.address)
    wait_until_open(page, WELCOME)
    expect(page.locator(".jp-RenderedMarkdown h1").first).to_contain_text("Start here")


def test_the_path_leads_to_a_notebook(study: Study, page: Page) -> None:
    Notebook(page, study.address, WELCOME)
    page.locator(".jp-RenderedMarkdown a", has_text="1. One unit, one slope").click()
    wait_until_open(page, FIRST)


def test_progress_is_what_the_notebooks_hold_and_survives_a_restart(study: Study, page: Page) -> None:
    notebook = Notebook(page, study.address, WELCOME)
    assert f"0 of {len(EXERCISES)} functions pass" in notebook.run("progress").output
    write(study.folder / FIRST, "sigmoid", RIGHT)
    assert f"1 of {len(EXERCISES)} functions pass" in notebook.run("progress").output
    notebook.restart()
    after = notebook.run("progress").output
    assert f"1 of {len(EXERCISES)} functions pass" in after
    assert "Next: Exercise 1.2" in after


def test_progress_leads_to_the_next_notebook(study: Study, page: Page) -> None:
    notebook = Notebook(page, study.address, WELCOME)
    notebook.run("progress")
    notebook.show("progress").locator(".jp-OutputArea-output a").first.click()
    wait_until_open(page, FIRST)


def test_a_model_answer_opens_once_an_own_answer_is_written_and_saved(study: Study, page: Page) -> None:
    notebook = Notebook(page, study.address, FIRST)
    assert "First write your own answer" in notebook.run("model-written-bound-proof").output
    notebook.type_into("written_bound_proof", PROOF)
    notebook.run("written_bound_proof")
    notebook.save()
    notebook.run("model-written-bound-proof")
    shown = notebook.show("model-written-bound-proof").locator(".jp-OutputArea")
    expect(shown).to_contain_text("A model answer")
    expect(shown).to_contain_text("Rubric SA1")
    assert shown.locator("mjx-container").count() > 3
    boxes = shown.get_by_role("checkbox")
    expect(boxes).to_have_count(len(rubric_of("written_bound_proof").lines))
    boxes.first.check()
    expect(shown).to_contain_text("That is 2 of 6.")


def rubric_of(written: str) -> Rubric:
    return next(rubric for rubric in EXERCISES.rubrics if rubric.written == written)


def write(path: Path, name: str, source: str) -> None:
    """Put a source into a cell of a saved notebook."""
    content = json.loads(path.read_text("utf-8"))
    for cell in content["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == name:
            cell["source"] = source
    path.write_text(json.dumps(content), "utf-8")
