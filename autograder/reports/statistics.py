"""What a class did and what it misunderstood, in numbers."""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass

from autograder.content import Hints
from autograder.gradebook.records import ClassRecord, Item, Work
from autograder.results.verdict import CellId

FEW = 5
"""With fewer submissions a correlation says nothing."""
BINS = 10


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
    """

    item: Item
    tried: int
    to_mark: int
    mean: float | None
    full: float | None
    discrimination: float | None
    failing: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Misunderstanding:
    """A named mistake and whom it concerns.

    Parameters
    ----------
    topic
        Its id; for a slip whose words several exercises share, the topic of these words.
    items
        The exercises in which it showed.
    works
        Submissions with it.
    lost
        Points that it cost the class.
    hint, pointer
        The question that the students got, and the place in the notebook to look at ("" if unknown).
    """

    topic: str
    items: tuple[Item, ...]
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
        Submissions in each of ten parts of [0, points]; the last one holds full marks too.
    lower, median, upper
        The quartiles.
    """

    points: float
    counts: tuple[int, ...]
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
    counts = [0] * BINS
    for score in scores:
        counts[min(BINS - 1, max(0, int(BINS * score / points))) if points else 0] += 1
    middle = statistics.median(scores)
    lower, _, upper = (
        statistics.quantiles(scores, n=4, method="inclusive") if len(scores) > 1 else [middle] * 3
    )
    return Distribution(points, tuple(counts), statistics.fmean(scores), lower, middle, upper)


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
            )
        )
    return every


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
    """Return the named mistakes, those that concern most students and cost most points first."""
    items: dict[CellId, Item] = {item.cell_id: item for item in record.items}
    by_topic: dict[str, list[tuple[Item, Work]]] = {}
    for work in record.works:
        for cell_id, verdict in work.verdicts.items():
            if verdict.mistake and verdict.outcome != "correct":
                topic = _topic(record.exercises.hints, verdict.mistake, verdict.exercise)
                by_topic.setdefault(topic, []).append((items[cell_id], work))
    mistakes = [_misunderstanding(record.exercises.hints, topic, pairs) for topic, pairs in by_topic.items()]
    return sorted(mistakes, key=lambda m: (-len(m.works), -m.lost, m.topic))


def _topic(hints: Hints, mistake: str, exercise: str) -> str:
    """Return one name for a slip; exercises may share its words, and a general one is its exercise's own."""
    family, _, slip = mistake.partition(".")
    try:
        topic = hints.topic(mistake)
    except KeyError:
        topic = mistake
    if topic != mistake:
        return topic
    return mistake if family == exercise else f"{exercise}.{slip}"


def _misunderstanding(hints: Hints, topic: str, pairs: list[tuple[Item, Work]]) -> Misunderstanding:
    verdicts = [work.verdicts[item.cell_id] for item, work in pairs]
    first = verdicts[0]
    lost = sum(item.points - (_points(work, item) or 0.0) for item, work in pairs)
    works = {work.person.id: work for _, work in pairs}
    items = {item.cell_id: item for item, _ in pairs}
    # The known mistakes may have changed since the grading; the verdict keeps its own words.
    try:
        pointer = hints.of(first.mistake or "")[1]
    except KeyError:
        pointer = ""
    evidence = Counter(v.evidence for v in verdicts if v.evidence).most_common(1)
    return Misunderstanding(
        topic,
        tuple(sorted(items.values(), key=lambda item: (item.notebook, item.number))),
        tuple(works.values()),
        lost,
        evidence[0][0] if evidence else "",
        first.hint or "",
        pointer,
    )
