"""What a student reads of one notebook: an entry for each exercise, with the teacher's comments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from autograder.gradebook.records import ClassRecord, Item, Mark, Work
from autograder.notebooks import MARK_SCHEME, QUESTION_TITLE, Roles, grade_id, text_of, without
from autograder.reports import sentences
from autograder.reports.criteria import Criterion, criteria_of
from autograder.reports.headings import headings
from autograder.reports.markdown import clean_answer
from autograder.reports.student_work import Part, error_text, put_out, work_for
from autograder.results import words
from autograder.results.found import sentence
from autograder.results.verdict import CellId, Verdict

NOTES = "grader-notes"
Cell = dict[str, Any]


@dataclass(frozen=True)
class ExerciseEntry:
    """One exercise on the page.

    Parameters
    ----------
    name
        The function's name; "" of all else.
    marks
        As "4 of 6 points".
    done
        Whether it has full marks.
    outcome
        The outcome in a sentence.
    carried_forward
        The sentence on an error carried forward, if there is one.
    found
        The sentence on how the answer was found, if it did not stand in its own cell.
    happened
        What stopped it, if something did.
    said
        What a teacher's own test put out, if that is more than a sentence tells.
    comments
        What the teacher wrote, clean HTML.
    work
        What the student wrote, and what it put out.
    folded
        Whether the work is shown only when it is asked for: code that a program judged.
    nothing
        The sentence in place of work where there is none, but something was asked for.
    criteria
        What earns the points of a written answer, and which of it was earned.
    lost
        Points that are lost; 0 as long as nobody has marked it.
    """

    anchor: str
    heading: str
    name: str
    marks: str
    done: bool
    outcome: str
    hint: str
    carried_forward: Markup
    found: str
    checks: tuple[tuple[str, bool], ...]
    happened: str
    said: tuple[Part, ...]
    comments: tuple[Markup, ...]
    work: tuple[Part, ...]
    folded: bool
    nothing: str
    criteria: tuple[Criterion, ...]
    lost: float


@dataclass(frozen=True)
class NotebookFeedback:
    """One notebook.

    Parameters
    ----------
    got, most
        Points so far, lateness taken off, and points there are.
    waiting
        Points that nobody has marked yet.
    more
        Comments that belong to no exercise: (cell, clean HTML).
    notes
        The grader's notes on the file; "" if there are none.
    """

    name: str
    anchor: str
    heading: str
    got: float
    most: float
    waiting: float
    penalty: float
    entries: tuple[ExerciseEntry, ...]
    more: tuple[tuple[str, Markup], ...]
    notes: Markup


def notebook_feedback(
    record: ClassRecord, work: Work, notebook: str, cells: Sequence[Cell]
) -> NotebookFeedback:
    """Return what a student reads of one notebook.

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
        (cell, comment_html(text))
        for (name, cell), text in work.comments.items()
        if name == notebook and cell not in shown and _is_comment(text)
    ]
    marks = [work.marks.get(item.cell_id) for item in items]
    penalty = work.penalties.get(notebook, 0.0)
    entries = _Entries(record, work, cells, indices, headings(items, cells, indices))
    notes = _notes(cells)
    return NotebookFeedback(
        name=notebook,
        anchor=_anchor(record, notebook),
        heading=_heading(notebook, cells),
        got=max(0.0, sum(mark.score or 0.0 for mark in marks if mark is not None) - penalty),
        most=sum(item.points for item in items),
        waiting=sum(i.points for i, mark in zip(items, marks, strict=True) if mark and mark.score is None),
        penalty=penalty,
        entries=tuple(map(entries.of, items)),
        more=tuple(more),
        notes=Markup(clean_answer(notes)) if notes else Markup(""),  # noqa: S704  (cleaned)
    )


def comment_html(text: str) -> Markup:
    """Return a teacher's comment, Markdown with formulas, as clean HTML; a line that was typed stays one."""
    return Markup(clean_answer(text.replace("\n", "  \n")))  # noqa: S704  (cleaned)


def _anchor(record: ClassRecord, notebook: str) -> str:
    """Return what a notebook is on a page; one without graded cells comes behind those that have some."""
    return f"notebook-{[*record.notebooks, notebook].index(notebook) + 1}"


def _heading(notebook: str, cells: Sequence[Cell]) -> str:
    """Return the title at the top of the notebook, else one made from its name."""
    top = text_of(cells[0]["source"]) if cells else ""
    return top[2:].partition("\n")[0].strip() if top.startswith("# ") else sentences.notebook_title(notebook)


@dataclass(frozen=True)
class _Entries:
    """Makes the entries of one page."""

    record: ClassRecord
    work: Work
    cells: Sequence[Cell]
    indices: Mapping[str, int]
    headings: Mapping[CellId, str]

    def of(self, item: Item) -> ExerciseEntry:
        work, hides = self.work, self.record.hides_tests
        mark, verdict = work.marks.get(item.cell_id, Mark(None)), work.verdicts.get(item.cell_id)
        question = _question(item, self.cells, self.indices)
        title = QUESTION_TITLE.search(question)
        comments = (work.comments.get((item.notebook, cell), "") for cell in _commented_cells(item))
        done = mark.score is not None and mark.score >= item.points
        tried = work.tried(item)
        return ExerciseEntry(
            anchor=f"{_anchor(self.record, item.notebook)}-{item.cell}",
            heading=title["title"] if title is not None else self.headings[item.cell_id],
            name=item.exercise if item.kind == "function" else "",
            marks=sentences.marks_words(mark.score, item.points),
            done=done,
            outcome=_outcome(item, mark, verdict),
            hint=(verdict.hint or "") if verdict is not None else "",
            carried_forward=_carried_forward(verdict),
            found=sentence(verdict.found, guessed=verdict.guessed) if verdict is not None else "",
            checks=verdict.checks if verdict is not None and verdict.outcome != "not_attempted" else (),
            happened=words.what_happened(verdict, hides_tests=hides) if verdict is not None else "",
            said=tuple(self._said(item, verdict)) if tried and not done and not hides else (),
            comments=tuple(comment_html(text) for text in comments if _is_comment(text)),
            work=tuple(self._work(item, verdict)) if tried else (),
            folded=item.kind != "written",
            nothing=words.NOTHING_BELOW if verdict is not None and tried and self._is_task(item) else "",
            criteria=criteria_of(question, mark, item.points, work.ticked.get(item.cell_id)),
            lost=0.0 if mark.score is None else max(0.0, item.points - mark.score),
        )

    def _work(self, item: Item, verdict: Verdict | None) -> list[Part]:
        at = self.indices.get(item.cell)
        cells = [
            self._without_verdict(cell, verdict) if index == at else cell
            for index, cell in enumerate(self.cells)
        ]
        return work_for(item, cells, at, self.indices.get(item.exercise))

    def _is_task(self, item: Item) -> bool:
        at = self.indices.get(item.cell)
        return at is not None and Roles.of(self.cells[at]).task

    def _said(self, item: Item, verdict: Verdict | None) -> list[Part]:
        """Return what a test put out, but for its value, and an error that a sentence tells whole."""
        at = self.indices.get(item.cell)
        if item.kind != "own" or at is None:
            return []
        told = verdict.reason if verdict is not None else ""
        return put_out(
            output
            for output in self._without_verdict(self.cells[at], verdict).get("outputs", ())
            if output.get("output_type") != "execute_result"
            and not (error_text(output) and error_text(output) in told)
        )

    def _without_verdict(self, cell: Cell, verdict: Verdict | None) -> Cell:
        """Return a cell without the text that the grader put below it: the page says it in its own way."""
        if verdict is None:
            return cell
        own = words.verdict_text(verdict, self.work.sandbox, self.record.exercises.get(verdict.exercise))
        return {**cell, "outputs": [each for each in cell.get("outputs", ()) if each.get("text") != own]}


def _outcome(item: Item, mark: Mark, verdict: Verdict | None) -> str:
    """Return the outcome in a sentence: a human's mark goes before the grader's."""
    if mark.manual is not None:
        return words.MARKED_BY_HAND if item.kind == "written" else words.MARKS_BY_HAND
    if verdict is None:
        return ""
    return words.outcome_sentence(verdict)


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


def _question(item: Item, cells: Sequence[Cell], indices: Mapping[str, int]) -> str:
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


def _notes(cells: Sequence[Cell]) -> str:
    """Return the grader's notes on the file, which are its last cell."""
    if not cells or cells[-1].get("id") != NOTES:
        return ""
    return text_of(cells[-1]["source"]).partition("\n\n")[2]
