"""The class report and the feedback page in a real browser: two widths, print, keyboard, axe-core."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from autograder.reports.class_report import class_report
from autograder.reports.feedback_page import feedback_page
from tests.conftest import CI, needs
from tests.golden.invented_class import ONE, TWO, cells, invented_class

pytestmark = [pytest.mark.slow, needs("chromium")]

WIDTHS = (1280, 400)
AXE = "axe_playwright_python"
"""The package that brings axe-core."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HOSTILE = (
    "<script>alert('answer')</script> <img src='https://evil.example/x.png' onerror='alert(1)'>\n\n"
    "[a](javascript:alert(2)) ![b](https://evil.example/y.png)\n\n# A heading\n\n"
    "$$\\sum_{i=1}^{n} w_i \\sigma'(z_i) + \\sum_{i=1}^{n} w_i \\sigma'(z_i) + \\sum_{i=1}^{n} w_i \\sigma'(z_i)$$"
)


def pages() -> dict[str, str]:
    """Return one page of each kind, by name."""
    record = invented_class()
    by_id = {work.person.id: work for work in record.works}
    links = {work.person.id: {ONE: "feedback/1.html", TWO: "feedback/2.html"} for work in record.works}
    made = "2026-11-24 10:00 UTC"
    return {
        "report": class_report(record, made, links=links),
        "report-anonymous": class_report(record, made, anonymous=True),
        "feedback": feedback_page(record, by_id["quote"], ONE, cells(ONE, HOSTILE)),
        "feedback-late": feedback_page(record, by_id["at"], ONE, cells(ONE)),
        "feedback-mistake": feedback_page(record, by_id["twin-b"], TWO, cells(TWO)),
    }


NAMES = list(pages())


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    made = tmp_path_factory.mktemp("pages")
    for name, text in pages().items():
        (made / f"{name}.html").write_text(text, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[BrowserContext]:
    """A window in which a test may run its own script on our pages."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    yield context
    context.close()


@pytest.fixture
def opened(window: BrowserContext, folder: Path) -> Iterator[Callable[..., Page]]:
    """Opens a page, with all that is folded unfolded unless told otherwise."""
    pages: list[Page] = []

    def at(name: str, *, folded: bool = False) -> Page:
        pages.append(window.new_page())
        pages[-1].goto((folder / f"{name}.html").as_uri())
        if not folded:
            pages[-1].evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        return pages[-1]

    yield at
    for page in pages:
        page.close()


def axe_source() -> str:
    """Return axe-core; where it is not installed the test is skipped, under CI it fails."""
    found = importlib.util.find_spec(AXE)
    if found is None or found.origin is None:
        reason = f"the package {AXE} is not installed"
        pytest.fail(reason) if CI else pytest.skip(reason)
    return (Path(found.origin).parent / "axe.min.js").read_text("utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing(opened, name: str) -> None:
    source, page = axe_source(), opened(name)
    page.evaluate(source)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", RULES)
        assert len(found["passes"]) > 20
        assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in found["violations"]] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_never_wider_than_the_window(opened, name: str) -> None:
    page = opened(name)
    for width in (*WIDTHS, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_student_who_wrote_script_gets_a_page_that_does_nothing(browser: Browser, folder: Path) -> None:
    context = browser.new_context()
    page, signs = context.new_page(), []
    page.on("dialog", lambda dialog: (signs.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: signs.append(request.url))
    page.on("console", lambda message: signs.append(message.text))
    address = (folder / "feedback.html").as_uri()
    page.goto(address)
    page.wait_for_timeout(500)
    text = page.inner_text("main")
    context.close()
    assert "alert('answer')" in text
    assert signs == [address]


@pytest.mark.parametrize("name", ["report", "feedback"])
def test_the_first_key_leads_past_the_navigation(opened, name: str) -> None:
    page = opened(name)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"


def test_print_shows_what_is_folded_and_leaves_the_navigation_out(opened) -> None:
    page = opened("feedback", folded=True)
    code = page.locator("details pre").first
    assert not code.is_visible()
    page.emulate_media(media="print")
    assert code.bounding_box()["height"] > 0
    report = opened("report")
    report.emulate_media(media="print")
    assert not report.locator("nav").is_visible()
    assert report.pdf().startswith(b"%PDF")


def test_formulas_are_drawn_without_a_script(opened) -> None:
    page = opened("feedback")
    assert page.locator(".answer math").first.bounding_box()["height"] > 10


def test_a_name_in_the_report_leads_to_the_students_row(opened) -> None:
    page = opened("report")
    page.locator("section[aria-labelledby=mistakes] a", has_text="Edsger").click()
    row = page.evaluate("document.querySelector(location.hash).innerText")
    assert "Dijkstra" in row
