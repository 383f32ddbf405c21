"""Nothing of a student's runs, loads or covers anything in the browser of those who grade."""

from __future__ import annotations

import html
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext

from autograder.authoring.release import nbgrader
from autograder.reports.class_report import class_report
from autograder.reports.feedback_page import feedback_page
from tests.attacks.attack import UNIT, plans, write_plan
from tests.attacks.catalogue import CATEGORIES
from tests.attacks.folders import NAMES
from tests.attacks.guest_pages import hostile_guest
from tests.attacks.pages import CHOSEN, COVERING, LOADING, PAYLOADS, RUNNING, SHOWN
from tests.browser.conftest import lab_command, serving
from tests.conftest import grade, needs
from tests.golden.invented_guest import NAME as GUEST
from vanishing_gradients import ASSIGNMENT

pytestmark = [pytest.mark.slow, needs("chromium", "bwrap")]

SETTLE = 400
"""Milliseconds in which a page may do what it does by itself."""
STUDENTS = ".rendered_html, .output_area, .input_area, .answer, main pre, main code"
"""What holds something of a student's, on nbgrader's pages and on ours."""
SHOWABLE = tuple(one for one in NAMES if "\n" not in one.student)
"""nbgrader itself cannot write the feedback of somebody whose name has two lines."""
PLANS = plans({"controls": CATEGORIES["controls"][:1], "file": SHOWABLE, "browser": (SHOWN,)})


class Watch:
    """A page that tells what was done in it that its makers did not write."""

    def __init__(self, context: BrowserContext, allowed: tuple[str, ...]) -> None:
        self.page = context.new_page()
        self.signs: list[str] = []
        self._allowed = allowed
        self.page.expose_function("pwned", lambda *names: self.signs.append(f"script: {names}"))
        self.page.on(
            "dialog", lambda dialog: (self.signs.append(f"dialog: {dialog.message}"), dialog.dismiss())
        )
        self.page.on("popup", lambda popup: self.signs.append(f"window: {popup.url}"))
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.route("**/*", self._route)

    def _asked(self, url: str) -> None:
        if CHOSEN in url:
            self.signs.append(f"request: {url}")

    def _route(self, route) -> None:
        if route.request.url.startswith(self._allowed):
            route.continue_()
        else:
            route.abort()

    def look(self, address: str, *, wait_for: str | None = None) -> None:
        """Open a page, do everything with it that a hand on a mouse can do, and note what happens."""
        self.page.goto(address)
        if wait_for is not None:
            self.page.wait_for_selector(wait_for, timeout=60_000)
        self.page.wait_for_timeout(SETTLE)
        self.signs += self.page.evaluate(LIVE, STUDENTS)
        self.signs += self.page.evaluate(COVERS, STUDENTS)
        self.page.evaluate(TOUCH, STUDENTS)
        self.page.wait_for_timeout(SETTLE)


LIVE = """selector => [...document.querySelectorAll(selector)].flatMap(box => [...box.querySelectorAll('*')])
    .filter(e => ['SCRIPT', 'IFRAME', 'OBJECT', 'EMBED', 'BASE', 'META', 'LINK', 'STYLE', 'FORM'].includes(e.tagName)
        || [...e.attributes].some(a => a.name.startsWith('on') || a.name === 'srcdoc' || a.name === 'style' && /url|position/.test(a.value))
        || e.tagName === 'A' && e.hasAttribute('href') && !['http:', 'https:', 'mailto:', 'file:'].includes(e.protocol))
    .map(e => 'live: ' + e.outerHTML.slice(0, 150))"""

COVERS = """selector => {
    const own = new Set(), found = [];
    for (const box of document.querySelectorAll(selector)) for (const e of box.querySelectorAll('*')) own.add(e);
    for (const e of own) {
        if (['fixed', 'absolute', 'sticky'].includes(getComputedStyle(e).position) && !e.closest('math'))
            found.push('cover: ' + e.outerHTML.slice(0, 150));
        if (e.id && document.querySelectorAll('#' + CSS.escape(e.id)).length > 1)
            found.push('id taken: ' + e.id);
        if (['IMG', 'FORM', 'IFRAME'].includes(e.tagName) && e.getAttribute('name')) found.push('name taken: ' + e.outerHTML.slice(0, 150));
    }
    return found;
}"""

TOUCH = """selector => {
    const stay = event => event.preventDefault();
    for (const box of document.querySelectorAll(selector)) for (const e of box.querySelectorAll('*'))
        for (const kind of ['mouseover', 'mouseenter', 'focus', 'toggle', 'animationstart', 'error', 'load', 'click']) {
            const address = e.closest('a')?.getAttribute('href') ?? '';
            if (/^(https?|mailto|#|\\.|\\/)/.test(address)) e.closest('a').addEventListener('click', stay);
            e.dispatchEvent(new MouseEvent(kind, {bubbles: true, cancelable: true}));
        }
}"""


@pytest.fixture(scope="module")
def shown(course: Path, copy_of: Callable[[Path], Path]) -> Path:
    """A graded course of a hostile notebook, hostile names and an honest student, with all pages written."""
    mine = copy_of(course)
    for plan in PLANS:
        write_plan(plan, mine / "release" / ASSIGNMENT, mine / "submitted", ASSIGNMENT, {})
    grade(mine, [plan.student for plan in PLANS])
    done = nbgrader(mine, "generate_feedback", ASSIGNMENT)
    assert done.returncode == 0, done.stderr[-3000:]
    command = [sys.executable, "-m", "autograder.front.cli"]
    for more in (["report"], ["report", "--anonymous", "--output", str(mine / "anonymous.html")]):
        subprocess.run([*command, *more, ASSIGNMENT, "--course", str(mine)], check=True, capture_output=True)
    return mine


@pytest.fixture(scope="module")
def formgrader(shown: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(lab_command(shown), shown, tmp_path_factory.mktemp("home")) as address:
        yield address


@pytest.fixture
def watch(browser: Browser) -> Iterator[Callable[..., Watch]]:
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    yield lambda *allowed: Watch(context, allowed)
    context.close()


def test_the_watch_sees_every_kind_of_attack_where_nothing_is_cleaned(
    watch: Callable[..., Watch], tmp_path: Path
) -> None:
    file = tmp_path / "raw.html"
    body = "\n".join(
        f"<div class=rendered_html>{payload.text}</div>" for payload in (*COVERING, *LOADING, *RUNNING)
    )
    file.write_text(
        f"<!DOCTYPE html><div id=statusmessage></div><div id=notebook></div>{body}", "utf-8", "replace"
    )
    watching = watch("file:")
    watching.look(file.as_uri())
    text = "\n".join(watching.signs)
    assert sum(f"'{payload.name}'" in text for payload in RUNNING) >= 25
    assert sum(sign.startswith("request: ") for sign in watching.signs) >= 10
    for kind in ("live: ", "cover: ", "id taken: statusmessage", "name taken: "):
        assert kind in text


def test_nothing_runs_loads_or_covers_on_feedback_pages(shown: Path, watch: Callable[..., Watch]) -> None:
    pages = sorted((shown / "feedback").rglob("*.html"))
    assert any(SHOWN.name in page.parts for page in pages)
    assert signs_of(watch("file:"), [page.as_uri() for page in pages]) == ""


def test_nothing_runs_loads_or_covers_on_the_class_report(shown: Path, watch: Callable[..., Watch]) -> None:
    pages = [*(shown / "exports").rglob("*.html"), shown / "anonymous.html"]
    assert len(pages) >= 2
    assert signs_of(watch("file:"), [page.as_uri() for page in pages]) == ""


def test_nothing_runs_loads_or_covers_on_the_pages_of_a_guests_course(
    watch: Callable[..., Watch], tmp_path: Path
) -> None:
    """Each payload stands wherever a test, a student or a teacher may write: words, errors, outputs, headings."""
    record, cells = hostile_guest([payload.text for payload in PAYLOADS])
    pages = {
        "feedback": feedback_page(record, record.works[0], GUEST, cells),
        "report": class_report(record, "now"),
        "anonymous": class_report(record, "now", anonymous=True),
    }
    for name, text in pages.items():
        (tmp_path / f"{name}.html").write_text(text, "utf-8", "replace")
    addresses = [(tmp_path / f"{name}.html").as_uri() for name in pages]
    assert signs_of(watch("file:"), addresses) == ""


def test_nothing_runs_loads_or_covers_on_formgraders_lists(
    formgrader: str, watch: Callable[..., Watch]
) -> None:
    watching = watch(formgrader)
    first = f"{formgrader}/formgrader"
    lists = [
        f"{first}/manage_submissions/{ASSIGNMENT}",
        f"{first}/gradebook/{ASSIGNMENT}/{UNIT}",
        f"{first}/manage_students",
        *(f"{first}/manage_students/{quote(plan.student, safe='')}/{ASSIGNMENT}" for plan in PLANS),
    ]
    assert signs_of(watching, lists) == ""


def test_nothing_runs_loads_or_covers_where_a_ta_marks_answers(
    formgrader: str, watch: Callable[..., Watch]
) -> None:
    watching = watch(formgrader)
    watching.page.goto(f"{formgrader}/formgrader/gradebook/{ASSIGNMENT}/{UNIT}")
    watching.page.wait_for_selector("a[href*='/submissions/']", timeout=60_000)
    links = watching.page.locator("a[href*='/formgrader/submissions/']").all()
    addresses = {formgrader + str(link.get_attribute("href")) for link in links}
    assert len(addresses) == len(PLANS)
    assert signs_of(watching, sorted(addresses)) == ""


def signs_of(watching: Watch, addresses: list[str]) -> str:
    """Return what was noted, a line for each sign with the end of its page's address."""
    found = []
    for address in addresses:
        watching.look(address)
        found += [f"{address[-60:]} {sign}" for sign in sorted(set(watching.signs))]
        watching.signs.clear()
    return "\n".join(found)


def test_every_payload_stands_on_the_page_as_text(shown: Path) -> None:
    """They are not gone: what the pages show of them is harmless."""
    page = (shown / "feedback" / SHOWN.name / ASSIGNMENT / f"{UNIT}.html").read_text("utf-8")
    graded = (shown / "autograded" / SHOWN.name / ASSIGNMENT / f"{UNIT}.ipynb").read_text("utf-8")
    assert sum(html.escape(payload.name) in page for payload in PAYLOADS) > 0.9 * len(PAYLOADS)
    assert sum(f"{payload.name}:" in graded for payload in PAYLOADS) == len(PAYLOADS)
    assert shutil.which("chromium")
