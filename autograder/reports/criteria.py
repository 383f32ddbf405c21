"""What earns the points of a written answer, line by line, and what a student's answer earned by each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from autograder import notebooks
from autograder.content import RubricLine
from autograder.gradebook.records import Mark
from autograder.gradebook.ticked import Ticked
from autograder.reports.markdown import clean_answer
from autograder.text import count_points, number

Earned = Literal["all", "some", "none", "lost", "note", ""]
"""All of a line, some of it, none; what it took off; a remark behind the lines; nobody said it."""


@dataclass(frozen=True)
class Criterion:
    """A line of a rubric as a student reads it.

    Parameters
    ----------
    earned
        What the answer earned by it.
    words
        The same in words, such as "Earned, 2 of 2 points"; "" if nobody said it.
    sentence
        What earns the points, clean HTML.
    """

    earned: Earned
    words: str
    sentence: Markup


def criteria_of(question: str, mark: Mark, points: float, ticked: Ticked | None) -> tuple[Criterion, ...]:
    """Return what earns the points of an answer.

    Marked at the desk, the lines are those of the rubric; otherwise those of the question, and the mark alone
    tells whether all of them were earned or none.
    """
    if ticked is not None:
        return tuple(_of_rubric(ticked))
    earned: Earned = (
        "" if mark.score is None else "all" if mark.score >= points else "none" if mark.score == 0 else ""
    )
    words = {"all": "Earned", "none": "Not earned"}.get(earned, "")
    return tuple(Criterion(earned, words, line_html(line)) for line in notebooks.criteria(question))


def _of_rubric(ticked: Ticked) -> Iterator[Criterion]:
    for line in ticked.rubric.lines:
        earned = ticked.earned.get(line.id, 0)
        if not line.costs or earned:
            yield Criterion(*_in_words(line, earned), line_html(line.sentence))
    if ticked.rubric.note:
        yield Criterion("note", "", line_html(ticked.rubric.note))


def _in_words(line: RubricLine, earned: float) -> tuple[Earned, str]:
    if line.costs:
        return "lost", f"Taken off, {count_points(-earned)}"
    of_all = f"{number(earned)} of {count_points(line.points)}"
    if earned >= line.points:
        return "all", f"Earned, {of_all}"
    return ("some", f"Partly earned, {of_all}") if earned else ("none", f"Not earned, {of_all}")


def line_html(sentence: str) -> Markup:
    """Return a sentence as clean HTML that can stand in a line of a list."""
    cleaned = clean_answer(sentence)
    match = re.fullmatch(r"\s*<p>(.*)</p>\s*", cleaned, re.DOTALL)
    return Markup(match[1] if match is not None and "<p>" not in match[1] else cleaned)  # noqa: S704  (cleaned)
