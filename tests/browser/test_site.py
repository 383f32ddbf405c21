"""The course behind a link: all notebooks solved in the browser, handed in as one file, and graded."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page

from autograder.authoring import samples as sample
from autograder.authoring.samples import build_submission
from autograder.coach.loading import MODEL_ANSWERS
from autograder.notebooks import read_notebook
from tests.browser import site as browser_site
from tests.browser.notebook import Cell, wait_until_open
from tests.browser.site import Served, SiteNotebook
from tests.browser.widget import Widget, number, show
from tests.conftest import CHROMIUM, FLAGS, needs
from tools.repository import RELEASE, REPOSITORY, SAMPLES
from vanishing_gradients import ASSIGNMENT, EXERCISES, reference

pytestmark = [pytest.mark.slow, needs("chromium"), pytest.mark.timeout(1500)]

assert EXERCISES.welcome is not None
WELCOME = EXERCISES.welcome.name
NAMES = sorted(path.name for path in RELEASE.glob("0[1-9]-*.ipynb"))
FIRST = NAMES[0]
RISING = "def sigmoid(z):\n    return 1 / (1 + np.exp(z))\n"
POINTS = 69
FIRST_VISIT = 45_000_000  # bytes, without what a server compresses
NO_NAMES = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
PRAISE = "Well done so far!"


@dataclass
class Journey:
    """What a student saw on the site, from the link to the file that is handed in.

    Parameters
    ----------
    foreign
        Requests to other hosts.
    sent
        Bytes of the files that the server was asked for until the first notebook had run.
    first_page
        The path of the page that the link opened.
    hint
        What the check said to a wrong function.
    by_key, by_mouse
        What the first widget said after each.
    cells
        Each notebook's cells after it was solved and run.
    progress, again
        What `progress` said at the end, and in a visit without a server.
    zip
        The file that was downloaded.
    """

    foreign: list[str]
    zip: Path
    sent: int = 0
    first_page: str = ""
    hint: str = ""
    by_key: str = ""
    by_mouse: str = ""
    progress: str = ""
    again: str = ""
    cells: dict[str, list[Cell]] = field(default_factory=dict)


def built(folder: Path, *options: str) -> None:
    """Build a site of this course by the command."""
    run(REPOSITORY, "lite", ASSIGNMENT, f"--output={folder}", *options)


@pytest.fixture(scope="session")
def site(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """The site of a class, built as `make lite` builds it."""

    return once("site", built)


@pytest.fixture(scope="module")
def journey(site: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Journey:
    """Go the student's whole way once."""
    scratch = tmp_path_factory.mktemp("journey")
    build_submission(SAMPLES / sample.SOLVED, RELEASE, scratch / "solved")
    # A browser without a name server: whatever is not on 127.0.0.1 is out of reach, for its workers too.
    cut_off = browser.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, NO_NAMES])
    context = cut_off.new_context(viewport={"width": 1280, "height": 1000})
    with browser_site.served(site) as server:
        made = Journey(browser_site.requests_to_others(context, server.address), scratch / "hand-in.zip")
        page = context.new_page()
        page.goto(server.address)
        wait_until_open(page, WELCOME)
        made.first_page = page.evaluate("jupyterapp.shell.currentWidget.context.path")
        for name in NAMES:
            solve(page, server, scratch / "solved" / name, made)
        hand_in(page, server, made)
    cut_off.close()
    return made


def solve(page: Page, server: Served, solved: Path, made: Journey) -> None:
    """Write a notebook's answers into it, run it and save it; in the first one try something wrong before."""
    notebook = SiteNotebook(page, server.address, solved.name)
    if solved.name == FIRST:
        notebook.run("imports")
        notebook.type_into("sigmoid", RISING)
        notebook.run("sigmoid")
        made.hint = notebook.run("check_sigmoid").output
    write(notebook, solved)
    notebook.run_all()
    made.cells[solved.name] = notebook.cells()
    if solved.name == FIRST:
        made.sent = server.sent()
        widget = show(notebook, "explore-tangent")
        widget.press("z", "ArrowLeft", 3)
        widget.press("z", "ArrowDown", 2)
        made.by_key = widget.says("z = 1.5;")
        made.by_mouse = dragged(widget)
    notebook.save()


def write(notebook: SiteNotebook, solved: Path) -> None:
    """Put the answers of a solved notebook into the cells of an open one."""
    answers = {cell.grade_id: cell.source for cell in read_notebook(solved).cells if cell.solution}
    notebook.page.evaluate(
        "answers => { for (const cell of jupyterapp.shell.currentWidget.content.model.cells) {"
        " const answer = answers[cell.getMetadata('nbgrader')?.grade_id];"
        " if (answer !== undefined) cell.sharedModel.setSource(answer); } }",
        answers,
    )


def dragged(widget: Widget) -> str:
    """Drag the first slider a good way to the left; return what the widget says then."""
    before = widget.says("z = ")
    handle = widget.box.locator('.noUi-handle[aria-label="z"]').bounding_box()
    track = widget.box.locator(".noUi-base").first.bounding_box()
    assert handle is not None
    assert track is not None
    mouse = widget.page.mouse
    y = handle["y"] + handle["height"] / 2
    mouse.move(handle["x"] + handle["width"] / 2, y)
    mouse.down()
    mouse.move(track["x"] + track["width"] / 4, y, steps=5)
    mouse.up()
    for _ in range(100):
        said = widget.says("z = ")
        if said != before:
            return said
        widget.page.wait_for_timeout(100)
    raise AssertionError(f"the widget still says {before!r}")


def hand_in(page: Page, server: Served, made: Journey) -> None:
    """Look where one stands, take the file, and come back when the server is gone."""
    page.set_viewport_size({"width": 1280, "height": 4000})  # so high that the last cell is in it
    notebook = SiteNotebook(page, server.address, WELCOME)
    made.progress = notebook.run("progress").output
    notebook.run("hand-in-here")
    with page.expect_download() as download:
        notebook.show("hand-in-here").locator("a[download]").click()
    assert download.value.suggested_filename == "hand-in.zip"
    download.value.save_as(made.zip)
    notebook.save()
    server.stop()
    notebook = SiteNotebook(page, server.address, WELCOME)
    made.again = notebook.run("progress").output


def unwrapped(text: str) -> str:
    """Return a text without its breaks into lines."""
    return " ".join(text.split())


def test_a_plain_server_sends_it_as_a_browser_wants_it(site: Path) -> None:
    with browser_site.served(site) as server:
        for name, kind in {"pyodide.asm.wasm": "application/wasm", "pyodide.mjs": "javascript"}.items():
            with urlopen(f"{server.address}/static/pyodide/{name}") as answer:
                assert kind in answer.headers["Content-Type"]


def test_a_first_visit_is_small_enough(journey: Journey) -> None:
    assert 0 < journey.sent < FIRST_VISIT


def test_a_class_gets_no_model_answers_and_a_self_learner_does(site: Path, tmp_path: Path) -> None:
    assert not (site / "files" / MODEL_ANSWERS).exists()
    built(tmp_path / "alone", "--self-study")
    contents = json.loads((tmp_path / "alone/api/contents/all.json").read_text("utf-8"))["content"]
    assert str(MODEL_ANSWERS) in {entry["name"] for entry in contents}  # Python there reads what is listed


def test_the_link_opens_the_start_page(journey: Journey) -> None:
    assert journey.first_page == WELCOME


def test_nothing_is_asked_of_another_host(journey: Journey) -> None:
    assert journey.foreign == []


@pytest.mark.parametrize("name", NAMES)
def test_a_solved_notebook_runs_without_an_error(journey: Journey, name: str) -> None:
    assert [cell for cell in journey.cells[name] if cell.error] == []


def test_every_check_praises_a_right_function(journey: Journey) -> None:
    checks = [
        cell for cells in journey.cells.values() for cell in cells if cell.grade_id.startswith("check_")
    ]
    assert len(checks) == len(EXERCISES)
    assert [cell.grade_id for cell in checks if PRAISE not in unwrapped(cell.output)] == []


def test_a_wrong_function_gets_the_hint_that_it_gets_at_a_desk(journey: Journey) -> None:
    assert "Hint 1 of 3: Does your curve rise or fall" in unwrapped(journey.hint)


def test_a_slider_moves_by_key_and_its_numbers_are_right(journey: Journey) -> None:
    assert number("slope of the tangent", journey.by_key) == pytest.approx(
        float(reference.sigmoid_prime(1.5)), rel=1e-3
    )


def test_a_slider_moves_by_mouse_and_its_numbers_are_right(journey: Journey) -> None:
    z = number("z =", journey.by_mouse)
    assert z < 1
    assert number("slope of the tangent", journey.by_mouse) == pytest.approx(
        float(reference.sigmoid_prime(z)), rel=1e-2
    )


def test_progress_counts_what_was_saved_in_the_browser(journey: Journey) -> None:
    assert f"{len(EXERCISES)} of {len(EXERCISES)} functions pass" in journey.progress


def test_a_second_visit_needs_no_network_and_holds_the_work(journey: Journey) -> None:
    assert journey.again == journey.progress


def test_the_file_that_is_handed_in_gets_all_points(journey: Journey, new_course: Path) -> None:
    handed = new_course / "downloads" / "class" / "Ada"
    handed.mkdir(parents=True)
    (handed / "hand-in.zip").write_bytes(journey.zip.read_bytes())
    run(new_course, "collect", "downloads/class", ASSIGNMENT)
    run(new_course, "grade", ASSIGNMENT, "--json", "grades.jsonl")
    rows = map(json.loads, (new_course / "grades.jsonl").read_text("utf-8").splitlines())
    marked = [row for row in rows if row["outcome"] != "to_mark"]
    assert sum(row["score"] for row in marked) == sum(row["max"] for row in marked) == POINTS


def run(course: Path, *arguments: str) -> None:
    """Run a command of the grader in a course."""
    command = [sys.executable, "-m", "autograder.front.cli", *arguments]
    done = subprocess.run(command, cwd=course, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
