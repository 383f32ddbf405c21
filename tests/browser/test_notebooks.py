"""The student's way: each released notebook in JupyterLab, from an untouched one to hints and praise."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from autograder.course.limits import Limits
from autograder.notebooks import read_notebook
from autograder.submission.files import parse
from autograder.submission.ingest import overlay
from tests.browser.conftest import CLASS, SOLVED, Student, end_kernels
from tests.browser.notebook import Cell, Notebook
from tests.conftest import needs
from tests.processes import programs
from tools.repository import RELEASE
from vanishing_gradients.figures import students_package

pytestmark = [pytest.mark.slow, needs("chromium")]

NAMES = sorted(path.name for path in RELEASE.glob("0[1-9]-*.ipynb"))
FIRST = NAMES[0]
RISING = "def sigmoid(z):\n    return 1 / (1 + np.exp(z))\n"
RIGHT = "def sigmoid(z):\n    z = np.asarray(z, dtype=float)\n    return 0.5 * (1 + np.tanh(z / 2))\n"
GUESS = '# Choose\npredict("far_right", "{}")'


@dataclass(frozen=True)
class Untouched:
    """An untouched notebook: its cells after Run All, and after a restart with Run All.

    Parameters
    ----------
    first, again
        The cells after either run.
    console
        What stopped scripts of the page.
    cut
        Texts that do not fit into a narrow window, in which only formulas and tables cannot be wrapped.
    """

    first: list[Cell]
    again: list[Cell]
    console: list[str]
    cut: list[str]


@pytest.fixture(scope="module", params=NAMES)
def untouched(request: pytest.FixtureRequest, student: Student, context: BrowserContext) -> Untouched:
    """Open a released notebook, run it, restart it and run it again; the seconds go to the report."""
    page, console = context.new_page(), []
    page.on("pageerror", lambda error: console.append(str(error)))
    times = [time.monotonic()]
    notebook = Notebook(page, student.address, f"{CLASS}/{request.param}")
    times.append(time.monotonic())
    notebook.run_all()
    first = notebook.cells()
    times.append(time.monotonic())
    notebook.restart_and_run_all()
    again = notebook.cells()
    times.append(time.monotonic())
    opened, ran, restarted = (after - before for before, after in pairwise(times))
    print(
        f"\n{request.param}: open {opened:.1f} s, run all {ran:.1f} s, restart and run all {restarted:.1f} s"
    )
    cut = cut_texts(page)
    end_kernels(page)
    page.close()
    return Untouched(first, again, console, cut)


def cut_texts(page: Page) -> list[str]:
    """Return the beginnings of markdown cells that are wider than a window of 800 pixels allows."""
    page.set_viewport_size({"width": 800, "height": 20_000})  # so high that JupyterLab shows every cell
    page.wait_for_function(
        "() => ![...document.querySelectorAll('.jp-RenderedMarkdown')].some(e => /\\$[^$]+\\$/.test(e.innerText))"
    )
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    texts: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('.jp-RenderedMarkdown')]
            .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent.slice(0, 80))"""
    )
    return texts


def test_an_untouched_notebook_runs_from_the_top_without_an_error(untouched: Untouched) -> None:
    assert [(cell.cell_id, cell.error) for cell in untouched.first if cell.error] == []


def test_every_check_of_an_untouched_notebook_says_kindly_that_nothing_was_attempted(
    untouched: Untouched,
) -> None:
    checks = [cell for cell in untouched.first if cell.grade_id.startswith("check_")]
    assert checks
    assert [c.grade_id for c in checks if "not attempted yet. Write your function" not in unwrapped(c)] == []


def test_every_guess_of_an_untouched_notebook_is_asked_for(untouched: Untouched) -> None:
    guesses = [cell for cell in untouched.first if cell.grade_id.startswith("predict_")]
    assert guesses
    assert [c.grade_id for c in guesses if "Guess first" not in c.output] == []


def test_a_restart_and_run_all_says_the_same_again(untouched: Untouched) -> None:
    def said(cells: list[Cell]) -> dict[str, str]:
        return {cell.grade_id: cell.output for cell in cells if cell.grade_id}

    assert said(untouched.again) == said(untouched.first)


def test_a_restart_and_run_all_has_no_error_either(untouched: Untouched) -> None:
    assert [(cell.cell_id, cell.error) for cell in untouched.again if cell.error] == []


def test_the_page_of_an_untouched_notebook_stops_at_no_script(untouched: Untouched) -> None:
    assert untouched.console == []


def test_no_formula_of_an_untouched_notebook_is_cut_in_a_narrow_window(untouched: Untouched) -> None:
    assert untouched.cut == []


# A student at work


@pytest.fixture(scope="module")
def folder(student: Student) -> Path:
    """A folder of the student's own, with a function written in notebook 1."""
    made = student.folder / "mine"
    shutil.copytree(student.folder / CLASS, made, ignore=shutil.ignore_patterns(".*"))
    content = json.loads((made / FIRST).read_text("utf-8"))
    for cell in content["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "sigmoid":
            cell["source"] = RIGHT
    (made / FIRST).write_text(json.dumps(content), "utf-8")
    return made


@pytest.fixture
def opened(student: Student, folder: Path, page: Page) -> Callable[[str], Notebook]:
    """Open a notebook of that folder."""
    return lambda name: Notebook(page, student.address, f"{folder.name}/{name}")


def test_a_wrong_answer_gets_the_hint_that_fits_it_and_a_right_one_praise(
    opened: Callable[[str], Notebook],
) -> None:
    notebook = opened(FIRST)
    notebook.run("imports")
    notebook.type_into("sigmoid", RISING)
    notebook.run("sigmoid")
    assert "Hint 1 of 3: Does your curve rise or fall" in unwrapped(notebook.run("check_sigmoid"))
    notebook.type_into("sigmoid", RIGHT)
    notebook.run("sigmoid")
    assert "Well done so far!" in unwrapped(notebook.run("check_sigmoid"))


def test_hints_open_one_below_the_other_without_a_new_cell(opened: Callable[[str], Notebook]) -> None:
    notebook = opened(FIRST)
    notebook.run("imports")
    notebook.type_into("sigmoid", RISING)
    notebook.run("sigmoid")
    notebook.run("check_sigmoid")
    cell = notebook.show("check_sigmoid")
    hints, seen = cell.get_by_text(re.compile(r"^Hint \d of 3")).locator("visible=true"), []
    for step in (2, 3):
        seen.append(hints.count())
        cell.get_by_text(f"Show hint {step}").click()
    assert [*seen, hints.count()] == [1, 2, 3]


def test_a_check_knows_that_the_last_version_did_not_run(opened: Callable[[str], Notebook]) -> None:
    notebook = opened(FIRST)
    notebook.run("imports")
    notebook.type_into("sigmoid", RIGHT)
    notebook.run("sigmoid")
    notebook.type_into("sigmoid", "def sigmoid(z)")
    notebook.run("sigmoid")
    assert "your last version did not run: SyntaxError in line 1" in unwrapped(notebook.run("check_sigmoid"))


def test_a_guess_that_is_made_by_a_button_stands_in_its_cell_after_the_next_run(
    opened: Callable[[str], Notebook],
) -> None:
    notebook = opened(FIRST)
    notebook.run("imports")
    notebook.run("predict_left_of_zero")
    cell = notebook.show("predict_left_of_zero")
    cell.get_by_role("button", name="shrinks").click()
    cell.get_by_text("Noted: shrinks.").wait_for()
    assert 'predict("left_of_zero", "shrinks")' in notebook.run("predict_left_of_zero").source


def test_a_changed_guess_stands_beside_the_first_and_reaches_the_teacher(
    opened: Callable[[str], Notebook], student: Student, folder: Path
) -> None:
    notebook = opened(FIRST)
    notebook.run("imports")
    for guess in ("about 0.01", "less than 0.0001"):
        notebook.type_into("predict_far_right", GUESS.format(guess))
        notebook.run("predict_far_right")
    notebook.save()
    handed_in = parse((folder / FIRST).read_bytes(), Limits()).cells
    clean = overlay(read_notebook(student.folder / CLASS / FIRST), handed_in)
    cell = clean.cell("predict_far_right")
    assert cell is not None
    assert cell.source == GUESS.format('about 0.01", "less than 0.0001')


def test_after_a_restart_the_first_guess_is_still_known(opened: Callable[[str], Notebook]) -> None:
    notebook = opened(FIRST)
    notebook.run("imports")
    notebook.type_into("predict_steepest_place", 'predict("steepest_place", "z = 1")')
    notebook.run("predict_steepest_place")
    notebook.restart()
    notebook.run("imports")
    notebook.type_into("predict_steepest_place", 'predict("steepest_place", "z = 0")')
    assert "first guess, z = 1, stays" in unwrapped(notebook.run("predict_steepest_place"))


def test_a_later_notebook_takes_a_function_along(opened: Callable[[str], Notebook]) -> None:
    notebook = opened(NAMES[1])
    notebook.run("imports")
    brought = unwrapped(notebook.run("bring-functions"))
    assert f"sigmoid: taken from {FIRST}; it passes its check" in brought


def test_in_a_notebook_that_is_not_trusted_a_picture_stands_for_the_widget(
    student: Student, page: Page, tmp_path: Path
) -> None:
    folder = student.folder / "from-somebody-else"
    shutil.copytree(student.folder / SOLVED, folder)
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to=notebook", "--execute", "--inplace", FIRST]
    # Another home: the signature of what ran there is not known to the student's server.
    subprocess.run(command, cwd=folder, env={**os.environ, **programs(), "HOME": str(tmp_path)}, check=True)
    notebook = Notebook(page, student.address, f"{folder.name}/{FIRST}")
    shown = notebook.show("explore-tangent").locator(".jp-OutputArea")
    assert students_package.load("explore.words").GONE in " ".join(shown.inner_text().split())
    assert shown.locator("img").first.evaluate("image => image.complete && image.naturalWidth > 0")
    picture = notebook.show("section-steepest").locator("img")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")


def unwrapped(cell: Cell) -> str:
    return " ".join(cell.output.split())
