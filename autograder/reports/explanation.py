"""All that staff can be told of one exercise of one student: code, first failing input, error, mark."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from autograder.content import Exercise
from autograder.content.calls import Account
from autograder.gradebook.records import ClassRecord, Item, Mark, Person, Work
from autograder.grading.again import Again
from autograder.judging.judge import Failing
from autograder.notebooks import grade_id, text_of
from autograder.reports.student_work import error_text, work_cells
from autograder.reports.values import difference, value_text
from autograder.results import found, words
from autograder.results.verdict import Verdict
from autograder.text import count_points, number, shown

MESSAGE_CHARS = 400
NO_FUNCTION = "Not tried: there was no function to call."
NOT_TRIED_GATE = "Not tried: it counts only if the first check passes."
NOT_TRIED_VALUES = "Not tried: it counts only if all values are right."


@dataclass(frozen=True)
class FirstFailing:
    """The first call that was not right.

    Parameters
    ----------
    check
        The check that made it.
    arguments
        Their texts by the names of the parameters.
    theirs, right
        The values, as texts; "" where there is none.
    differs
        Where the two differ first, in a sentence.
    """

    check: str
    arguments: dict[str, str]
    theirs: str
    right: str
    differs: str


@dataclass(frozen=True)
class Error:
    """An error that stopped the function or its cell.

    Parameters
    ----------
    text
        Its class and message: words of the student's program.
    cell, line
        In which cell (its name, or how it begins) and line; "" and 0 if that is not known.
    code
        The line itself.
    """

    text: str
    cell: str = ""
    line: int = 0
    code: str = ""


@dataclass(frozen=True)
class CheckLine:
    """One check: what it looks at, what it earned of what it can earn, and why it was not tried."""

    title: str
    earned: float
    points: float
    not_tried: str = ""


@dataclass(frozen=True)
class Explanation:
    """What `autograder explain` shows.

    Parameters
    ----------
    work
        What the student wrote: code or words.
    is_code
        Whether it is code.
    reason
        What the grader says to staff.
    steps
        How the mark came about, in sentences.
    """

    student: Person
    item: Item
    outcome: str
    mark: str
    work: str
    is_code: bool
    first_failing: FirstFailing | None
    error: Error | None
    reason: str
    mistake: str
    evidence: str
    hint: str
    checks: tuple[CheckLine, ...]
    steps: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        data = asdict(self)
        data["student"] = {"id": self.student.id, "name": self.student.name}
        data["exercise"] = data.pop("item")
        return data


def explanation(record: ClassRecord, person: Person, item: Item, again: Again) -> Explanation:
    """Return what can be said of one exercise of one student, judged again.

    Parameters
    ----------
    again
        What judging it again gave.
    """
    work = next((work for work in record.works if work.person == person), None)
    verdict, ruling = again.verdict, again.ruling
    exercise = record.exercises.get(item.exercise) if item.kind == "function" else None
    failing = ruling.failing if ruling is not None and not ruling.is_missing else None
    cells = again.cells if ruling is not None or exercise is None else []
    mark = work.marks.get(item.cell_id, Mark(None)) if work is not None else Mark(None)
    return Explanation(
        student=person,
        item=item,
        outcome=words.OUTCOME_SHORT[verdict.outcome],
        mark="not marked yet"
        if mark.score is None
        else f"{number(mark.score)} of {count_points(item.points)}",
        work=_work(item, cells),
        is_code=item.kind != "written",
        first_failing=_first_failing(exercise, failing) if exercise is not None and failing else None,
        error=_error(item, again, failing),
        reason="" if verdict.outcome in {"correct", "to_mark"} else verdict.reason,
        mistake=verdict.mistake or "",
        evidence=verdict.evidence,
        hint=verdict.hint or "",
        checks=tuple(_checks(exercise, item, verdict)) if exercise is not None else (),
        steps=tuple(_steps(item, work, mark, again)),
    )


def _work(item: Item, cells: list[dict[str, Any]]) -> str:
    indices = {grade_id(cell): at for at, cell in enumerate(cells) if grade_id(cell)}
    own = work_cells(item.kind, cells, indices.get(item.cell), indices.get(item.exercise))
    return "\n\n".join(text_of(cells[at]["source"]).strip("\n") for at in own)


def _first_failing(exercise: Exercise, failing: Failing) -> FirstFailing:
    with np.errstate(all="ignore"):
        right = exercise.reference(*copy.deepcopy(failing.args))
    theirs = "" if failing.stop is not None else value_text(failing.got)
    rtol, atol = exercise.tolerance
    differs = difference(right, failing.got, rtol, atol) if failing.value and failing.stop is None else ""
    arguments = {name: value_text(value) for name, value in exercise.named(failing.args).items()}
    return FirstFailing(failing.check, arguments, theirs, value_text(right), differs)


def _error(item: Item, again: Again, failing: Failing | None) -> Error | None:
    """Return the error of the first failing call; else that of the cell with the answer, or of the test."""
    if failing is not None and failing.stop is not None:
        account = failing.stop.account
        kind = (account.kinds or ("",))[0].rpartition(".")[2]
        text = f"{kind}: {account.message}".strip(": ") if kind else failing.stop.text
        return replace(_at(again.cells, account), text=shown(text[:MESSAGE_CHARS]))
    if again.verdict.outcome == "correct":
        return None
    for cell in again.cells:
        if grade_id(cell) in {item.exercise, item.cell}:
            for output in cell.get("outputs", ()):
                if text := error_text(output):
                    return Error(shown(text[:MESSAGE_CHARS]), grade_id(cell))
    return None


def _at(cells: list[dict[str, Any]], account: Account) -> Error:
    """Return the place of an error, without its text."""
    if not 0 <= account.cell < len(cells):
        return Error("")
    lines = text_of(cells[account.cell]["source"]).splitlines()
    begins = next((line.strip() for line in lines if line.strip()), "")
    code = lines[account.line - 1].strip() if 0 < account.line <= len(lines) else ""
    return Error("", grade_id(cells[account.cell]) or shown(begins), account.line if code else 0, shown(code))


def _checks(exercise: Exercise, item: Item, verdict: Verdict) -> Iterator[CheckLine]:
    """Yield what each check earned; those that did not run are not among the verdict's."""
    scale, results = item.points / exercise.points, list(verdict.checks)
    gate = bool(results) and not results[0][1]
    for check in exercise.checks:
        if results and results[0][0].startswith(check.title):
            title, passed = results.pop(0)
            yield CheckLine(title, check.points * scale if passed else 0.0, check.points * scale)
        else:
            why = NOT_TRIED_GATE if gate else NOT_TRIED_VALUES if verdict.checks else NO_FUNCTION
            yield CheckLine(check.title, 0.0, check.points * scale, why)


def _steps(item: Item, work: Work | None, mark: Mark, again: Again) -> Iterator[str]:
    """Yield how the mark came about."""
    verdict = again.verdict
    if verdict.score is not None:
        marks, outcome = f"{number(verdict.score)} of {count_points(item.points)}", verdict.outcome
        yield f"The grader gives {marks}: {words.OUTCOME_SHORT[outcome]}."
    if verdict.carried_forward:
        yield words.carried_sentence(verdict.carried_forward)
    if verdict.found:
        yield found.sentence(verdict.found, guessed=verdict.guessed)
    if not verdict.trusted:
        yield words.TEST_PASSED
    if again.sandbox == "none":
        yield words.NO_SANDBOX
    if work is None:
        yield "The gradebook has no mark yet: this submission was never graded."
        return
    if mark.auto is not None and verdict.score is not None and mark.auto != verdict.score:
        yield (
            f"The gradebook holds {number(mark.auto)} of the grader's last run: the file, the check or the "
            "limits changed since. Grade again to write the new mark."
        )
    if mark.manual is not None:
        yield f"A human gave {number(mark.manual)}: that counts in place of the grader's."
    elif mark.score is None:
        yield "It waits for a human's mark."
    if mark.extra:
        yield f"{number(mark.extra)} extra credit is added."
    if penalty := work.penalties.get(item.notebook):
        yield f"Lateness takes {count_points(penalty)} off the notebook as a whole, not off this exercise."
    for cell in dict.fromkeys((item.exercise, item.cell)):
        comment = work.comments.get((item.notebook, cell), "")
        if comment and comment != words.NO_RESPONSE:
            yield f"Comment: {shown(comment)}"
