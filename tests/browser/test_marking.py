"""Marking by hand in formgrader: what stands beside a written answer, and what a mark becomes."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import Browser, Page, expect

from autograder.authoring.samples import SOLVED
from tests.browser.formgrader import answer, box, list_of, mark, open_submission
from tests.conftest import needs
from vanishing_gradients import ASSIGNMENT

pytestmark = [pytest.mark.slow, needs("chromium", "bwrap")]

FIRST, FOURTH = "01-one-unit-one-slope", "04-depth"
PROOF, REFLECTION = "written_bound_proof", "written_reflection"
Lab = tuple[str, Path]


@pytest.fixture
def fourth(lab: Lab, page: Page) -> Page:
    """Notebook 4 of a student who solved all of it, open for marking."""
    open_submission(page, lab[0], FOURTH, SOLVED)
    return page


def test_rubric_and_predictions_stand_beside_the_answer(fourth: Page) -> None:
    left, right = box(fourth, REFLECTION).bounding_box(), answer(fourth, REFLECTION).bounding_box()
    assert left["x"] + left["width"] <= right["x"]
    assert abs(left["y"] - right["y"]) < 10


def test_in_a_narrow_window_they_stand_above_it(fourth: Page) -> None:
    fourth.set_viewport_size({"width": 800, "height": 900})
    above, below = box(fourth, REFLECTION).bounding_box(), answer(fourth, REFLECTION).bounding_box()
    assert above["y"] + above["height"] <= below["y"]


def test_the_box_holds_the_rubric_and_each_prediction_made_before_the_answer(fourth: Page) -> None:
    expect(box(fourth, REFLECTION)).to_contain_text("Rubric SA6 (4 points; award the sum)")
    expect(box(fourth, REFLECTION)).to_contain_text('predict("weight_20", "above 1000")')


def test_marker_lines_are_nowhere_on_the_page(fourth: Page) -> None:
    expect(fourth.locator("body")).not_to_contain_text("MARK SCHEME")


def test_a_rubric_stands_on_the_page_once(fourth: Page) -> None:
    assert fourth.inner_text("body").count("Rubric SA6") == 1


def test_nothing_on_the_page_is_wider_than_the_window(fourth: Page) -> None:
    for width in (1280, 800):
        fourth.set_viewport_size({"width": width, "height": 900})
        assert fourth.evaluate("document.documentElement.scrollWidth") <= width


def test_a_mark_and_a_comment_typed_there_stand_in_the_gradebook(lab: Lab, page: Page) -> None:
    open_submission(page, lab[0], FIRST, "sheet-answer-a")
    mark(page, PROOF, 2, "The place is z = 0.")
    with Gradebook(f"sqlite:///{lab[1]}/gradebook.db") as gradebook:
        assert gradebook.find_grade(PROOF, FIRST, ASSIGNMENT, "sheet-answer-a").score == 2
        comment = gradebook.find_comment(PROOF, FIRST, ASSIGNMENT, "sheet-answer-a").comment
    assert comment == "The place is z = 0."


def test_a_marked_answer_no_longer_waits(lab: Lab, page: Page) -> None:
    student = "sheet-answer-b"
    waiting = list_of(page, lab[0], FIRST).filter(has_text=student).locator(".needs-manual-grade")
    expect(waiting.locator(".glyphicon-ok")).to_be_visible()
    open_submission(page, lab[0], FIRST, student)
    mark(page, PROOF, 4)
    waiting = list_of(page, lab[0], FIRST).filter(has_text=student).locator(".needs-manual-grade")
    expect(waiting.locator(".glyphicon-ok")).to_have_count(0)


def test_a_students_markup_does_nothing_on_the_page(lab: Lab, browser: Browser) -> None:
    context = browser.new_context()
    page, signs = context.new_page(), []
    page.on("dialog", lambda dialog: (signs.append(dialog.message), dialog.dismiss()))
    open_submission(page, lab[0], FIRST, "script-in-markdown")
    live = page.evaluate(
        """() => [...document.querySelectorAll('.cell *')].filter(e =>
            ['SCRIPT', 'IFRAME', 'FORM'].includes(e.tagName) || /^javascript:/i.test(e.getAttribute('href') ?? '')
            || [...e.attributes].some(a => a.name.startsWith('on'))).map(e => e.outerHTML)"""
    )
    text = page.inner_text("body")
    context.close()
    assert "my figure" in text
    assert signs == live == []
