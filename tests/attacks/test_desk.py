"""Nothing of a student's runs, loads or covers anything at the marking desk."""

from __future__ import annotations

import math
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from autograder.course.course import Course
from autograder.marking.answers import Answer
from autograder.marking.desk import Desk
from autograder.marking.page import question_json
from autograder.marking.serving import shown
from autograder.marking.showing import answer_html, predictions_html
from tests.attacks.pages import PAYLOADS, Payload
from tests.attacks.test_browser import COVERS, LIVE, TOUCH, Watch
from tests.browser.conftest import lab_command, serving
from tests.conftest import needs
from tools.written_class import PLACE, hand_in
from vanishing_gradients import ASSIGNMENT, EXERCISES

RUBRIC = next(rubric for rubric in EXERCISES.rubrics if rubric.written == PLACE["cell"])
LIVE_TAGS = {"script", "iframe", "object", "embed", "base", "meta", "link", "style", "form", "svg", "input"}
TOGETHER = 6
"""So many payloads stand in one answer."""
ADDRESSES = ("http:", "https:", "mailto:")


@pytest.fixture(scope="module")
def hostile_course(course: Path, copy_of: Callable[[Path], Path]) -> Path:
    """A class in whose answers all payloads stand, each beside a number of the rubric."""
    mine = copy_of(course)
    texts = [f"{payload.text}\n\n{payload.name}: 1/4".replace("\0", "\\0") for payload in PAYLOADS]
    answers = ["\n\n".join(texts[at : at + TOGETHER]) for at in range(0, len(texts), TOGETHER)]
    hand_in(mine, {f"s{number:02}": answer for number, answer in enumerate(answers)})
    return mine


class Reader(HTMLParser):
    """Collects what in a piece of HTML could run, load or cover."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.signs: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in LIVE_TAGS:
            self.signs.append(tag)
        for name, value in attrs:
            loads = name in {"src", "srcset", "data", "poster", "background"} and tag != "a"
            leads = name in {"href", "xlink:href"} and not (value or "").startswith((*ADDRESSES, "#"))
            if name.startswith("on") or name in {"style", "id", "name", "srcdoc"} or loads or leads:
                self.signs.append(f"{tag} {name}={value}")


def test_the_reader_sees_what_is_not_cleaned() -> None:
    assert sum(bool(Reader(payload.text).signs) for payload in PAYLOADS) > 0.6 * len(PAYLOADS)


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda payload: payload.name)
def test_a_payload_in_an_answer_a_prediction_or_code_is_text(payload: Payload) -> None:
    places = [
        answer_html(Answer(payload.text), RUBRIC.numbers),
        answer_html(Answer(payload.text, is_code=True), RUBRIC.numbers),
        answer_html(Answer(f"$0.25 {payload.text}$ and `0.25 {payload.text}`"), RUBRIC.numbers),
        predictions_html(Answer("", predictions=(payload.text, f"```\n{payload.text}"))),
    ]
    assert [sign for text in places for sign in Reader(text).signs] == []


def test_all_that_the_desk_sends_of_hostile_answers_is_clean(hostile_course: Path) -> None:
    sheet = Desk(Course.open(hostile_course)).sheet(ASSIGNMENT, PLACE["cell"])
    ids = [each["id"] for each in question_json(sheet, "ina")["answers"]]
    answers = shown(sheet, "ina", ids)
    assert len(answers) == math.ceil(len(PAYLOADS) / TOGETHER)
    assert [sign for answer in answers for sign in Reader(answer["html"]).signs] == []
    assert sum("<mark " in answer["html"] for answer in answers) > 0.8 * len(answers)


@pytest.mark.slow
@needs("chromium")
def test_nothing_runs_loads_or_covers_in_a_markers_browser(
    hostile_course: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with serving(lab_command(hostile_course), hostile_course, tmp_path_factory.mktemp("home")) as address:
        context = browser.new_context(viewport={"width": 1280, "height": 1000})
        watch, answer = Watch(context, (address,)), "article .written"
        watch.page.goto(f"{address}/autograder/marking/{ASSIGNMENT}/{PLACE['cell']}")
        seen = set()
        for _ in range(0, len(PAYLOADS), TOGETHER):
            watch.page.locator(f"article[aria-busy=false] {answer.split()[1]}").first.wait_for()
            seen.add(watch.page.inner_text("article"))
            watch.signs += watch.page.evaluate(LIVE, answer) + watch.page.evaluate(COVERS, answer)
            watch.page.evaluate(TOUCH, answer)
            watch.page.keyboard.press("j")
        watch.page.wait_for_timeout(400)
        context.close()
    assert len(seen) == math.ceil(len(PAYLOADS) / TOGETHER)
    assert watch.signs == []
