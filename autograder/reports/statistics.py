"""What a class did and what it misunderstood, in numbers."""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass

from autograder.content import Hints
from autograder.gradebook.records import ClassRecord, Item, Place, Work

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
        Share with full marks among those who tried; None as long as one waits, or where nobody tried.
    discrimination
        Correlation of its points with the rest of the student's points; None where it cannot be computed.
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
        Where it showed.
    works
        Submissions with it.
    lost
        Points that it cost the class.
    hint, pointer
        The question that the students got, and the place in the notebook to look at ("" where unknown).
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
    """Return the cells whose marks can be compared now: all of them, or what the grader marks by itself."""
    return record.items if record.fully_marked else record.automatic


def distribution(record: ClassRecord) -> Distribution:
    """Return how the marks are spread; written answers only where all of them are marked."""
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
    places = {item.place for item in counted}
    found = []
    for item in record.items:
        tried = [work for work in record.works if work.tried(item)]
        scores = [_points(work, item) for work in record.works]
        waiting = scores.count(None)
        own = [score or 0.0 for score in scores]
        full = [(_points(work, item) or 0.0) >= item.points for work in tried]
        discrimination = None
        if item.place in places:
            discrimination = correlation(own, [t - s for t, s in zip(totals, own, strict=True)])
        found.append(
            ItemStatistics(
                item,
                len(tried),
                waiting,
                statistics.fmean(own) if own and not waiting else None,
                sum(full) / len(full) if full and not waiting else None,
                discrimination,
                _failing(record, item),
            )
        )
    return found


def correlation(first: list[float], second: list[float]) -> float | None:
    """Return Pearson's correlation; None for fewer than five pairs, or where one side is constant."""
    if len(first) < FEW:
        return None
    try:
        return statistics.correlation(first, second)
    except statistics.StatisticsError:
        return None


def _points(work: Work, item: Item) -> float | None:
    mark = work.marks.get(item.place)
    return None if mark is None else mark.score


def _failing(record: ClassRecord, item: Item) -> tuple[tuple[str, int], ...]:
    """Return what failed most among those who tried; a title ends before what this student's function did."""
    counts: Counter[str] = Counter()
    for work in record.works:
        verdict = work.verdicts.get(item.place)
        if verdict is not None and work.tried(item):
            counts.update({title.split(": ")[0] for title, passed in verdict.checks if not passed})
    return tuple(counts.most_common(3))


def misunderstandings(record: ClassRecord) -> list[Misunderstanding]:
    """Return the named mistakes, those that concern most students and cost most points first."""
    by_place: dict[Place, Item] = {item.place: item for item in record.items}
    found: dict[str, list[tuple[Item, Work]]] = {}
    for work in record.works:
        for place, verdict in work.verdicts.items():
            if verdict.mistake and verdict.outcome != "correct":
                topic = _topic(record.exercises.hints, verdict.mistake, verdict.exercise)
                found.setdefault(topic, []).append((by_place[place], work))
    mistakes = [_misunderstanding(record.exercises.hints, topic, pairs) for topic, pairs in found.items()]
    return sorted(mistakes, key=lambda m: (-len(m.works), -m.lost, m.topic))


def _topic(hints: Hints, mistake: str, exercise: str) -> str:
    """Return one name for a slip: exercises may share their words, a general slip is its exercise's."""
    family, _, slip = mistake.partition(".")
    try:
        topic = hints.topic(mistake)
    except KeyError:
        topic = mistake
    if topic != mistake:
        return topic
    return mistake if family == exercise else f"{exercise}.{slip}"


def _misunderstanding(hints: Hints, topic: str, pairs: list[tuple[Item, Work]]) -> Misunderstanding:
    verdicts = [work.verdicts[item.place] for item, work in pairs]
    first = verdicts[0]
    lost = sum(item.points - (_points(work, item) or 0.0) for item, work in pairs)
    works = {work.person.id: work for _, work in pairs}
    items = {item.place: item for item, _ in pairs}
    # The known mistakes may have changed since the grading; the verdict's own words never have.
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
