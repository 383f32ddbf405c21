"""The five best things to talk about in the next lesson: sentences made from what the class did."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.gradebook.records import ClassRecord, Item
from autograder.reports import sentences
from autograder.reports.statistics import ItemStatistics, Misunderstanding, item_statistics, misunderstandings

HOW_MANY = 5
FEW = 10
"""In a smaller class one student's slip is worth a word."""


@dataclass(frozen=True)
class TalkingPoint:
    """One thing to talk about.

    Parameters
    ----------
    finding
        What the class did, in a sentence.
    question
        A question for the class; "" if there is none.
    where
        In which notebook to look, and where.
    weight
        Points lost, times students.
    """

    finding: str
    question: str
    where: str
    weight: float


def talking_points(record: ClassRecord) -> list[TalkingPoint]:
    """Return up to five points: named mistakes of several students, then what else cost most points.

    Named mistakes come first, because there a lesson has a question to ask.
    """
    mistakes = misunderstandings(record)
    shared = [m for m in mistakes if len(m.works) >= _several(len(record.works))]
    rare = [m for m in mistakes if m not in shared]
    named = sorted((_of_mistake(m, record) for m in shared), key=lambda p: -p.weight)
    taken = {item.cell_id for m in shared for item in m.items}
    others = [_of_mistake(m, record) for m in rare]
    for statistics in item_statistics(record):
        if statistics.item.cell_id not in taken:
            others += _of_item(statistics, record)
    others.sort(key=lambda p: -p.weight)
    return (named + others)[:HOW_MANY]


def _several(everybody: int) -> int:
    """Return how many students make a slip worth a word to the class: one in twenty, at least two."""
    return 1 if everybody < FEW else max(2, math.ceil(everybody / 20))


def _of_mistake(mistake: Misunderstanding, record: ClassRecord) -> TalkingPoint:
    count = len(mistake.works)
    return TalkingPoint(
        finding=sentences.mistake_sentence(
            count, len(record.works), mistake.items, mistake.evidence, mistake.lost
        ),
        question=mistake.hint,
        where=sentences.where_sentence(mistake.items[0], mistake.pointer),
        weight=mistake.lost * count,
    )


def _of_item(statistics: ItemStatistics, record: ClassRecord) -> Iterator[TalkingPoint]:
    """Yield what an exercise without a named mistake gives to talk about: not tried, or not yet right."""
    item, everybody = statistics.item, len(record.works)
    left_out = everybody - statistics.tried
    if left_out:
        yield TalkingPoint(
            sentences.left_out_sentence(left_out, everybody, item),
            "",
            sentences.where_sentence(item, ""),
            left_out * left_out * item.points,
        )
    short, lost = _short_of_full(record, item)
    if short:
        yield TalkingPoint(
            sentences.short_sentence(short, everybody, item, lost, statistics.failing[:1]),
            "",
            sentences.where_sentence(item, ""),
            lost * short,
        )


def _short_of_full(record: ClassRecord, item: Item) -> tuple[int, float]:
    """Return how many tried and have less than full marks, and the points they lost."""
    lost = [
        item.points - score
        for work in record.works
        if work.tried(item)
        and (mark := work.marks.get(item.cell_id)) is not None
        and (score := mark.score) is not None
        and score < item.points
    ]
    return len(lost), sum(lost)
