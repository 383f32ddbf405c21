"""Pictures in written answers, where a human marks them and where the student reads the feedback."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page

from autograder.authoring.release import nbgrader
from autograder.authoring.samples import SOLVED, build_submission
from autograder.course.course import Course
from autograder.grading.classroom import open_classroom
from tests.browser.conftest import lab_command, serving
from tests.browser.formgrader import answer, open_submission
from tests.conftest import needs
from tests.unit.picture_files import drawing
from tools.repository import SAMPLES
from vanishing_gradients import ASSIGNMENT

pytestmark = [pytest.mark.slow, needs("chromium", "bwrap")]

FIRST, PROOF, STUDENT = "01-one-unit-one-slope", "written_bound_proof", "draws"
WIDTHS = [40, 41, 42, 43]
"""Each picture is known by its width."""
TEXT = """My sketch:

![a curve](attachment:sketch.png)

![pasted](data:image/png;base64,{pasted})

<img src="data:image/png;base64,{tag}" alt="in a tag" onload="alert(1)" onerror="alert(2)">

[![linked](attachment:linked.png)](https://example.org)

![elsewhere](http://evil.invalid/x.png) ![live](attachment:live.svg) ![lost](attachment:lost.png)
![large](attachment:large.png) ![photo](photo.jpg)

so the slope is at most 1/4.
"""


def submission(folder: Path) -> None:
    """Put pictures of all kinds into a written answer of a submission."""
    path = folder / f"{FIRST}.ipynb"
    content = json.loads(path.read_text("utf-8"))
    sketch, pasted, tag, linked = (base64.b64encode(drawing(width)).decode() for width in WIDTHS)
    cell = next(c for c in content["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == PROOF)
    cell["source"] = TEXT.format(pasted=pasted, tag=tag)
    cell["attachments"] = {
        "sketch.png": {"image/png": sketch},
        "linked.png": {"image/png": linked},
        "live.svg": {"image/svg+xml": base64.b64encode(b"<svg onload='alert(3)'></svg>").decode()},
        "large.png": {"image/png": base64.b64encode(drawing(44) + bytes(6 << 20)).decode()},
    }
    path.write_text(json.dumps(content), "utf-8")


@pytest.fixture(scope="module")
def graded(course: Path, copy_of: Callable[[Path], Path]) -> Path:
    """A course in which one student, who draws, was graded."""
    course = copy_of(course)
    shutil.rmtree(course / "submitted", ignore_errors=True)
    folder = course / "submitted" / STUDENT / ASSIGNMENT
    build_submission(SAMPLES / SOLVED, course / "release" / ASSIGNMENT, folder)
    submission(folder)
    with open_classroom(Course.open(course), ASSIGNMENT) as classroom:
        classroom.run([STUDENT])
    done = nbgrader(course, "generate_feedback", ASSIGNMENT, "--force")
    assert done.returncode == 0, done.stderr
    return course


@pytest.fixture(scope="module")
def address(graded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(lab_command(graded), graded, tmp_path_factory.mktemp("home")) as address:
        yield address


@pytest.fixture(params=["formgrader", "feedback"])
def shown(request: pytest.FixtureRequest, graded: Path, page: Page) -> tuple[Locator, list[str]]:
    """The answer on a page, and all addresses that the page asked for after it was there."""
    signs: list[str] = []
    page.on("dialog", lambda dialog: (signs.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: signs.append(request.url) if "evil" in request.url else None)
    if request.param == "formgrader":
        open_submission(page, request.getfixturevalue("address"), FIRST, STUDENT)
        return answer(page, PROOF), signs
    page.goto((graded / "feedback" / STUDENT / ASSIGNMENT / f"{FIRST}.html").as_uri())
    return page.locator(f"section[aria-labelledby$=-{PROOF}]"), signs


def test_every_picture_of_pixels_is_drawn_in_its_order(shown: tuple[Locator, list[str]]) -> None:
    widths = shown[0].locator("img").evaluate_all("images => images.map(each => each.naturalWidth)")
    assert widths == WIDTHS


def test_pictures_keep_what_the_student_says_of_them(shown: tuple[Locator, list[str]]) -> None:
    said = shown[0].locator("img").evaluate_all("images => images.map(each => each.alt)")
    assert said == ["a curve", "pasted", "in a tag", "linked"]


@pytest.mark.parametrize(
    "words",
    [
        "[picture: elsewhere (not shown, it is not in the notebook but at http://evil.invalid/x.png)]",
        "[picture: live (live.svg, a drawing (SVG), is not shown because it could hold a program; it is in cell",
        "[picture: lost (lost.png is missing in the notebook that was handed in)]",
        "[picture: large (large.png, 6.0 MB, is too large to be shown; it is in cell",
        "[picture: photo (not shown, it is not in the notebook but in the file photo.jpg)]",
        "so the slope is at most 1/4.",
    ],
)
def test_other_pictures_are_named_with_where_they_lie(words: str, shown: tuple[Locator, list[str]]) -> None:
    assert words in " ".join(shown[0].inner_text().split())


def test_no_picture_runs_or_fetches_anything(shown: tuple[Locator, list[str]]) -> None:
    here, signs = shown
    live = here.evaluate(
        """here => [...here.querySelectorAll('*')].filter(e => ['SVG', 'SCRIPT', 'OBJECT'].includes(e.tagName)
            || [...e.attributes].some(a => a.name.startsWith('on')) && e.closest('.rendered_html, .answer'))
            .map(e => e.outerHTML)"""
    )
    sources = here.locator("img").evaluate_all("images => images.map(each => each.src.slice(0, 22))")
    assert set(sources) == {"data:image/png;base64,"}
    assert signs == live == []


def test_no_bytes_of_a_picture_stand_on_the_page_as_text(shown: tuple[Locator, list[str]]) -> None:
    text = shown[0].inner_text()
    assert "base64" not in text
    assert max(map(len, text.split())) < 60
