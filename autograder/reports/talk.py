"""What to talk about in the next lesson: what cost the class most, each exercise with its mistakes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from autograder.gradebook.records import ClassRecord, Item
from autograder.reports import sentences
from autograder.reports.criteria import line_html
from autograder.reports.statistics import Misunderstanding, item_statistics, misunderstandings

HOW_MANY = 5
MISTAKES = 2
"""So many mistakes of an exercise are said."""
FEW = 10
"""In a smaller class one student's slip is worth a word."""


@dataclass(frozen=True)
class TalkingPoint:
    """One exercise to talk about, or a line of its rubric.

    Parameters
    ----------
    title
        What it is called in a heading.
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
    line
        The line of the rubric, clean HTML; "" for an exercise.
    """

    title: str
    item: Item
    lost: float
    students: int
    finding: str
    mistakes: tuple[Misunderstanding, ...]
    where: str
    line: Markup


def talking_points(record: ClassRecord) -> list[TalkingPoint]:
    """Return up to five exercises, by the points lost there, then by the students who lost them.

    Behind them comes the line of a rubric that the class misses most, of the answers marked at the desk.
    """
    mistakes = misunderstandings(record)
    points = []
    for statistics in item_statistics(record):
        item = statistics.item
        own = tuple(m for m in mistakes if m.item == item and len(m.works) >= several(len(record.works)))
        lost, students = _lost(record, item)
        if not students:
            continue
        silent = sum(not work.tried(item) for work in record.works)
        failing = statistics.failing[0][0] if statistics.failing and not own else ""
        points.append(
            TalkingPoint(
                item.title,
                item,
                lost,
                students,
                sentences.lost_sentence(students, len(record.works), item, lost, silent, failing),
                own[:MISTAKES],
                sentences.where_sentence(item, own[0].pointer if own else ""),
                Markup(""),
            )
        )
    return [*sorted(points, key=_most)[:HOW_MANY], *sorted(_missed_lines(record), key=_most)[:1]]


def _most(point: TalkingPoint) -> tuple[float, int]:
    return -point.lost, -point.students


def _missed_lines(record: ClassRecord) -> Iterator[TalkingPoint]:
    """Yield the lines of rubrics that several students missed, or that took points off."""
    for item in record.written:
        marked = [work.ticked[item.cell_id] for work in record.works if item.cell_id in work.ticked]
        for line in marked[0].rubric.lines if marked else ():
            lost = [points for ticked in marked if (points := ticked.missed(line.id)) > 0]
            if len(lost) >= several(len(record.works)):
                finding = sentences.missed_line(len(lost), len(marked), costs=line.costs)
                title, where = f"{item.title}, a line of the rubric", sentences.where_sentence(item, "")
                told = line_html(line.sentence)
                yield TalkingPoint(title, item, sum(lost), len(lost), finding, (), where, told)


def several(everybody: int) -> int:
    """Return how many students make a slip worth a word to the class: one in twenty, at least two."""
    return 1 if everybody < FEW else max(2, math.ceil(everybody / 20))


def _lost(record: ClassRecord, item: Item) -> tuple[float, int]:
    """Return the points that an exercise cost, and how many lost them; what nobody marked does not count."""
    scores = (mark.score for work in record.works if (mark := work.marks.get(item.cell_id)) is not None)
    lost = [item.points - score for score in scores if score is not None and score < item.points]
    return sum(lost), len(lost)
