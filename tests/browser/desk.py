"""The marking desk in a real browser, used as a TA uses it: by keys."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook
from playwright.sync_api import Locator, Page, expect

from vanishing_gradients import ASSIGNMENT

PREFIX = "/autograder/marking"
SAVED = "✓ Saved"
PATIENCE = 30_000
"""Milliseconds that a busy machine may take to save a whole group."""
FEWEST = """async ([file, lines]) => {
    const { stepped, withTick, everyLine } = await import(file);
    const moves = [ticks => everyLine(lines)];
    for (const line of lines) for (const lower of [false, true])
        moves.push(ticks => withTick(ticks, line, stepped(line, ticks[line.id], lower)));
    const name = ticks => lines.map(line => ticks[line.id] ?? 0).join();
    const keys = new Map([[name({}), 0]]);
    let edge = [{}];
    for (let pressed = 1; edge.length; pressed++) {
        const found = [];
        for (const ticks of edge) for (const move of moves) {
            const next = move(ticks);
            if (!keys.has(name(next))) { keys.set(name(next), pressed); found.push(next); }
        }
        edge = found;
    }
    return [...keys.values()];
}"""
"""Returns the fewest keys for each way in which an answer can be ticked."""


@dataclass(frozen=True)
class Desk:
    """A server with the desk on a graded class.

    Parameters
    ----------
    address, course
        Where the server listens, and the course's folder.
    """

    address: str
    course: Path

    def score(self, cell: str, notebook: str, student: str) -> tuple[float | None, bool]:
        """Return a human's mark in nbgrader's gradebook, and whether nbgrader still asks for one."""
        with Gradebook(f"sqlite:///{self.course}/gradebook.db") as gradebook:
            grade = gradebook.find_grade(cell, notebook, ASSIGNMENT, student)
            return grade.manual_score, grade.needs_manual_grade

    def comment(self, cell: str, notebook: str, student: str) -> str:
        """Return a human's comment in nbgrader's gradebook."""
        with Gradebook(f"sqlite:///{self.course}/gradebook.db") as gradebook:
            return gradebook.find_comment(cell, notebook, ASSIGNMENT, student).manual_comment


def open_question(page: Page, address: str, question: str, *, names: bool = False, asked: str = "") -> None:
    """Open a question, and wait until its first answer is there."""
    page.goto(f"{address}{PREFIX}/{ASSIGNMENT}/{question}{asked}")
    shown(page)
    if names:
        page.get_by_role("button", name="Names").click()
        expect(page.locator(".row").first).not_to_contain_text(re.compile(r"Answer \d"))
        shown(page)


def shown(page: Page) -> None:
    """Wait until the answer is shown."""
    page.locator("article[aria-busy=false] :is(.written, .nothing)").first.wait_for()


def row(page: Page, name: str) -> Locator:
    """Return an answer in the list."""
    return page.locator(".row", has=page.locator(".who").get_by_text(name, exact=True))


def current(page: Page) -> Locator:
    """Return the answer in the list that is shown."""
    return page.locator(".row[aria-current]")


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other, as soon as the answer is there."""
    for key in keys:
        page.keyboard.press(key)
        if key in "jkn":
            shown(page)


def saved(page: Page) -> None:
    """Wait until the page says that all is saved."""
    expect(page.locator("#saved")).to_have_text(SAVED, timeout=PATIENCE)


def mark(page: Page, name: str, *keys: str, comment: str = "") -> None:
    """Go to an answer, mark it by keys, and wait until it is saved."""
    row(page, name).click()
    shown(page)
    press(page, *keys)
    if comment:
        press(page, "c")
        page.keyboard.type(comment)
        press(page, "Enter")
    saved(page)
