"""The feedback page of one notebook: what one student reads, and nothing of anybody else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from autograder.gradebook.records import ClassRecord, Item, Mark, Work
from autograder.notebooks import MARK_SCHEME, QUESTION_TITLE, criteria, grade_id, text_of, without
from autograder.reports import sentences
from autograder.reports.markdown import clean_answer
from autograder.reports.pages import render
from autograder.results import words
from autograder.results.verdict import INTERRUPTED, Verdict

NOTES = "grader-notes"
Cell = dict[str, Any]


@dataclass(frozen=True)
class ExerciseEntry:
    """One exercise on the page.

    Parameters
    ----------
    marks
        As "4 of 6 points".
    done
        Whether it has full marks.
    outcome
        The outcome in a sentence.
    carried_forward
        The sentence on an error carried forward, if there is one.
    happened
        What stopped it, if something did.
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
    carried_forward: Markup
    checks: tuple[tuple[str, bool], ...]
    happened: str
    trusted: bool
    comments: tuple[str, ...]
    code: str
    answer: Markup
    criteria: tuple[Markup, ...]


def feedback_page(record: ClassRecord, work: Work, notebook: str, cells: Sequence[Cell]) -> str:
    """Return the page as HTML that needs no other file.

    Parameters
    ----------
    record
        The assignment; of its works only this student's is used.
    cells
        The cells of the graded notebook; none if it was missing.
    """
    indices = {grade_id(cell): index for index, cell in enumerate(cells) if grade_id(cell)}
    items = sorted(
        (item for item in record.items if item.notebook == notebook),
        key=lambda item: indices.get(item.cell, len(indices)),
    )
    shown = {cell for item in items for cell in _commented_cells(item)}
    more = [
        (cell, text)
        for (name, cell), text in work.comments.items()
        if name == notebook and cell not in shown and _is_comment(text)
    ]
    marks = [work.marks.get(item.cell_id) for item in items]
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
        entries=[_entry(item, work, cells, indices) for item in items],
        more=more,
        notes=Markup(clean_answer(_notes(cells))),  # noqa: S704  (cleaned)
        has_notes=bool(_notes(cells)),
        unboxed=work.sandbox == "none",
    )


def _heading(notebook: str, cells: Sequence[Cell]) -> str:
    """Return the title at the top of the notebook, else one made from its name."""
    top = text_of(cells[0]["source"]) if cells else ""
    return top[2:].partition("\n")[0].strip() if top.startswith("# ") else sentences.notebook_title(notebook)


def _entry(item: Item, work: Work, cells: Sequence[Cell], indices: dict[str, int]) -> ExerciseEntry:
    mark, verdict = work.marks.get(item.cell_id, Mark(None)), work.verdicts.get(item.cell_id)
    question = _question(item, cells, indices)
    title = QUESTION_TITLE.search(question)
    # A teacher's own test is not the student's cell: no student sees its source.
    own_cell = {"written": item.cell, "function": item.exercise, "own": ""}[item.kind]
    source = text_of(cells[indices[own_cell]]["source"]) if own_cell in indices and work.tried(item) else ""
    comments = (work.comments.get((item.notebook, cell), "") for cell in _commented_cells(item))
    return ExerciseEntry(
        anchor=f"exercise-{item.cell}",
        heading=title["title"] if title is not None else sentences.exercise_heading(item),
        name="" if item.kind == "written" else item.exercise,
        marks=sentences.marks_words(mark.score, item.points),
        done=mark.score is not None and mark.score >= item.points,
        outcome=_outcome(item, mark, verdict),
        hint=(verdict.hint or "") if verdict is not None else "",
        carried_forward=_carried_forward(verdict),
        checks=verdict.checks if verdict is not None and verdict.outcome != "not_attempted" else (),
        happened=_happened(verdict),
        trusted=verdict is None or verdict.trusted,
        comments=tuple(filter(_is_comment, comments)),
        code="" if item.kind == "written" else source,
        answer=Markup(clean_answer(source)) if item.kind == "written" else Markup(""),  # noqa: S704  (cleaned)
        criteria=tuple(Markup(_unwrapped(clean_answer(line))) for line in criteria(question)),  # noqa: S704
    )


def _outcome(item: Item, mark: Mark, verdict: Verdict | None) -> str:
    """Return the outcome in a sentence: a human's mark goes before the grader's."""
    if mark.manual is not None:
        return words.MARKED_BY_HAND if item.kind == "written" else words.MARKS_BY_HAND
    if verdict is None:
        return ""
    unread = verdict.outcome == "refused" and not verdict.checks
    return words.UNREADABLE if unread else words.OUTCOME_SENTENCES[verdict.outcome]


def _carried_forward(verdict: Verdict | None) -> Markup:
    if verdict is None or not verdict.carried_forward:
        return Markup("")
    names = Markup(", ").join(Markup("<code>{}</code>").format(name) for name in verdict.carried_forward)
    return Markup(words.CARRIED_FORWARD).format(names=names)  # noqa: S704  (a sentence of ours)


def _commented_cells(item: Item) -> tuple[str, ...]:
    """Return the cells beside which a teacher comments on this exercise: nbgrader puts it at the solution."""
    return (item.exercise,) if item.exercise == item.cell else (item.exercise, item.cell)


def _is_comment(text: str) -> bool:
    return text not in {"", words.NO_RESPONSE}


def _happened(verdict: Verdict | None) -> str:
    if verdict is None or verdict.outcome not in INTERRUPTED | {"missing"}:
        return ""
    return verdict.reason


def _question(item: Item, cells: Sequence[Cell], indices: dict[str, int]) -> str:
    """Return the question of a written answer, the locked cell before it, without what is for markers."""
    if item.kind != "written" or item.cell not in indices:
        return ""
    for cell in reversed(cells[: indices[item.cell]]):
        nbgrader = cell["metadata"].get("nbgrader", {})
        if nbgrader.get("grade"):
            break
        if cell["cell_type"] == "markdown" and nbgrader.get("locked"):
            return without(text_of(cell["source"]), MARK_SCHEME)
    return ""


def _unwrapped(paragraph: str) -> str:
    """Return a paragraph's content, to stand in a line of a list."""
    match = re.fullmatch(r"\s*<p>(.*)</p>\s*", paragraph, re.DOTALL)
    return match[1] if match is not None and "<p>" not in match[1] else paragraph


def _notes(cells: Sequence[Cell]) -> str:
    """Return the grader's notes on the file, which are its last cell."""
    if not cells or cells[-1].get("id") != NOTES:
        return ""
    return text_of(cells[-1]["source"]).partition("\n\n")[2]
