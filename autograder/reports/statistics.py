"""What a class did and what it misunderstood, in numbers."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.content import Hints
from autograder.gradebook.records import ClassRecord, Item, Work
from autograder.reports.matrix import SIGNS, went
from autograder.results.verdict import CellId, Verdict

FEW = 5
"""With fewer submissions a correlation says nothing."""
BINS = 12
"""The most parts of a distribution."""


@dataclass(frozen=True)
class ItemStatistics:
    """How the class did in one graded cell.

    Parameters
    ----------
    tried
        Submissions that worked on it.
    to_mark
        Submissions that wait for a human here.
    mean
        Mean points of all submissions; None as long as one waits for a human.
    full
        Share with full marks among those who tried; None as long as one waits, or if nobody tried.
    discrimination
        Correlation of its points with the rest of the student's points; None if it cannot be computed.
    failing
        The checks that failed most often: (title, submissions).
    shares
        Submissions with full marks, with some, with none, that did not try, that wait for a human.
    """

    item: Item
    tried: int
    to_mark: int
    mean: float | None
    full: float | None
    discrimination: float | None
    failing: tuple[tuple[str, int], ...]
    shares: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Misunderstanding:
    """A named mistake in one exercise, and whom it concerns.

    Parameters
    ----------
    id
        As the verdicts name it.
    also
        Other exercises in which a slip with the same words showed.
    works
        Submissions with it.
    lost
        Points that it cost the class.
    hint, pointer
        The question that the students got, and the place in the notebook to look at ("" if unknown).
    """

    id: str
    item: Item
    also: tuple[Item, ...]
    works: tuple[Work, ...]
    lost: float
    evidence: str
    hint: str
    pointer: str


@dataclass(frozen=True)
class Distribution:
    """How the marks of a class are spread.

    Parameters
    ----------
    counts
        Submissions in each part of [0, points]; the last one holds full marks too.
    width
        Points in each part, a round number; the last part may be narrower.
    lower, median, upper
        The quartiles.
    """

    points: float
    counts: tuple[int, ...]
    width: float
    mean: float
    lower: float
    median: float
    upper: float


def counted_items(record: ClassRecord) -> tuple[Item, ...]:
    """Return the cells whose marks can be compared now: all, or those that the grader marks by itself."""
    return record.items if record.fully_marked else record.automatic


def distribution(record: ClassRecord) -> Distribution:
    """Return how the marks are spread; written answers count only if all of them are marked."""
    items = counted_items(record)
    points = sum(item.points for item in items)
    scores = sorted(_score(work, items, record) for work in record.works)
    width = _round_width(points)
    counts = [0] * max(1, math.ceil(points / width))
    for score in scores:
        counts[min(len(counts) - 1, max(0, int(score / width)))] += 1
    middle = statistics.median(scores)
    lower, _, upper = (
        statistics.quantiles(scores, n=4, method="inclusive") if len(scores) > 1 else [middle] * 3
    )
    return Distribution(points, tuple(counts), width, statistics.fmean(scores), lower, middle, upper)


def _round_width(points: float) -> float:
    """Return the width of parts with round ends, of which there are about ten."""
    power = 10.0 ** math.floor(math.log10(points / BINS)) if points > 0 else 1.0
    return next(step * power for step in (1, 2, 5, 10) if step * power * BINS >= points)


def _score(work: Work, items: tuple[Item, ...], record: ClassRecord) -> float:
    return work.score if items is record.items else work.points(items)


def item_statistics(record: ClassRecord) -> list[ItemStatistics]:
    """Return the statistics of every graded cell, in order."""
    counted = counted_items(record)
    totals = [work.points(counted) for work in record.works]
    compared = {item.cell_id for item in counted}
    every = []
    for item in record.items:
        tried = [work for work in record.works if work.tried(item)]
        scores = [_points(work, item) for work in record.works]
        waiting = scores.count(None)
        points = [score or 0.0 for score in scores]
        full = [(_points(work, item) or 0.0) >= item.points for work in tried]
        discrimination = None
        if item.cell_id in compared:
            discrimination = correlation(points, [t - s for t, s in zip(totals, points, strict=True)])
        every.append(
            ItemStatistics(
                item,
                len(tried),
                waiting,
                statistics.fmean(points) if points and not waiting else None,
                sum(full) / len(full) if full and not waiting else None,
                discrimination,
                _failing(record, item),
                _shares(record, item),
            )
        )
    return every


def _shares(record: ClassRecord, item: Item) -> tuple[tuple[str, int], ...]:
    counts = Counter(went(work, item) for work in record.works)
    return tuple((how, counts[how]) for how in SIGNS)


def correlation(first: list[float], second: list[float]) -> float | None:
    """Return Pearson's correlation; None for fewer than five pairs, or if one side is constant."""
    if len(first) < FEW:
        return None
    try:
        return statistics.correlation(first, second)
    except statistics.StatisticsError:
        return None


def _points(work: Work, item: Item) -> float | None:
    mark = work.marks.get(item.cell_id)
    return None if mark is None else mark.score


def _failing(record: ClassRecord, item: Item) -> tuple[tuple[str, int], ...]:
    """Return what failed most among those who tried, without what this student's function did.

    Of a teacher's own test it is what the test said.
    """
    counts: Counter[str] = Counter()
    for work in record.works:
        verdict = work.verdicts.get(item.cell_id)
        if verdict is not None and work.tried(item):
            said = {verdict.evidence} if item.kind == "own" and verdict.evidence else set()
            counts.update(said | {title.split(": ")[0] for title, passed in verdict.checks if not passed})
    return tuple(counts.most_common(3))


def misunderstandings(record: ClassRecord) -> list[Misunderstanding]:
    """Return the named mistakes of each exercise, those that cost most points first."""
    items: dict[CellId, Item] = {item.cell_id: item for item in record.items}
    found: dict[tuple[CellId, str], list[Work]] = {}
    shared: dict[str, dict[CellId, None]] = {}
    for work in record.works:
        for cell_id, verdict in work.verdicts.items():
            if verdict.mistake and verdict.outcome != "correct":
                found.setdefault((cell_id, verdict.mistake), []).append(work)
                shared.setdefault(_topic(record.exercises.hints, verdict), {})[cell_id] = None

    def one(cell_id: CellId, mistake: str, works: list[Work]) -> Misunderstanding:
        verdicts = [work.verdicts[cell_id] for work in works]
        first, hints = verdicts[0], record.exercises.hints
        # The known mistakes may have changed since the grading; the verdict keeps its own words.
        try:
            pointer = hints.of(mistake)[1]
        except KeyError:
            pointer = ""
        evidence = Counter(v.evidence for v in verdicts if v.evidence).most_common(1)
        also = sorted(shared[_topic(hints, first)].keys() - {cell_id})
        return Misunderstanding(
            mistake,
            items[cell_id],
            tuple(items[other] for other in also),
            tuple(works),
            sum(items[cell_id].points - (_points(work, items[cell_id]) or 0.0) for work in works),
            evidence[0][0] if evidence else "",
            first.hint or "",
            pointer,
        )

    mistakes = [one(*key, works) for key, works in found.items()]
    return sorted(mistakes, key=lambda m: (-m.lost, -len(m.works), m.item.number, m.id))


def by_exercise(mistakes: Iterable[Misunderstanding]) -> list[tuple[Item, list[Misunderstanding]]]:
    """Return mistakes by the exercise that they cost, the one that lost most points by them first."""
    groups: dict[CellId, list[Misunderstanding]] = {}
    for mistake in mistakes:
        groups.setdefault(mistake.item.cell_id, []).append(mistake)
    return sorted(
        ((group[0].item, group) for group in groups.values()), key=lambda pair: -sum(m.lost for m in pair[1])
    )


def _topic(hints: Hints, verdict: Verdict) -> str:
    """Return one name for a slip: exercises may share its words, and a general one is its exercise's own."""
    mistake = verdict.mistake or ""
    family, _, slip = mistake.partition(".")
    try:
        topic = hints.topic(mistake)
    except KeyError:
        topic = mistake
    return topic if topic != mistake or family == verdict.exercise else f"{verdict.exercise}.{slip}"
