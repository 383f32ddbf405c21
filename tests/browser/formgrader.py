"""nbgrader's formgrader in a real browser, used as a TA uses it."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page

from vanishing_gradients import ASSIGNMENT


def list_of(page: Page, address: str, notebook: str) -> Locator:
    """Open the list of submissions of a notebook as Manual Grading leads to it; return its rows, with names."""
    page.goto(f"{address}/formgrader/gradebook")
    page.get_by_role("link", name=ASSIGNMENT, exact=True).first.click()
    page.get_by_role("link", name=notebook, exact=True).first.click()
    rows = page.locator("tbody tr", has=page.locator("a.name-shown"))
    rows.first.wait_for()
    for eye in page.locator(".reveal .name-hidden").all():
        eye.click()
    page.mouse.move(0, 0)  # what the eye says when the mouse is on it covers a name
    return rows


def open_submission(page: Page, address: str, notebook: str, student: str) -> None:
    """Open the page on which a notebook of one student is marked.

    Parameters
    ----------
    student
        As the list names the student: the id, or "Last, First".
    """
    list_of(page, address, notebook).get_by_text(student, exact=True).click()
    page.locator(".score").first.wait_for()
    page.wait_for_load_state("networkidle")  # the marks that are there are fetched after the page


def answer(page: Page, cell: str) -> Locator:
    """Return the panel of a written answer."""
    return page.locator(".nbgrader_cell", has=page.locator(f"#{cell}-comment"))


def box(page: Page, cell: str) -> Locator:
    """Return the box with rubric and predictions that belongs to a written answer."""
    return page.locator(".cell", has=page.locator("[class^='marking-'][class$='-body']")).filter(
        has=page.locator(f"xpath=following-sibling::*[1][.//*[@id='{cell}-comment']]")
    )


def mark(page: Page, cell: str, score: float, comment: str = "") -> None:
    """Type a mark, and a comment where there is one; wait until each is saved."""
    fields = [(f"#{cell}", f"{score:g}", "grade")]
    fields += [(f"#{cell}-comment", comment, "comment")] if comment else []
    for field, text, what in fields:
        saved = re.compile(rf"/formgrader/api/{what}/")
        with page.expect_response(lambda r, saved=saved: saved.search(r.url) and r.request.method == "PUT"):
            page.locator(field).fill(text)
            page.locator(field).blur()
