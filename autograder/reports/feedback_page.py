"""The pages that one student reads: a first one, one a notebook, or one that holds everything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from autograder.gradebook.records import ClassRecord, Work
from autograder.reports.feedback_entries import Cell, NotebookFeedback, notebook_feedback
from autograder.reports.pages import render

INDEX = "index"
"""The name of the first page."""
NEXT = 3
"""So many things to do next are said."""


def feedback_page(record: ClassRecord, work: Work, notebook: str, cells: Sequence[Cell]) -> str:
    """Return the page of one notebook as HTML that needs no other file.

    Parameters
    ----------
    record
        The assignment; of its works only this student's is used.
    cells
        The cells of the graded notebook; none if it was missing.
    """
    return notebook_page(record, work, notebook_feedback(record, work, notebook, cells))


def notebook_page(
    record: ClassRecord, work: Work, page: NotebookFeedback, *, first_page: bool = False
) -> str:
    """Return the page of one notebook; with a link to the student's first page if that lies beside it."""
    return render("feedback.html.j2", **_common(record, work), page=page, index=INDEX if first_page else "")


def feedback_index(record: ClassRecord, work: Work, notebooks: Sequence[NotebookFeedback]) -> str:
    """Return the student's first page: the total, links to the notebooks' pages, what to do next."""
    return _first(
        record, work, notebooks, {page.name: f"{quote(page.name)}.html" for page in notebooks}, whole=False
    )


def whole_feedback(record: ClassRecord, work: Work, notebooks: Sequence[NotebookFeedback]) -> str:
    """Return all that a student reads as one page, for a campus system that takes one file."""
    return _first(record, work, notebooks, {page.name: f"#{page.anchor}" for page in notebooks}, whole=True)


def _first(
    record: ClassRecord,
    work: Work,
    notebooks: Sequence[NotebookFeedback],
    links: Mapping[str, str],
    *,
    whole: bool,
) -> str:
    lost = [(page, entry) for page in notebooks for entry in page.entries if entry.lost]
    lost.sort(key=lambda pair: -pair[1].lost)  # a stable sort: of equal ones the earlier exercise first
    return render(
        "feedback_index.html.j2",
        **_common(record, work),
        pages=notebooks,
        links=links,
        whole=whole,
        points=record.points,
        waiting=sum(page.waiting for page in notebooks),
        next=lost[:NEXT],
        more=max(0, len(lost) - NEXT),
    )


def _common(record: ClassRecord, work: Work) -> dict[str, object]:
    return {
        "assignment": record.assignment,
        "person": work.person,
        "work": work,
        "hours_late": work.seconds_late / 3600,
        "unboxed": work.sandbox == "none",
    }
