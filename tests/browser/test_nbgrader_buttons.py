"""nbgrader's own buttons in JupyterLab: Validate, Assignment List, Create Assignment, Formgrader."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from autograder.authoring.release import nbgrader
from tests.browser.conftest import CLASS, SOLVED, Student, end_kernels
from tests.browser.notebook import Notebook, choose, open_lab
from tests.conftest import needs
from vanishing_gradients import ASSIGNMENT

pytestmark = [pytest.mark.slow, needs("chromium")]

FIRST = "01-one-unit-one-slope.ipynb"
VERDICT_MS = 120_000


def validate(page: Page, student: Student, path: str) -> str:
    """Press the notebook's button and return what the dialog says."""
    notebook = Notebook(page, student.address, path)
    notebook.page.get_by_text("Validate", exact=True).click()
    dialog = page.locator(".jp-Dialog-content")
    dialog.wait_for(timeout=VERDICT_MS)
    return " ".join(dialog.inner_text().split())


# Validate


def test_validate_says_of_an_untouched_notebook_that_nothing_was_attempted(
    student: Student, page: Page
) -> None:
    verdict = validate(page, student, f"{CLASS}/{FIRST}")
    assert verdict.count("not attempted yet. Write your function") == 5
    assert "YOUR ANSWER HERE You did not provide a response." in verdict
    assert "Traceback" not in verdict


def test_validate_says_of_a_solved_notebook_that_it_passes(student: Student, page: Page) -> None:
    assert "Success! Your notebook passes all the tests." in validate(page, student, f"{SOLVED}/{FIRST}")


# Assignment List


@pytest.fixture
def assignments(student: Student, page: Page) -> Page:
    """The student's list of assignments."""
    open_lab(page, student.address)
    choose(page, "Nbgrader", "Assignment List")
    page.locator("#assignments").wait_for()
    return page


def item(page: Page, which: str) -> Locator:
    """Return the assignment in one of the lists."""
    return page.locator(f"#{which}_assignments_list .list_item", has_text=ASSIGNMENT).first


def test_an_assignment_is_fetched_worked_on_submitted_and_collected(
    student: Student, assignments: Page
) -> None:
    item(assignments, "released").get_by_text("Fetch").click()
    fetched = item(assignments, "fetched")
    fetched.get_by_text("Submit", exact=True).wait_for()  # the list is read anew; then the folder is there
    assert (student.folder / ASSIGNMENT / "chainlab" / "coach" / "check.py").is_file()
    fetched.get_by_text("Submit", exact=True).click()
    item(assignments, "submitted").wait_for()
    done = nbgrader(student.course, "collect", ASSIGNMENT, *student.exchange)
    assert done.returncode == 0, done.stderr
    (collected,) = (student.course / "submitted").iterdir()
    handed_in = sorted(path.name for path in (collected / ASSIGNMENT).glob("*.ipynb"))
    assert handed_in == sorted(path.name for path in (student.folder / CLASS).glob("*.ipynb"))


# Create Assignment and Formgrader


@pytest.fixture(scope="module")
def panel(lab: tuple[str, Path], context: BrowserContext) -> Iterator[Locator]:
    """The teacher's panel Create Assignment beside a source notebook."""
    page = context.new_page()
    Notebook(page, lab[0], f"source/{ASSIGNMENT}/{FIRST}")
    choose(page, "Nbgrader", "Create assignment")
    found = page.locator(".nbgrader-NotebookPanelWidget")
    found.wait_for()
    yield found
    end_kernels(page)
    page.close()


def cell_of(panel: Locator, grade_id: str) -> Locator:
    """Return the panel's entry of the cell with this grade_id."""
    for entry in panel.locator(".nbgrader-CellWidget").all():
        field = entry.locator(".nbgrader-CellId input")
        if field.count() and field.input_value() == grade_id:
            return entry
    raise AssertionError(f"the panel shows no cell {grade_id}")


def test_create_assignment_shows_the_points_of_a_notebook(panel: Locator) -> None:
    expect(panel.locator(".nbgrader-TotalPointsInput")).to_have_value("18")


def test_create_assignment_knows_our_test_cells(panel: Locator) -> None:
    entry = cell_of(panel, "check_sigmoid")
    assert entry.locator(".nbgrader-CellType select").input_value() == "tests"
    assert entry.locator(".nbgrader-CellPoints input").input_value() == "3"


def test_create_assignment_knows_our_written_answers(panel: Locator) -> None:
    entry = cell_of(panel, "written_bound_proof")
    assert entry.locator(".nbgrader-CellType select").input_value() == "manual"


def test_create_assignment_changes_points(panel: Locator) -> None:
    points = cell_of(panel, "check_sigmoid").locator(".nbgrader-CellPoints input")
    points.fill("4")
    points.blur()
    expect(panel.locator(".nbgrader-TotalPointsInput")).to_have_value("19")


@needs("bwrap")
def test_the_menu_opens_formgrader_on_this_course(lab: tuple[str, Path], page: Page) -> None:
    open_lab(page, lab[0])
    choose(page, "Nbgrader", "Formgrader")
    frame = page.frame_locator("#formgrader iframe")
    expect(frame.get_by_role("link", name=ASSIGNMENT, exact=True).first).to_be_visible(timeout=60_000)
