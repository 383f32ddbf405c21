"""What a widget does besides its picture: it plays, is dragged, goes with the theme, outlives its kernel."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import SOLVED, Student, end_kernels
from tests.browser.notebook import PANEL, Notebook
from tests.browser.widget import Widget, show
from tests.conftest import needs

pytestmark = [pytest.mark.slow, needs("chromium")]
THEME = "theme => jupyterapp.commands.execute('apputils:change-theme', {theme})"
NO_KERNEL = f"() => {PANEL}.sessionContext.session.kernel.shutdown()"


def opened(page: Page, student: Student, name: str, cell: str) -> tuple[Notebook, Widget]:
    """Return a solved notebook that has run, and a widget in it."""
    notebook = Notebook(page, student.address, f"{SOLVED}/{name}.ipynb")
    notebook.run_all()
    return notebook, show(notebook, cell)


@pytest.fixture(scope="module")
def tangent(student: Student, context: BrowserContext) -> Iterator[tuple[Notebook, Widget]]:
    page = context.new_page()
    yield opened(page, student, "01-one-unit-one-slope", "explore-tangent")
    end_kernels(page)
    page.close()


@pytest.fixture
def calm(browser: Browser) -> Iterator[Page]:
    """A page of a reader whose system asks for less motion."""
    context = browser.new_context(viewport={"width": 1280, "height": 1400}, reduced_motion="reduce")
    page = context.new_page()
    yield page
    end_kernels(page)
    context.close()


def test_the_point_on_the_curve_is_dragged(tangent: tuple[Notebook, Widget]) -> None:
    _, widget = tangent
    place = widget.box.locator(".chainlab-wide .chainlab-handle").bounding_box()
    curve = widget.box.locator(".chainlab-wide svg svg").first.bounding_box()
    assert place is not None
    assert curve is not None
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    mouse = widget.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x - 3 / 16 * curve["width"], y, steps=6)  # the picture is 16 wide: three to the left
    mouse.up()
    widget.says("Place z = \N{MINUS SIGN}1.0;")


def test_the_point_on_the_curve_moves_with_the_arrow_keys_and_keeps_the_focus(
    tangent: tuple[Notebook, Widget],
) -> None:
    _, widget = tangent
    handle = widget.box.locator(".chainlab-wide .chainlab-handle")
    handle.focus()
    handle.press("Home")
    widget.says("Place z = \N{MINUS SIGN}8.0;")
    widget.page.keyboard.press("ArrowRight")
    widget.says("Place z = \N{MINUS SIGN}7.9;")
    widget.page.keyboard.press("PageUp")
    widget.says("Place z = \N{MINUS SIGN}6.9;")
    expect(handle).to_be_focused()


def test_a_picture_goes_with_the_theme(tangent: tuple[Notebook, Widget]) -> None:
    _, widget = tangent
    svg = widget.box.locator(".chainlab-wide svg").first
    for theme, ground in (("JupyterLab Dark", "rgb(17, 17, 17)"), ("JupyterLab Light", "rgb(255, 255, 255)")):
        widget.page.evaluate(THEME, theme)
        expect(svg.locator("rect").first).to_have_css("fill", ground)


def test_a_narrow_page_shows_the_narrow_picture(tangent: tuple[Notebook, Widget]) -> None:
    _, widget = tangent
    wide, narrow = (widget.box.locator(f".chainlab-{name}") for name in ("wide", "narrow"))
    expect(narrow).to_be_hidden()
    widget.box.evaluate("box => { box.style.width = '330px'; }")
    expect(narrow).to_be_visible()
    expect(wide).to_be_hidden()
    widget.box.evaluate("box => { box.style.width = ''; }")


def test_a_widget_whose_kernel_is_gone_says_so_and_keeps_its_last_picture(
    student: Student, page: Page
) -> None:
    notebook, widget = opened(page, student, "01-one-unit-one-slope", "explore-tangent")
    widget.press("z", "ArrowLeft", 5)
    widget.says("Place z = 1.5;")
    expect(widget.box.locator(".chainlab-gone")).to_be_hidden()
    page.wait_for_timeout(1500)  # the last picture is kept when the slider has come to rest
    notebook.save()
    page.evaluate(NO_KERNEL)
    widget.press("z", "ArrowLeft", 5)
    expect(widget.box.locator(".chainlab-gone")).to_contain_text("Run this cell to move it", timeout=15_000)
    again = Notebook(page, student.address, f"{SOLVED}/01-one-unit-one-slope.ipynb")
    cell = again.show("explore-tangent")
    still = cell.locator(".chainlab-still")
    expect(still).to_contain_text("Run this cell to move it", timeout=15_000)
    expect(still.locator("img")).to_have_attribute("alt", re.compile("at z = 1.5"))
    expect(cell.get_by_text("model not found").first).to_be_hidden()


def test_a_nudge_plays_and_pauses(student: Student, page: Page) -> None:
    _, widget = opened(page, student, "02-down-the-chain", "explore-nudge")
    widget.push("Play or pause")
    # Whichever arrow is seen first: a step is shorter than the time between two looks on a busy machine.
    expect(widget.box.locator(".chainlab-readout")).to_contain_text(
        re.compile(r"Arrow [1-9]"), timeout=10_000
    )
    widget.push("Play or pause")
    said = widget.box.locator(".chainlab-readout").inner_text()
    page.wait_for_timeout(1200)
    assert widget.box.locator(".chainlab-readout").inner_text() == said
    widget.push("To the start")
    widget.says("Arrow 0 of 20")


def test_whoever_asks_for_less_motion_moves_the_nudge_step_by_step(student: Student, calm: Page) -> None:
    _, widget = opened(calm, student, "02-down-the-chain", "explore-nudge")
    expect(widget.box.get_by_role("button", name="Play or pause")).to_be_hidden()
    expect(widget.box).to_contain_text("asks for less motion")
    widget.press("arrows passed", "ArrowRight", 2)
    widget.says("Arrow 2 of 20")
    expect(widget.box.locator(".chainlab-wide .chainlab-moving")).to_have_css("animation-name", "none")
