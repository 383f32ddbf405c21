"""The feedback page of one notebook: what one student reads, and nothing of anybody else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from autograder.gradebook.records import ClassRecord, Item, Mark, Work
from autograder.notebooks import MARK_SCHEME, criteria, text_of, without
from autograder.reports import sentences
from autograder.reports.markdown import clean_answer
from autograder.reports.pages import render
from autograder.results.verdict import Verdict
from autograder.results.words import OUTCOME_WORDS

QUESTION_TITLE = re.compile(r"^#+\s*(Written answer .+?)\s*(?:\(.*\))?\s*$", re.MULTILINE)
NOTES = "grader-notes"
NO_RESPONSE = "No response."
HAPPENED = {"raised", "timed_out", "crashed", "refused"}
Cell = dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """One exercise on the page.

    Parameters
    ----------
    marks
        As "4 of 6 points".
    done
        Full marks.
    happened
        What stopped it, where something did.
    comments
        What the teacher wrote.
    code, answer
        What the student wrote: a function, or prose as clean HTML.
    criteria
        What earns the points of a written answer, as the question says it, clean HTML.
    """

    anchor: str
    heading: str
    name: str
    marks: str
    done: bool
    outcome: str
    hint: str
    carried_forward: tuple[str, ...]
    checks: tuple[tuple[str, bool], ...]
    happened: str
    trusted: bool
    by_hand: bool
    comments: tuple[str, ...]
    code: str
    answer: Markup
    criteria: tuple[Markup, ...]


def feedback_page(record: ClassRecord, work: Work, notebook: str, cells: Sequence[Cell]) -> str:
    """Return the page as HTML that needs no other file.

    Parameters
    ----------
    record
        The assignment; of its works this student's alone is used.
    cells
        The cells of the graded notebook; none where it was missing.
    """
    places = {_key(cell): place for place, cell in enumerate(cells) if _key(cell)}
    items = sorted(
        (item for item in record.items if item.notebook == notebook),
        key=lambda item: places.get(item.cell, len(places)),
    )
    shown = {place for item in items for place in _comment_places(item)}
    more = [
        (key, text)
        for (name, key), text in work.comments.items()
        if name == notebook and key not in shown and text and text != NO_RESPONSE
    ]
    marks = [work.marks.get(item.place) for item in items]
    penalty = work.penalties.get(notebook, 0.0)
    got = max(0.0, sum(mark.score or 0.0 for mark in marks if mark is not None) - penalty)
    waiting = sum(item.points for item, mark in zip(items, marks, strict=True) if mark and mark.score is None)
    return render(
        "feedback.html.j2",
        assignment=record.assignment,
        person=work.person,
        heading=_heading(notebook, cells),
        got=got,
        most=sum(item.points for item in items),
        waiting=waiting,
        penalty=penalty,
        hours_late=work.seconds_late / 3600,
        entries=[_entry(item, work, cells, places) for item in items],
        more=more,
        notes=Markup(clean_answer(_notes(cells))),  # noqa: S704  (cleaned)
        has_notes=bool(_notes(cells)),
        unboxed=work.sandbox == "none",
    )


def _heading(notebook: str, cells: Sequence[Cell]) -> str:
    """Return the title that stands at the top of the notebook, else one made from its name."""
    top = text_of(cells[0]["source"]) if cells else ""
    return top[2:].partition("\n")[0].strip() if top.startswith("# ") else sentences.notebook_title(notebook)


def _entry(item: Item, work: Work, cells: Sequence[Cell], places: dict[str, int]) -> Entry:
    mark, verdict = work.marks.get(item.place, Mark(None)), work.verdicts.get(item.place)
    outcome = verdict.outcome if verdict is not None else ""
    question = _question(item, cells, places)
    title = QUESTION_TITLE.search(question)
    heading = title.group(1) if title is not None else sentences.exercise_heading(item)
    # A teacher's own test is no cell of the student's: its source is nobody's to see.
    own_cell = {"written": item.cell, "function": item.exercise, "own": ""}[item.kind]
    source = text_of(cells[places[own_cell]]["source"]) if own_cell in places and work.tried(item) else ""
    comments = (work.comments.get((item.notebook, key), "") for key in _comment_places(item))
    words = OUTCOME_WORDS.get(outcome, "")
    by_hand = mark.manual is not None
    if by_hand:
        words = "Marked by your teacher." if item.kind == "written" else "Your teacher gave these marks."
    elif outcome == "refused" and verdict is not None and not verdict.checks:
        words = "This file could not be read."
    return Entry(
        anchor=f"exercise-{item.cell}",
        heading=heading,
        name="" if item.kind == "written" else item.exercise,
        marks=sentences.marks_words(mark.score, item.points),
        done=mark.score is not None and mark.score >= item.points,
        outcome=words,
        hint=(verdict.hint or "") if verdict is not None else "",
        carried_forward=verdict.carried_forward if verdict is not None else (),
        checks=verdict.checks if verdict is not None and outcome != "not_attempted" else (),
        happened=_happened(verdict),
        trusted=verdict is None or verdict.trusted,
        by_hand=by_hand,
        comments=tuple(c for c in comments if c and c != NO_RESPONSE),
        code="" if item.kind == "written" else source,
        answer=Markup(clean_answer(source)) if item.kind == "written" else Markup(""),  # noqa: S704  (cleaned)
        criteria=tuple(Markup(_unwrapped(clean_answer(line))) for line in criteria(question)),  # noqa: S704
    )


def _key(cell: Cell) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def _comment_places(item: Item) -> tuple[str, ...]:
    """Return the cells beside which a teacher comments on this exercise: nbgrader puts it at the solution."""
    return (item.exercise,) if item.exercise == item.cell else (item.exercise, item.cell)


def _happened(verdict: Verdict | None) -> str:
    if verdict is None or verdict.outcome not in HAPPENED | {"missing"}:
        return ""
    return verdict.reason


def _question(item: Item, cells: Sequence[Cell], places: dict[str, int]) -> str:
    """Return the question of a written answer, the locked cell before it, without what is for markers."""
    if item.kind != "written" or item.cell not in places:
        return ""
    for cell in reversed(cells[: places[item.cell]]):
        ours = cell["metadata"].get("nbgrader", {})
        if ours.get("grade"):
            break
        if cell["cell_type"] == "markdown" and ours.get("locked"):
            return without(text_of(cell["source"]), MARK_SCHEME)
    return ""


def _unwrapped(paragraph: str) -> str:
    """Return a paragraph's content, to stand in a line of a list."""
    found = re.fullmatch(r"\s*<p>(.*)</p>\s*", paragraph, re.DOTALL)
    return found.group(1) if found is not None and "<p>" not in found.group(1) else paragraph


def _notes(cells: Sequence[Cell]) -> str:
    """Return the grader's notes on the file, which stand in its last cell."""
    if not cells or cells[-1].get("id") != NOTES:
        return ""
    return text_of(cells[-1]["source"]).partition("\n\n")[2]
