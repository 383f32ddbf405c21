"""axe-core and pictures: the notebooks as pages, the welcome page, and what `progress` shows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from nbconvert.exporters import HTMLExporter
from playwright.sync_api import BrowserContext, Page

from autograder.authoring.pages import write_pages
from tests.browser.axe import violations
from tests.browser.conftest import CLASS, STUDY, Student
from tests.browser.notebook import Notebook
from tests.conftest import needs
from tools.repository import RELEASE
from vanishing_gradients import EXERCISES

pytestmark = [pytest.mark.slow, needs("chromium")]

assert EXERCISES.welcome is not None
WELCOME = EXERCISES.welcome
NAMES = sorted(path.stem for path in RELEASE.glob("0[1-9]-*.ipynb"))
WIDTHS = (1280, 400)
NBCONVERTS_OWN = (".jp-InputPrompt", ".jp-OutputPrompt", ".highlight span")
"""Parts of a plain nbconvert page whose colours are nbconvert's."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The released notebooks, the welcome page among them, as pages of ours; and as nbconvert makes them."""
    folder = tmp_path_factory.mktemp("pages")
    write_pages(RELEASE, folder)
    for name in NAMES:
        page, _ = HTMLExporter().from_filename(str(RELEASE / f"{name}.ipynb"))
        (folder / f"plain-{name}.html").write_text(page, encoding="utf-8")
    return folder


@pytest.fixture
def offline(context: BrowserContext, page: Page) -> Page:
    """A page that asks nothing of the network."""
    page.route("http*://**", lambda route: route.abort())
    return page


@pytest.mark.parametrize("name", [*NAMES, WELCOME.stem])
def test_axe_finds_nothing_on_a_page(pages: Path, offline: Page, name: str) -> None:
    offline.goto((pages / f"{name}.html").as_uri())
    offline.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    for width in WIDTHS:
        offline.set_viewport_size({"width": width, "height": 900})
        assert violations(offline) == []


@pytest.mark.parametrize("name", NAMES)
def test_on_nbconverts_own_page_only_nbconverts_own_colours_fall_short(
    pages: Path, offline: Page, name: str
) -> None:
    offline.goto((pages / f"plain-{name}.html").as_uri())
    offline.evaluate(
        "parts => document.querySelectorAll(parts).forEach(e => e.style.visibility = 'hidden')",
        ", ".join(NBCONVERTS_OWN),
    )
    assert violations(offline) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_static_picture_shows_on_a_page_and_has_words(pages: Path, offline: Page, name: str) -> None:
    offline.goto((pages / f"{name}.html").as_uri())
    pictures = offline.evaluate("() => [...document.images].map(i => [i.naturalWidth, i.alt.length])")
    cells = json.loads((RELEASE / f"{name}.ipynb").read_text("utf-8"))["cells"]
    assert (
        len(pictures)
        == sum("".join(c["source"]).count("![") for c in cells if c["cell_type"] == "markdown")
        > 0
    )
    assert all(width > 0 and words >= 20 for width, words in pictures)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_needs_no_network(pages: Path, page: Page, name: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((pages / f"{name}.html").as_uri())
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_page_can_be_printed(pages: Path, offline: Page, name: str, tmp_path: Path) -> None:
    offline.goto((pages / f"{name}.html").as_uri())
    printed = offline.pdf(path=str(tmp_path / "page.pdf"), format="A4")
    assert printed.startswith(b"%PDF-")
    assert 3 <= printed.count(b"/Type /Page\n") <= 25


def test_axe_finds_nothing_in_what_a_check_says(student: Student, page: Page) -> None:
    notebook = Notebook(page, student.address, f"{CLASS}/{NAMES[0]}.ipynb")
    for name in ("imports", "sigmoid", "check_sigmoid"):
        notebook.run(name)
    notebook.show("check_sigmoid").locator("p").first.wait_for()
    assert violations(page, ".jp-Cell.jp-mod-active .jp-OutputArea-output") == []


def test_axe_finds_nothing_in_what_progress_shows(student: Student, page: Page) -> None:
    notebook = Notebook(page, student.address, f"{STUDY}/{WELCOME.name}")
    notebook.run("progress")
    notebook.show("progress").locator("table").first.wait_for()
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert violations(page, ".jp-Cell.jp-mod-active .jp-OutputArea-output") == []
