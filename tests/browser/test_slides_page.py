"""The slides for the lecture in a real browser: keys, widths, colours, print, and what a screen reader meets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.axe import violations
from tests.conftest import needs
from tests.unit.test_slides import slides

pytestmark = [pytest.mark.slow, needs("chromium")]

STEPS = 7
"""The first slide, and three states of each of two questions."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("slides") / "slides.html"
    path.write_text(slides(), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, bypass_csp=True)
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()


def seen(page: Page) -> list[bool]:
    words = ("what do you think?", "Does it double?", "4 students guessed", "Not quite.", "wrote this")
    return [page.get_by_text(word).is_visible() for word in words]


def test_arrows_lead_from_question_to_vote_to_answer_and_back(page: Page) -> None:
    states = [seen(page)]
    for _ in range(4):
        page.keyboard.press("ArrowRight")
        states.append(seen(page))
    asked, voted, answered = (
        [False, True, False, False, False],
        [False, True, True],
        [False, True, True, True],
    )
    assert states[0] == [True, False, False, False, False]
    assert states[1] == asked
    assert states[2] == [*voted, False, False]
    assert states[3] == [*answered, False]
    assert states[4] == [False] * 5
    page.keyboard.press("ArrowLeft")
    assert seen(page) == states[3]
    page.keyboard.press("Home")
    assert seen(page) == states[0]


def test_the_right_answer_does_not_show_with_the_vote(page: Page) -> None:
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    colours = [row.evaluate("e => getComputedStyle(e).color") for row in page.locator(".vote th").all()[:2]]
    assert colours[0] == colours[1]
    assert not page.get_by_text("✓").first.is_visible()
    page.keyboard.press(" ")
    assert page.get_by_text("✓").first.is_visible()


def test_what_appears_has_the_focus_so_that_it_is_read_aloud(page: Page) -> None:
    found = []
    for _ in range(3):
        page.keyboard.press("PageDown")
        found.append(page.evaluate("document.activeElement.tagName + document.activeElement.className"))
    assert found == ["H1", "DIVpart vote shown", "DIVpart answer-part shown"]


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(page: Page, colours: str) -> None:
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")
    for _ in range(STEPS):
        for width in (1280, 400):
            page.set_viewport_size({"width": width, "height": 800})
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.keyboard.press("ArrowRight")
    assert page.get_by_role("button", name="Next").is_disabled()


def test_nothing_moves_for_whoever_asked_for_that(page: Page) -> None:
    names = []
    for motion in ("reduce", "no-preference"):
        page.emulate_media(reduced_motion=motion)
        page.keyboard.press("Home")
        for _ in range(2):
            page.keyboard.press("ArrowRight")
        names.append(page.locator(".part.shown").first.evaluate("e => getComputedStyle(e).animationName"))
    assert names == ["none", "appear"]


def test_the_page_asks_nobody_for_anything_and_its_own_policy_lets_its_script_run(
    browser: Browser, address: str
) -> None:
    context = browser.new_context()
    page, signs = context.new_page(), []
    page.on("request", lambda request: signs.append(request.url))
    page.on("console", lambda message: signs.append(message.text))
    page.goto(address)
    page.keyboard.press("ArrowRight")
    shown = page.get_by_text("Does it double?").is_visible()
    context.close()
    assert (shown, signs) == (True, [address])


def test_print_gives_a_page_for_each_question_with_its_answer(page: Page) -> None:
    page.emulate_media(media="print")
    assert all(part.is_visible() for part in page.locator(".part").all())
    assert not page.get_by_role("button").first.is_visible()
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 3
