"""Written answers that do not stand in their own cell: text of the student's own near the question."""

from __future__ import annotations

from collections.abc import Iterable

from autograder.results import found as how
from autograder.submission.finding import Finding, Found
from autograder.submission.prose import joined

LONG = 20
"""Words from which a text far from its question is taken for an answer."""


def find_texts(finding: Finding) -> None:
    """Find text of the student's own for each written answer without one: a guess, for a human to read.

    First what stands between the question and the next released cell is looked at, then all between the
    graded cell before and the one behind, then longer texts anywhere.
    """
    missing = [
        i
        for i, cell in enumerate(finding.release.cells)
        if cell.solution and i not in finding.answered and cell.is_written and cell.kind != "code"
    ]
    for area in (_at_question, _between_graded) if missing else ():
        for i in missing:
            if i not in finding.answered:
                question = _question(finding, i)
                texts = {n: text for n in area(finding, i) if (text := _own_text(finding, n, question))}
                if texts:
                    finding.take(i, _answer(finding, i, texts))
    _find_far([i for i in missing if i not in finding.answered], finding)
    _share(missing, finding)


def _find_far(missing: list[int], finding: Finding) -> None:
    """Find longer texts anywhere; a human has to say which of several answers they are."""
    texts = {n: text for n in range(len(finding.cells) if missing else 0) if (text := _essay(finding, n))}
    for i in missing if texts else ():
        found = _answer(finding, i, texts)
        only = len(missing) == 1
        at = found.at if only or found.at in finding.owner else None
        finding.take(i, found._replace(at=at, how=how.TEXT_FAR, uses=found.uses if only else ()))


def _share(missing: list[int], finding: Finding) -> None:
    """Show a guessed text for the questions beside it too that have no answer: a human says whose it is.

    These are questions that lost their cell and stand above the text, and all if there are several texts.
    """
    guesses = [finding.found[i] for i in missing if i in finding.answered]
    texts = [{n for n in (each.at, *each.uses) if n is not None and finding.words(n)} for each in guesses]
    for i in missing:
        if i not in finding.answered:
            own, question = finding.found.get(i), finding.found.get(_question(finding, i) or -1)
            start = (question.at if question is not None else None) or 0
            area = set(_between_graded(finding, i))
            behind = {n for n in area if n >= start} if own is None else set()
            near = (
                each
                for each, of_one in zip(guesses, texts, strict=True)
                if of_one & (area if len(of_one) > 1 else behind)
            )
            if (found := next(near, None)) is not None:
                place = own.at if own is not None else None
                finding.take(i, found._replace(at=place, how=how.TEXT_NEAR, uses=()))


def _essay(finding: Finding, n: int) -> str:
    """Return a text that can be an answer though no question is near: code that was taken out is none."""
    text = _own_text(finding, n, None) if finding.cells[n]["kind"] != "code" else ""
    return text if len(text.split()) >= LONG else ""


def _answer(finding: Finding, i: int, texts: dict[int, str]) -> Found:
    before = finding.found.get(i)
    place = before.at if before is not None else None
    own = [n for n in texts if n not in finding.owner]
    if not own:
        said = how.IN_QUESTION
    elif place is None:
        said = how.TEXT_NEAR
    else:
        said = how.TEXT_BELOW if own[-1] > place else how.TEXT_ABOVE
    at = next(iter(own), None) if place is None else place
    text, pictures = joined((text, finding.cells[n].get("pictures", ())) for n, text in texts.items())
    uses = tuple(n for n in own if n != at)
    return Found(at, text, said, guessed=True, uses=uses, pictures=pictures)


def _own_text(finding: Finding, n: int, question: int | None) -> str:
    """Return the student's words in a cell; "" if there are none, or if they belong elsewhere."""
    i = finding.owner.get(n)
    if i is not None:
        released = finding.release.cells[i]
        other = released.locked and i != question and _asks_for(finding, i) not in finding.answered
        if released.kind == "code" or released.solution or other or not finding.differs(i, n):
            return ""
    elif n in finding.dropped:
        return ""
    return finding.words(n)


def _question(finding: Finding, i: int) -> int | None:
    """Return the released cell with the question to a written answer: the locked one before it."""
    for j in range(i - 1, -1, -1):
        cell = finding.release.cells[j]
        if cell.grade or cell.solution:
            return None
        if cell.locked:
            return j
    return None


def _asks_for(finding: Finding, question: int) -> int:
    """Return the answer that belongs to a question: the next one."""
    cells = finding.release.cells
    return next((i for i in range(question + 1, len(cells)) if cells[i].grade or cells[i].solution), question)


def _at_question(finding: Finding, i: int) -> Iterable[int]:
    """Return the cells from the question, or the released cell before, to the next released one."""
    question = finding.found.get(_question(finding, i) or -1)
    area = _between(finding, i, finding.known(), question.at if question is not None else None)
    own = finding.found.get(i)
    if own is None or own.at is None or own.at in area:
        return area
    return [*area, *range(max(own.at - 1, 0), min(own.at + 2, len(finding.cells)))]


def _between_graded(finding: Finding, i: int) -> Iterable[int]:
    """Return the cells from the graded one, or the answer, before to the next one."""
    cells = finding.release.cells
    places = [(j, at) for j, at in finding.known() if cells[j].grade or cells[j].solution]
    return _between(finding, i, places)


def _between(finding: Finding, i: int, places: list[tuple[int, int]], start: int | None = None) -> range:
    """Return the cells from the released one before to the nearest known one that follows it there."""
    if start is None:
        start = next((at for j, at in reversed(places) if j < i), 0)
    end = min((at for j, at in places if at > start and j != i), default=len(finding.cells) - 1)
    return range(start, end + 1)
