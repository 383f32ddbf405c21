"""Pages of invented students, and what is in them."""

from __future__ import annotations

from html.parser import HTMLParser

from autograder.gradebook.records import ClassRecord, Person, Work
from autograder.reports.class_report import class_report
from autograder.reports.feedback_page import feedback_page
from tests.golden.invented_class import (
    ITEMS,
    ONE,
    SIGMOID,
    cells,
    invented_class,
    verdict,
    work,
)
from vanishing_gradients import EXERCISES

MADE = "2026-11-24 10:00 UTC"
MEGABYTE = 1_000_000
OVERFLOW = verdict(
    SIGMOID, "partial", 2.5, mistake="unit.overflow", hint="For which sign?", evidence="Failed: x."
)


class Parts(HTMLParser):
    """The elements of a page: (tag, attributes), and its words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def page_of(record: ClassRecord | None = None, **how) -> str:
    return class_report(record or invented_class(), MADE, **how)


def text_of(page: str) -> str:
    return Parts(page).text


def feedback_of(student: str, notebook: str = ONE, record: ClassRecord | None = None, **how) -> str:
    record = record or invented_class()
    own = next(work for work in record.works if work.person.id == student)
    return feedback_page(record, own, notebook, cells(notebook, **how))


def class_of(*works: Work) -> ClassRecord:
    return ClassRecord(EXERCISES, ITEMS, works)


def many(number: int, *changed, written: float | None = 6.0) -> list[Work]:
    return [work(Person(f"s{number}-{i}"), written, *changed) for i in range(number)]


# The report in numbers
