"""Takes the pictures of the README and the guides again: a hint, a notebook, the class report, the desk.

python -m tools.pictures            writes docs/pictures/*.png; needs chromium and bubblewrap, takes a minute
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from autograder.authoring.samples import build_submission
from autograder.course.course import Course
from autograder.grading.classroom import open_classroom
from autograder.reports.writing import write_report
from tests.browser.conftest import lab_command, serving
from tests.browser.desk import open_question, press, saved
from tests.browser.notebook import Notebook
from tests.conftest import CHROMIUM, FLAGS
from tools.repository import REPOSITORY, SAMPLES, hand_in_class, make_course
from vanishing_gradients import ASSIGNMENT

PICTURES = REPOSITORY / "docs" / "pictures"
SIZE: ViewportSize = {"width": 960, "height": 780}
WIDE: ViewportSize = {"width": 1280, "height": 780}
DECIDED = ("f", "n", "1", "4", "n", "0", "n", "1", "Shift+2")
"""The keys that are pressed at the desk before its picture is taken."""
SHOWN = (
    ("hint", "weights-forgotten", "02-down-the-chain", 'check("chain_dydx"', "end"),
    ("notebook", "full-marks-textbook", "01-one-unit-one-slope", "explore_tangent(", "start"),
)
"""(picture, sample, notebook, how the source of the cell begins, where the cell should be in the window)."""
ANYWAY = "Show me anyway"
SCROLL = """([start, align]) => {
    const panel = jupyterapp.shell.currentWidget.content;
    const index = [...panel.model.cells].findIndex(c => c.sharedModel.source.startsWith(start));
    panel.activeCellIndex = index;
    return panel.scrollToItem(index, align);
}"""


def take(browser: Browser, course: Path, scratch: Path) -> None:
    """Take the pictures of notebooks in JupyterLab."""
    desk, home = scratch / "desk", scratch / "home"
    home.mkdir()
    for _, sample, *_ in SHOWN:
        release = course / "release" / ASSIGNMENT
        shutil.copytree(release, desk / sample)
        build_submission(SAMPLES / sample, release, scratch / "built" / sample)
        shutil.copytree(scratch / "built" / sample, desk / sample, dirs_exist_ok=True)
    with serving(lab_command(desk), desk, home) as address:
        for name, sample, notebook, cell, align in SHOWN:
            page = browser.new_page(viewport=SIZE)
            shown = Notebook(page, address, f"{sample}/{notebook}.ipynb")
            page.evaluate("jupyterapp.shell.collapseLeft()")
            page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
            shown.wait_until_idle()
            page.wait_for_timeout(3000)
            page.evaluate(SCROLL, [cell, align])
            page.wait_for_timeout(1500)
            if page.get_by_role("button", name=ANYWAY).count():
                page.get_by_role("button", name=ANYWAY).first.click()
                page.wait_for_timeout(1500)
            page.evaluate(SCROLL, [cell, align])  # once more: what stands above has its full height only now
            page.wait_for_timeout(500)
            page.screenshot(path=PICTURES / f"{name}.png")
            page.close()


def report(browser: Browser, course: Path) -> None:
    """Take the picture of the class report on the sample class: samples by exercises."""
    students = hand_in_class(course)
    with open_classroom(Course.open(course), ASSIGNMENT) as classroom:
        classroom.run(students)
    written = write_report(Course.open(course), ASSIGNMENT, None)
    page = browser.new_page(viewport=SIZE)
    page.goto(f"{written.path.as_uri()}#matrix")
    page.screenshot(path=PICTURES / "report.png")
    page.close()


def desk(browser: Browser, course: Path, scratch: Path) -> None:
    """Take the picture of the marking desk on the graded sample class, some answers marked."""
    with serving(lab_command(course), course, scratch / "home") as address:
        page = browser.new_page(viewport=WIDE)
        open_question(page, address, "written_bound_proof")
        press(page, *DECIDED)
        saved(page)
        page.screenshot(path=PICTURES / "desk.png")
        page.close()


def main() -> None:
    """Take all of them."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        scratch = Path(folder)
        make_course(scratch / "course")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        take(browser, scratch / "course", scratch)
        report(browser, scratch / "course")
        desk(browser, scratch / "course", scratch)
        browser.close()


if __name__ == "__main__":
    main()
