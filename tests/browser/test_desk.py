"""The marking desk in a real browser: a TA marks by keys, and nothing that was shown as saved is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import Browser, Page, Route, expect

from autograder.authoring.samples import SOLVED
from tests.browser.axe import violations
from tests.browser.conftest import lab_command, serving
from tests.browser.desk import (
    FEWEST,
    PATIENCE,
    PREFIX,
    Desk,
    current,
    mark,
    open_question,
    press,
    row,
    saved,
    shown,
)
from tests.conftest import GradedClass, needs
from vanishing_gradients import ASSIGNMENT, EXERCISES

pytestmark = [pytest.mark.slow, needs("chromium", "bwrap")]

FIRST, THIRD, FOURTH = "01-one-unit-one-slope", "03-can-you-trust-your-gradient", "04-depth"
PROOF, CHECK, DEPTH, EXPLODING = (
    "written_bound_proof",
    "written_gradient_check",
    "written_vanishing",
    "written_exploding",
)
MOST_KEYS = 4
GIVEN = (("f",), ("1", "3"), ("0",), ("f", "3"), ("2",), ("f", "5"))
"""What a TA decides of one answer after the other, as keys."""
POINTS = (4, 2, 0, 3, 1, 3)


@pytest.fixture(scope="module")
def desk(
    graded_class: GradedClass, copy_of: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    course = copy_of(graded_class.course)
    with serving(lab_command(course), course, tmp_path_factory.mktemp("home")) as address:
        yield Desk(address, course)


@dataclass
class Session:
    """What happened while a TA marked by keys alone."""

    keys: list[int] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    same_page: bool = False
    after: dict[str, str] = field(default_factory=dict)
    again: dict[str, str] = field(default_factory=dict)


def states(page: Page) -> dict[str, str]:
    return {each.locator(".who").inner_text(): each.inner_text() for each in page.locator(".row").all()}


@pytest.fixture(scope="module")
def session(desk: Desk, browser: Browser) -> Session:
    """A TA chooses a question and marks six answers; no mouse."""
    page, done = browser.new_page(viewport={"width": 1280, "height": 900}), Session()
    page.goto(f"{desk.address}{PREFIX}/")
    page.locator(".questions a").first.wait_for()
    while page.evaluate("document.activeElement.textContent") != "SA4: only below 1?":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    shown(page)
    page.evaluate("window.opened = 1")  # gone with the page
    for keys in GIVEN:
        press(page, *keys)
        done.said.append(current(page).inner_text())
        press(page, "n")
        done.keys.append(len(keys) + 1)
    saved(page)
    done.same_page = page.evaluate("window.opened === 1")
    done.after = states(page)
    page.reload()
    shown(page)
    done.again = states(page)
    page.close()
    return done


def test_an_answer_takes_at_most_four_keys(session: Session) -> None:
    assert max(session.keys) <= MOST_KEYS


def test_each_answer_shows_what_it_was_given(session: Session) -> None:
    told = ["none earned" if not points else f"{points} of 4" for points in POINTS]
    assert [told in said for told, said in zip(told, session.said, strict=True)] == [True] * len(GIVEN)


def test_between_two_answers_no_page_is_loaded(session: Session) -> None:
    assert session.same_page


def test_a_page_that_is_loaded_again_shows_the_same_marks(session: Session) -> None:
    assert session.again == session.after


@pytest.mark.usefixtures("session")
def test_the_gradebook_holds_what_was_given(desk: Desk) -> None:
    with Gradebook(f"sqlite:///{desk.course}/gradebook.db") as gradebook:
        grades = [
            grade
            for submission in gradebook.assignment_submissions(ASSIGNMENT)
            for notebook in submission.notebooks
            for grade in notebook.grades
            if grade.name == DEPTH and grade.manual_score is not None
        ]
    assert sorted(grade.manual_score for grade in grades) == sorted(POINTS)
    assert not any(grade.needs_manual_grade for grade in grades)


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Callable[[], Page]]:
    """Opens windows of a browser; they share what the browser keeps."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    yield context.new_page
    context.close()


@pytest.fixture
def proof(desk: Desk, window: Callable[[], Page]) -> Iterator[Page]:
    """The answers to SA1, with names."""
    page = window()
    open_question(page, desk.address, PROOF, names=True)
    yield page
    page.close()


@pytest.mark.parametrize("written", [rubric.written for rubric in EXERCISES.rubrics])
def test_every_way_to_tick_an_answer_takes_at_most_four_keys(desk: Desk, proof: Page, written: str) -> None:
    (rubric,) = (each for each in EXERCISES.rubrics if each.written == written)
    lines = [{"id": line.id, "points": line.points, "steps": list(line.steps)} for line in rubric.lines]
    fewest = proof.evaluate(FEWEST, [f"{desk.address}{PREFIX}/static/ticks.js", lines])
    ways = 1
    for line in rubric.lines:
        ways *= 1 + len(line.steps)
    assert len(fewest) == ways
    assert max(fewest) + 1 <= MOST_KEYS  # and n leads to the next


def test_names_are_hidden_until_asked_for(desk: Desk, window: Callable[[], Page]) -> None:
    page = window()
    open_question(page, desk.address, PROOF)
    text = page.inner_text("body") + page.content()
    page.close()
    assert SOLVED not in text
    assert "sheet-answer-a" not in text


def test_no_line_earned_is_a_decision_and_unmarked_is_none(desk: Desk, proof: Page) -> None:
    mark(proof, SOLVED, "0")
    assert desk.score(PROOF, FIRST, SOLVED) == (0, False)
    expect(current(proof)).to_contain_text("none earned")
    press(proof, "0")
    saved(proof)
    assert desk.score(PROOF, FIRST, SOLVED) == (None, True)
    expect(current(proof)).to_contain_text("unmarked")


def test_a_key_goes_through_the_steps_of_a_line(proof: Page) -> None:
    row(proof, SOLVED).click()
    shown(proof)
    sums = []
    for _ in range(3):
        press(proof, "2")
        sums.append(proof.locator(".sum").inner_text())
    assert sums == ["2 of 6", "1 of 6", "– of 6"]


def test_undo_brings_back_what_was_there(desk: Desk, proof: Page) -> None:
    mark(proof, "sheet-answer-a", "1", "4")
    press(proof, "u")
    saved(proof)
    assert desk.score(PROOF, FIRST, "sheet-answer-a") == (2, False)


def test_a_comment_is_given_and_kept_for_the_next_answer(desk: Desk, proof: Page) -> None:
    mark(proof, "sheet-answer-b", "1", comment="Which of the two is a height?")
    assert desk.comment(PROOF, FIRST, "sheet-answer-b") == "Which of the two is a height?"
    row(proof, SOLVED).click()
    shown(proof)
    press(proof, "c")
    proof.keyboard.type("height?")
    press(proof, "ArrowDown")
    expect(proof.locator("[aria-selected=true]")).to_contain_text("Which of the two is a height?")
    press(proof, "Escape")


def test_while_one_types_no_key_marks(desk: Desk, proof: Page) -> None:
    row(proof, "sheet-answer-b").click()
    shown(proof)
    before = proof.locator(".sum").inner_text()
    proof.locator("#comment").click()
    proof.keyboard.type("1234 f n")
    assert proof.locator(".sum").inner_text() == before
    proof.locator("#comment").fill("")


def test_what_a_marker_needs_is_one_key_away(proof: Page) -> None:
    for key, title in (("q", "SA1: how steep can it be?"), ("s", "Samples that are marked"), ("?", "Keys")):
        press(proof, key)
        expect(proof.get_by_role("dialog", name=title)).to_be_visible()
        press(proof, key)
        expect(proof.get_by_role("dialog")).to_have_count(0)
    press(proof, "d")
    expect(proof.locator(".anchors").first).to_be_visible()


def test_saved_is_said_only_when_the_server_said_so(desk: Desk, window: Callable[[], Page]) -> None:
    page = window()
    open_question(page, desk.address, CHECK, names=True)
    row(page, SOLVED).click()
    shown(page)
    page.route("**/api/**", lambda route: route.abort())
    press(page, "1")
    expect(page.locator("#saved")).to_contain_text("Not saved yet. The server cannot be reached.")
    assert desk.score(CHECK, THIRD, SOLVED) == (None, True)
    page.close()  # the tab is closed before anything could be sent
    page = window()
    open_question(page, desk.address, CHECK, names=True)
    saved(page)
    assert desk.score(CHECK, THIRD, SOLVED) == (1, False)
    page.close()


def test_a_mark_whose_answer_was_lost_on_its_way_is_no_conflict_with_itself(
    desk: Desk, window: Callable[[], Page]
) -> None:
    page, lost = window(), []

    def lose(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    open_question(page, desk.address, CHECK, names=True)
    page.route("**/api/**", lose)
    mark(page, "sheet-answer-a", "1", "2")
    assert lost == [200]
    assert desk.score(CHECK, THIRD, "sheet-answer-a") == (2, False)
    expect(page.locator(".conflict")).to_have_count(0)
    page.close()


def test_two_windows_never_overwrite_each_other(desk: Desk, window: Callable[[], Page]) -> None:
    one, two = window(), window()
    for page in (one, two):
        open_question(page, desk.address, EXPLODING, names=True)
        row(page, SOLVED).click()
        shown(page)
    press(one, "1")
    saved(one)
    press(two, "2", "3")
    conflict = two.get_by_role("region", name="Two marks stand for this answer")
    expect(conflict.locator(".version")).to_have_count(2)
    expect(conflict).to_contain_text("line 1: 1")
    expect(conflict).to_contain_text("line 2: 1")
    assert desk.score(EXPLODING, FOURTH, SOLVED)[0] == 1
    conflict.get_by_role("button", name=re.compile("That one counts")).focus()
    press(two, "Enter")
    expect(conflict).to_have_count(0)
    saved(two)
    assert desk.score(EXPLODING, FOURTH, SOLVED) == (2, False)
    one.close()
    two.close()


def test_identical_answers_are_marked_at_once_and_only_when_asked(
    desk: Desk, window: Callable[[], Page]
) -> None:
    page = window()
    open_question(page, desk.address, PROOF, names=True)
    row(page, SOLVED).click()
    shown(page)
    marked = page.locator(".row[data-state=marked]")
    before = marked.count()
    press(page, "f")
    saved(page)
    assert marked.count() == before + 1
    expect(page.locator(".offer")).to_contain_text("An offer never marks by itself.")
    press(page, "a")
    expect(page.locator("#said")).to_contain_text("marked the same", timeout=PATIENCE)
    saved(page)
    assert marked.count() >= before + 2
    press(page, "u", "u")
    saved(page)
    assert marked.count() == before
    page.close()


def test_a_changed_rubric_is_shown_with_its_receipt_before_it_is_applied(
    desk: Desk, window: Callable[[], Page]
) -> None:
    page = window()
    open_question(page, desk.address, "written_find_the_error", names=True)
    mark(page, SOLVED, "1")
    press(page, "e")
    dialog = page.get_by_role("dialog", name="Change the rubric")
    points = dialog.get_by_label("Points", exact=True)
    points.nth(0).fill("1")
    points.nth(1).fill("2")
    dialog.get_by_role("button", name="What would change?").click()
    expect(dialog).to_contain_text("1 mark changes.")
    assert desk.score("written_find_the_error", "02-down-the-chain", SOLVED)[0] == 2
    dialog.get_by_role("button", name="Change it now").click()
    expect(page.locator(".sum")).to_have_text("1 of 5")
    assert desk.score("written_find_the_error", "02-down-the-chain", SOLVED)[0] == 1
    page.close()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing(desk: Desk, window: Callable[[], Page], colours: str) -> None:
    page, found = window(), {}
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")
    for width in (1280, 640, 400):  # 640 is a window of 1280 pixels at 200 %
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{desk.address}{PREFIX}/")
        page.locator(".questions a").first.wait_for()
        found["start", width] = violations(page)
        open_question(page, desk.address, DEPTH)
        press(page, "d")
        found["desk", width] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for key in "qsce?":
            press(page, key)
            page.get_by_role("dialog").wait_for()
            found[key, width] = violations(page)
            press(page, "Escape")
            expect(page.get_by_role("dialog")).to_have_count(0)
    page.goto(f"{desk.address}{PREFIX}/{ASSIGNMENT}/{DEPTH}?view=agreement")
    page.get_by_role("heading", name=re.compile("Second marking")).wait_for()
    found["agreement", 400] = violations(page)
    page.close()
    assert {place: what for place, what in found.items() if what} == {}


def test_a_hostile_answer_does_nothing_at_the_desk(desk: Desk, browser: Browser) -> None:
    context = browser.new_context()
    page, signs = context.new_page(), []
    page.on("dialog", lambda dialog: (signs.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda r: None if r.url.startswith((desk.address, "data:")) else signs.append(r.url))
    texts = []
    for question in (PROOF, DEPTH):
        open_question(page, desk.address, question, names=True)
        row(page, "script-in-markdown").click()
        shown(page)
        press(page, "g", "Escape")
        texts.append(page.inner_text("body"))
        signs += page.evaluate(
            """() => [...document.querySelectorAll('.sheet *')].filter(e =>
                ['SCRIPT', 'IFRAME', 'FORM'].includes(e.tagName) || /^javascript:/i.test(e.getAttribute('href') ?? '')
                || [...e.attributes].some(a => a.name.startsWith('on'))).map(e => e.outerHTML)"""
        )
    context.close()
    assert any("my figure" in text for text in texts)
    assert signs == []


def test_the_desk_is_in_jupyterlabs_menu(desk: Desk, window: Callable[[], Page]) -> None:
    page = window()
    page.goto(f"{desk.address}/lab")
    page.locator(".lm-MenuBar-itemLabel", has_text="Nbgrader").click(timeout=60_000)
    with page.context.expect_page() as opened:
        page.get_by_role("menuitem", name="Marking desk").click()
    expect(opened.value.get_by_role("heading", name="Marking desk")).to_be_visible()
    opened.value.close()
    page.close()
