"""What of a graded class needs a human."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from autograder.course.limits import limits_met
from autograder.gradebook.records import ClassRecord, Item, Person, Work
from autograder.reports.sentences import notebook_title
from autograder.results.verdict import Outcome
from autograder.results.words import OUTCOME_SHORT, missing_module

TROUBLE = frozenset[Outcome]({"refused", "timed_out", "crashed", "missing"})
"""Outcomes that a teacher should look at."""


@dataclass(frozen=True)
class Trouble:
    """What could not be judged as it should, and why.

    Parameters
    ----------
    what
        The exercises by number, or the whole notebook.
    """

    work: Work
    notebook: str
    what: str
    outcome: str
    reason: str


@dataclass(frozen=True)
class Guess:
    """Answers that did not stand in their own cells, found in one way that is a guess."""

    work: Work
    items: tuple[Item, ...]
    found: str


@dataclass(frozen=True)
class Needs:
    """What needs a human, by kind.

    Parameters
    ----------
    to_mark
        Written answers that nobody has marked: (item, submissions).
    look_again
        Marks that a human gave to another answer than the one that is there now: (work, items).
    guesses
        Answers that were found where they do not belong, and nobody has marked.
    limits
        Limits that were met: (name, submissions), the most frequent first.
    modules
        Modules that code asked for and the grader's Python has not: (name, submissions).
    own
        Cells without an exercise, whose marks come from among the student's own code.
    unboxed
        Submissions graded without a sandbox.
    other_grader
        Submissions that this grader did not grade.
    damaged
        Submissions whose stored result cannot be read, which counts as never graded.
    late
        Submissions that are late, may be, or are called late by a campus system.
    """

    to_mark: tuple[tuple[Item, int], ...]
    look_again: tuple[tuple[Work, tuple[Item, ...]], ...]
    trouble: tuple[Trouble, ...]
    limits: tuple[tuple[str, int], ...]
    modules: tuple[tuple[str, int], ...]
    guesses: tuple[Guess, ...]
    own: tuple[Item, ...]
    unboxed: tuple[Work, ...]
    other_grader: tuple[Work, ...]
    damaged: tuple[Work, ...]
    late: tuple[Work, ...]
    ungraded: tuple[str, ...]
    absent: tuple[Person, ...]

    @property
    def nothing(self) -> bool:
        """Whether all is done."""
        return not any(getattr(self, name) for name in self.__dataclass_fields__)


def needs(record: ClassRecord) -> Needs:
    """Return what needs a human."""
    waiting = Counter(cell_id for work in record.works for cell_id in work.open)
    again = (
        (
            work,
            tuple(
                item
                for item in record.items
                if (mark := work.marks.get(item.cell_id)) and mark.manual is not None and mark.look_again
                if work.reconsider is None or item.cell_id in work.reconsider
            ),
        )
        for work in record.works
    )
    return Needs(
        to_mark=tuple((item, many) for item in record.items if (many := waiting[item.cell_id])),
        look_again=tuple((work, items) for work, items in again if items),
        trouble=tuple(trouble for work in record.works for trouble in _trouble(record, work)),
        limits=_told(record, limits_met),
        modules=_told(record, lambda reason: {missing_module(reason)} - {""}),
        guesses=tuple(guess for work in record.works for guess in _guesses(record, work)),
        own=tuple(item for item in record.items if item.kind == "own"),
        unboxed=tuple(work for work in record.works if work.sandbox == "none"),
        other_grader=tuple(work for work in record.works if not (work.sandbox or work.damaged)),
        damaged=tuple(work for work in record.works if work.damaged),
        late=tuple(work for work in record.works if work.lateness),
        ungraded=record.ungraded,
        absent=record.absent,
    )


def _told(record: ClassRecord, told: Callable[[str], set[str]]) -> tuple[tuple[str, int], ...]:
    """Return what the reasons of verdicts name, with the number of submissions."""
    counts = Counter(
        name
        for work in record.works
        for name in {each for verdict in work.verdicts.values() for each in told(verdict.reason)}
    )
    return tuple(counts.most_common())


def _guesses(record: ClassRecord, work: Work) -> list[Guess]:
    by_hand = {cell_id for cell_id, mark in work.marks.items() if mark.manual is not None}
    groups: dict[str, list[Item]] = {}
    for item in record.items:
        verdict = work.verdicts.get(item.cell_id)
        if verdict is not None and verdict.guessed and item.cell_id not in by_hand:
            groups.setdefault(verdict.found, []).append(item)
    return [Guess(work, tuple(items), found) for found, items in groups.items()]


def _trouble(record: ClassRecord, work: Work) -> list[Trouble]:
    """Return one entry for each notebook, outcome and reason."""
    groups: dict[tuple[str, Outcome, str], list[Item]] = {}
    for item in record.items:
        verdict = work.verdicts.get(item.cell_id)
        if verdict is not None and verdict.outcome in TROUBLE:
            groups.setdefault((item.notebook, verdict.outcome, verdict.reason), []).append(item)
    whole = {(outcome, reason) for _, outcome, reason in groups}
    if len(whole) == 1 and sum(map(len, groups.values())) == len(record.items) and len(record.notebooks) > 1:
        ((outcome, reason),) = whole
        return [Trouble(work, "all notebooks", "all of it", OUTCOME_SHORT[outcome], reason)]
    sizes = {name: sum(item.notebook == name for item in record.items) for name in record.notebooks}
    return [
        Trouble(
            work,
            notebook_title(notebook),
            "all of it" if len(items) == sizes[notebook] else ", ".join(item.title for item in items),
            OUTCOME_SHORT[outcome],
            reason,
        )
        for (notebook, outcome, reason), items in groups.items()
    ]
