"""Pages that a TA opens: formgrader and feedback, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from autograder.authoring.release import nbgrader
from tests.conftest import GradedClass, needs
from vanishing_gradients import ASSIGNMENT

pytestmark = [pytest.mark.slow, needs("chromium", "bwrap")]

HOSTILE = "script-in-markdown"
SHEET_B = "sheet-answer-b"


def watch(page: Page) -> list[str]:
    """Return a list that fills with every sign of script of the student's."""
    signs: list[str] = []
    page.on("dialog", lambda dialog: (signs.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda request: signs.append(request.url) if "evil" in request.url else None)
    return signs


def live_parts(page: Page) -> list[str]:
    """Return what in the page's cells could run: handlers, scripts and links that are no links."""
    return page.evaluate(
        """() => [...document.querySelectorAll('.cell *, main *')].filter(e =>
            e.tagName === 'SCRIPT' || e.tagName === 'IFRAME' || e.tagName === 'OBJECT' ||
            [...e.attributes].some(a => a.name.startsWith('on') && !e.closest('.nbgrader_cell textarea') ||
                /^\\s*javascript:/i.test(a.value))).map(e => e.outerHTML.slice(0, 200))"""
    )


@pytest.fixture(scope="module")
def feedback(graded_class: GradedClass) -> Path:
    done = nbgrader(graded_class.course, "generate_feedback", ASSIGNMENT, "--force")
    assert done.returncode == 0, done.stderr
    return graded_class.course / "feedback"


def test_formgrader_lists_every_submission(lab: tuple[str, Path], page: Page) -> None:
    address, course = lab
    page.goto(f"{address}/formgrader/manage_submissions/{ASSIGNMENT}")
    page.wait_for_selector(f"text={SHEET_B}", timeout=60_000)
    text = page.inner_text("body")
    assert all(folder.name in text for folder in (course / "submitted").iterdir())


def test_formgraders_button_grades_with_our_engine(lab: tuple[str, Path], page: Page) -> None:
    address, course = lab
    graded = course / "autograded" / SHEET_B / ASSIGNMENT / "02-down-the-chain.ipynb"
    before = graded.stat().st_mtime_ns
    page.goto(f"{address}/formgrader/manage_submissions/{ASSIGNMENT}")
    row = page.locator("tr", has_text=SHEET_B)
    row.locator(".autograde a").click(timeout=60_000)
    page.wait_for_selector(".modal-dialog >> text=Successfully autograded", timeout=120_000)
    assert graded.stat().st_mtime_ns > before
    assert "Exercise 2.3, chain_dydx: 0 of 6 points" in graded.read_text()


def test_the_manual_grading_page_shows_verdict_and_hint(lab: tuple[str, Path], page: Page) -> None:
    address, _ = lab
    page.goto(f"{address}/formgrader/gradebook/{ASSIGNMENT}/02-down-the-chain")
    page.wait_for_selector("a[href*='/submissions/']", timeout=60_000)
    hrefs = {a.get_attribute("href") for a in page.locator("a[href*='/formgrader/submissions/']").all()}
    texts = []
    for href in sorted(filter(None, hrefs)):
        page.goto(address + href)
        texts.append(page.inner_text("body"))
    assert any("Exercise 2.3, chain_dydx: 0 of 6 points" in text for text in texts)


def test_nothing_a_student_wrote_runs_on_the_feedback_page(feedback: Path, page: Page) -> None:
    signs = watch(page)
    for file in sorted((feedback / HOSTILE).rglob("*.html")):
        page.goto(file.as_uri())
        page.wait_for_timeout(300)
        assert live_parts(page) == []
    assert signs == []


def test_nothing_a_student_wrote_runs_in_formgrader(lab: tuple[str, Path], page: Page) -> None:
    address, _ = lab
    signs = watch(page)
    for notebook in ("01-one-unit-one-slope", "02-down-the-chain"):
        page.goto(f"{address}/formgrader/gradebook/{ASSIGNMENT}/{notebook}")
        page.wait_for_selector("a[href*='/submissions/']", timeout=60_000)
        hrefs = {a.get_attribute("href") for a in page.locator("a[href*='/formgrader/submissions/']").all()}
        for href in sorted(filter(None, hrefs)):
            page.goto(address + href)
            page.wait_for_timeout(200)
            assert live_parts(page) == []
    assert signs == []


def test_the_feedback_of_sheet_b_says_why_it_earned_nothing(feedback: Path, page: Page) -> None:
    page.goto((feedback / SHEET_B / ASSIGNMENT / "02-down-the-chain.html").as_uri())
    text = page.inner_text("section[aria-labelledby$=-check_chain_dydx]")
    assert "0 of 6 points. The function runs" in text
    assert "Hint:" in text


def test_formulas_on_feedback_pages_need_no_network(feedback: Path, page: Page) -> None:
    page.goto((feedback / SHEET_B / ASSIGNMENT / "01-one-unit-one-slope.html").as_uri())
    assert page.locator("math").count() > 5
    assert page.locator("math").first.is_visible()
