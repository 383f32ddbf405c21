"""What to talk about in the next lesson: the exercises that cost the class most, each with its mistakes."""

from __future__ import annotations

import math
from dataclasses import dataclass

from autograder.gradebook.records import ClassRecord, Item
from autograder.reports import sentences
from autograder.reports.statistics import Misunderstanding, item_statistics, misunderstandings

HOW_MANY = 5
MISTAKES = 2
"""So many mistakes of an exercise are said."""
FEW = 10
"""In a smaller class one student's slip is worth a word."""


@dataclass(frozen=True)
class TalkingPoint:
    """One exercise to talk about.

    Parameters
    ----------
    lost
        Points that it cost the class.
    students
        How many lost some there.
    finding
        That in a sentence.
    mistakes
        Its most expensive mistakes that have a name.
    where
        In which notebook to look, and where.
    """

    item: Item
    lost: float
    students: int
    finding: str
    mistakes: tuple[Misunderstanding, ...]
    where: str


def talking_points(record: ClassRecord) -> list[TalkingPoint]:
    """Return up to five exercises, by the points lost there, then by the students who lost them."""
    mistakes = misunderstandings(record)
    points = []
    for statistics in item_statistics(record):
        item = statistics.item
        own = tuple(m for m in mistakes if m.item == item and len(m.works) >= _several(len(record.works)))
        lost, students = _lost(record, item)
        if not students:
            continue
        silent = sum(not work.tried(item) for work in record.works)
        failing = statistics.failing[0][0] if statistics.failing and not own else ""
        points.append(
            TalkingPoint(
                item,
                lost,
                students,
                sentences.lost_sentence(students, len(record.works), item, lost, silent, failing),
                own[:MISTAKES],
                sentences.where_sentence(item, own[0].pointer if own else ""),
            )
        )
    return sorted(points, key=lambda point: (-point.lost, -point.students))[:HOW_MANY]


def _several(everybody: int) -> int:
    """Return how many students make a slip worth a word to the class: one in twenty, at least two."""
    return 1 if everybody < FEW else max(2, math.ceil(everybody / 20))


def _lost(record: ClassRecord, item: Item) -> tuple[float, int]:
    """Return the points that an exercise cost, and how many lost them; what nobody marked does not count."""
    scores = (mark.score for work in record.works if (mark := work.marks.get(item.cell_id)) is not None)
    lost = [item.points - score for score in scores if score is not None and score < item.points]
    return sum(lost), len(lost)
