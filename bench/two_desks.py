"""What it takes to mark forty answers to each of three questions: in formgrader, and at the marking desk.

    python -m bench.two_desks        many minutes; needs chromium and bubblewrap
    python -m bench.two_desks 8      with the first eight answers to each

The same decisions (bench/two_desks.toml) are given in a real browser in both ways, with the fewest keys that
each way has. Counted are keys (a combination is one), clicks, pages that are loaded, and the seconds that the
machine takes from one answer to the next. The time in which a human reads and decides is in neither.
"""

from __future__ import annotations

import itertools
import json
import statistics
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from rich.table import Table

from autograder.content import Rubric, RubricLine
from autograder.course.course import Course
from autograder.grading.classroom import open_classroom
from tests.browser import desk
from tests.browser.conftest import lab_command, serving
from tests.browser.formgrader import list_of
from tests.conftest import CHROMIUM, FLAGS
from tools.repository import RELEASE, make_course
from vanishing_gradients import ASSIGNMENT, EXERCISES

ANSWERS = Path(__file__).with_suffix(".toml")
NOTEBOOKS = {
    "written_bound_proof": "01-one-unit-one-slope",
    "written_vanishing": "04-depth",
    "written_exploding": "04-depth",
}
RUBRICS: dict[str, Rubric] = {rubric.written: rubric for rubric in EXERCISES.rubrics}
Given = dict[str, list[dict[str, Any]]]
Marks = dict[tuple[str, str], float | None]


@dataclass
class Effort:
    """What marking took, in one way; the seconds by answer."""

    keys: int = 0
    most: int = 0
    clicks: int = 0
    loads: int = 0
    seconds: list[float] = field(default_factory=list)


def student(number: int) -> str:
    """Return the id of a student."""
    return f"student-{number + 1:02}"


def score(question: str, earned: Sequence[float]) -> float:
    """Return what the lines earn together."""
    rubric = RUBRICS[question]
    return rubric.score({line.id: points for line, points in zip(rubric.lines, earned, strict=True)})


def hand_in(course: Path, given: Given) -> list[str]:
    """Hand in two notebooks of each student, with nothing in them but the answers; return the students."""
    students = [student(number) for number in range(len(next(iter(given.values()))))]
    for name in dict.fromkeys(NOTEBOOKS.values()):
        text = (RELEASE / f"{name}.ipynb").read_text(encoding="utf-8")
        for number, who in enumerate(students):
            notebook = json.loads(text)
            for cell in notebook["cells"]:
                question = cell["metadata"].get("nbgrader", {}).get("grade_id")
                if NOTEBOOKS.get(question) == name:
                    cell["source"] = given[question][number]["answer"]
            folder = course / "submitted" / who / ASSIGNMENT
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{name}.ipynb").write_text(json.dumps(notebook, indent=1), encoding="utf-8")
    return students


def keys_for(lines: Sequence[RubricLine], earned: Sequence[float]) -> list[str]:
    """Return the fewest keys that tick an answer so at the desk."""
    if not any(earned):
        return ["0"]
    every = [max(line.points, 0) for line in lines]
    return min(_from([0.0] * len(lines), lines, earned), ["f", *_from(every, lines, earned)], key=len)


def _from(now: Sequence[float], lines: Sequence[RubricLine], earned: Sequence[float]) -> list[str]:
    """Return the keys from some ticks to others."""
    keys: list[str] = []
    for key, (line, old, new) in enumerate(zip(lines, now, earned, strict=True), start=1):
        order = [0.0, *line.steps]
        up = (order.index(new) - order.index(old)) % len(order)
        down = -up % len(order)
        keys += [str(key)] * up if up <= down else [f"Shift+{key}"] * down
    return keys


def at_the_desk(page: Page, address: str, given: Given) -> Effort:
    """Mark all questions at the desk, one after the other."""
    effort = Effort()
    for question, answers in given.items():
        desk.open_question(page, address, question, names=True)
        effort.loads += 1
        decided = {student(number): answer["earned"] for number, answer in enumerate(answers)}
        for _ in range(page.locator(".row[data-state=unmarked]").count()):
            who = desk.current(page).locator(".who").inner_text()
            keys = [*keys_for(RUBRICS[question].lines, decided[who]), "n"]
            started = time.perf_counter()
            desk.press(page, *keys)
            effort.seconds.append(time.perf_counter() - started)
            effort.keys += len(keys)
            effort.most = max(effort.most, len(keys))
        desk.saved(page)
    return effort


def in_formgrader(page: Page, address: str, given: Given) -> Effort:
    """Mark all questions in formgrader, notebook by notebook; both questions of one on the same page."""
    effort = Effort()
    for notebook, some in itertools.groupby(given, NOTEBOOKS.__getitem__):
        questions = list(some)
        rows = list_of(page, address, notebook)
        links = [row.locator("a.name-shown") for row in rows.all()]
        named = {_submission(str(link.get_attribute("href"))): link.inner_text() for link in links}
        count = len(links)
        links[0].click()
        for place in range(count):
            started = time.perf_counter()
            if place:
                page.locator("li.next a").click()
                effort.clicks += 1
            page.locator(".score").first.wait_for()
            page.wait_for_load_state("networkidle")
            effort.loads += 1
            number = int(named[_submission(page.url)].rpartition("-")[2]) - 1
            for question in questions:
                _give(page, question, given[question][number]["earned"], effort)
            effort.seconds += [(time.perf_counter() - started) / len(questions)] * len(questions)
    return effort


def _submission(address: str) -> str:
    """Return the submission that an address of formgrader names."""
    return address.partition("/submissions/")[2].partition("/")[0].partition("?")[0]


def _give(page: Page, question: str, earned: Sequence[float], effort: Effort) -> None:
    """Give an answer its points in formgrader; its two buttons are quicker than typing."""
    points, keys = score(question, earned), 0
    panel = page.locator(".nbgrader_cell", has=page.locator(f"#{question}-comment"))
    with page.expect_response(lambda r: "/api/grade/" in r.url and r.request.method == "PUT"):
        if points in {0, RUBRICS[question].points}:
            panel.locator(".full-credit" if points else ".no-credit").click()
        else:
            page.locator(f"#{question}").click()
            page.keyboard.type(f"{points:g}")
            page.keyboard.press("Tab")
            keys = len(f"{points:g}") + 1
    effort.clicks += 1
    effort.keys += keys
    effort.most = max(effort.most, keys)


def marked(course: Path, given: Given) -> Marks:
    """Return the points that stand in the gradebook, by question and student; an empty one has 0."""
    gradebook = Course.open(course).gradebook()
    try:
        return {
            (grade.name, submission.student.id): grade.score
            for submission in gradebook.assignment_submissions(ASSIGNMENT)
            for notebook in submission.notebooks
            for grade in notebook.grades
            if grade.name in given
        }
    finally:
        gradebook.close()


def mark_all(
    browser: Browser, folder: Path, given: Given, way: Callable[[Page, str, Given], Effort]
) -> tuple[Effort, Marks]:
    """Grade a class and mark it in one way; return what it took, and the marks."""
    course, home = folder / "course", folder / "home"
    home.mkdir(parents=True)
    make_course(course)
    students = hand_in(course, given)
    with open_classroom(Course.open(course), ASSIGNMENT) as classroom:
        classroom.run(students)
    with serving(lab_command(course), course, home) as address:
        effort = way(browser.new_page(viewport={"width": 1280, "height": 900}), address, given)
    return effort, marked(course, given)


def main() -> None:
    """Mark in both ways, and print a table."""
    most = int(sys.argv[1]) if sys.argv[1:] else None
    given: Given = tomllib.loads(ANSWERS.read_text(encoding="utf-8"))
    given = {question: answers[:most] for question, answers in given.items()}
    table = Table(
        "", "keys", "most for one", "clicks", "pages loaded", "answers", "seconds an answer (median)"
    )
    marks = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, way in (("formgrader", in_formgrader), ("desk", at_the_desk)):
            effort, stand = mark_all(browser, Path(folder) / name, given, way)
            marks.append(stand)
            counts = (effort.keys, effort.most, effort.clicks, effort.loads, len(effort.seconds))
            table.add_row(name, *map(str, counts), f"{statistics.median(effort.seconds):.2f}")
        browser.close()
    Console(width=120).print(table)
    different = [place for place in marks[0] if marks[0][place] != marks[1][place]]
    print(f"{len(marks[0])} answers, {len(different)} of them with other marks. No time to read is in it.")


if __name__ == "__main__":
    main()
