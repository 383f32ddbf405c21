"""The class report and the feedback page in a real browser: two widths, print, keyboard, axe-core."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from autograder.authoring.samples import SOLVED
from autograder.course.course import Course
from autograder.reports.class_report import class_report
from autograder.reports.feedback_page import feedback_page
from autograder.reports.writing import FEEDBACK, write_export, write_report
from tests.browser.axe import violations
from tests.conftest import GradedClass, needs
from tests.golden.invented_class import ONE, TWO, cells, invented_class
from tests.golden.invented_guest import NAME as GUEST
from tests.golden.invented_guest import guest_cells, guest_record
from vanishing_gradients import ASSIGNMENT

pytestmark = [pytest.mark.slow, needs("chromium")]

WIDTHS = (1280, 400)
SHOWN = (
    SOLVED,
    "sheet-answer-a",
    "sheet-answer-b",
    "error-carried-forward",
    "script-in-markdown",
    "empty-file",
)
"""Students of the sample class whose feedback pages are opened: every kind of outcome is among them."""
A4 = 688
"""Width of a page of paper between our margins, in the pixels of CSS."""
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
        "guest-report": class_report(guest_record(), made),
        "guest-feedback": feedback_page(guest_record(), guest_record().works[0], GUEST, guest_cells()),
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


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing(opened, name: str, colours: Literal["light", "dark"]) -> None:
    page = opened(name)
    page.emulate_media(color_scheme=colours)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == []


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


@pytest.fixture(scope="module")
def of_the_class(graded_class: GradedClass, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Addresses of the pages that `make demo` writes: both reports, the slides, and the feedback of some students."""
    course, made = Course.open(graded_class.course), tmp_path_factory.mktemp("class")
    reports = [
        write_report(course, ASSIGNMENT, made / f"{number}.html", **how).path
        for number, how in enumerate(({}, {"anonymous": True}, {"slides": True}))
    ]
    folder = write_export(course, ASSIGNMENT, FEEDBACK, made / "feedback").path
    return [path.as_uri() for path in (*reports, *(p for s in SHOWN for p in sorted(folder.glob(f"{s}/*"))))]


@needs("bwrap")
def test_axe_finds_nothing_on_the_pages_of_the_sample_class(
    window: BrowserContext, of_the_class: list[str]
) -> None:
    page, found = window.new_page(), {}
    for address in of_the_class:
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found[address, width] = violations(page)
    page.close()
    assert len(found) == 2 * (3 + 6 * len(SHOWN))  # a first page, and one for each notebook
    assert {place: what for place, what in found.items() if what} == {}


@needs("bwrap")
def test_the_pages_of_the_sample_class_fit_a_window_and_paper(
    window: BrowserContext, of_the_class: list[str]
) -> None:
    page, wider = window.new_page(), []
    for address in of_the_class:
        page.goto(address)
        for width, media in ((1280, "screen"), (400, "screen"), (A4, "print")):
            page.emulate_media(media=media)
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wider.append((address, width, media))
    page.close()
    assert wider == []


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
