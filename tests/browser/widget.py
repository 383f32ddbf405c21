"""A widget in JupyterLab, moved with keys and read as a student reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.notebook import Notebook
from tests.browser.picture import Panel, panels

TYPED = str.maketrans("\N{MINUS SIGN}₀₁₂₃₄₅₆₇₈₉", "-0123456789")


@dataclass(frozen=True)
class Widget:
    """A widget in the page, as the student has it."""

    page: Page
    box: Locator

    def press(self, label: str, key: str, times: int = 1) -> None:
        """Move a slider with a key."""
        handle = self.box.locator(f'.noUi-handle[aria-label="{label}"]')
        handle.focus()
        for _ in range(times):
            self.page.keyboard.press(key)

    def choose(self, label: str, key: str, times: int = 1) -> None:
        """Move in a drop-down list with a key."""
        self.box.get_by_label(label, exact=True).focus()
        for _ in range(times):
            self.page.keyboard.press(key)

    def push(self, name: str, times: int = 1) -> None:
        """Push a button with the keyboard."""
        self.box.get_by_role("button", name=name).focus()
        for _ in range(times):
            self.page.keyboard.press("Enter")

    def says(self, text: str) -> str:
        """Wait until the read-out says this; return all of it with plain signs."""
        expect(self.box.locator(".chainlab-readout")).to_contain_text(text, timeout=10_000)
        return plain(self.box.locator(".chainlab-readout").inner_text())

    def panels(self) -> list[Panel]:
        """Return the panels of the picture."""
        return panels(self.svg())

    def svg(self) -> str:
        """Return the picture."""
        return self.box.locator("svg[role=img]").first.evaluate(
            "e => new XMLSerializer().serializeToString(e)"
        )

    def rows(self) -> list[list[str]]:
        """Return the table."""
        return [
            [plain(cell) for cell in row.locator("th, td").all_inner_texts()]
            for row in self.box.locator("tbody tr").all()
        ]


def plain(text: str) -> str:
    """Return a text with its true minus signs and small figures as they are typed."""
    return text.translate(TYPED)


def number(pattern: str, text: str) -> float:
    """Return the number that follows a pattern in a text."""
    found = re.search(pattern + r"\s*(-?[\d.]+(?:e-?\d+)?)", text)
    assert found, f"{pattern!r} is not in {text!r}"
    return float(found[1].rstrip("."))


def show(notebook: Notebook, cell: str) -> Widget:
    """Bring a widget into view."""
    box = notebook.show(cell).locator(".chainlab-explore").last
    box.locator(".chainlab-readout").wait_for()
    return Widget(notebook.page, box)
