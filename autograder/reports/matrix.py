"""Students x exercises: colour and sign of a cell say how it went, as a picture of the class."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from autograder.gradebook.records import ClassRecord, Item, Work
from autograder.text import alphabetical, number

SIGNS = {"full": "✓", "some": "◐", "none": "✗", "not tried": "·", "to mark": "?"}
"""How work on a graded cell went, and its sign: full marks, some, none, not tried, waits for a human."""


def went(work: Work, item: Item) -> str:
    """Return how a student's work on a graded cell went, as one of `SIGNS`."""
    mark = work.marks.get(item.cell_id)
    score = None if mark is None else mark.score
    if score is None:
        return "to mark"
    if score >= item.points:
        return "full"
    if score > 0:
        return "some"
    return "none" if work.tried(item) else "not tried"


@dataclass(frozen=True)
class Row:
    """One student.

    Parameters
    ----------
    cells
        (how it went, that in words for who does not see the colour) of each graded cell.
    """

    work: Work
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Matrix:
    """The class.

    Parameters
    ----------
    notebooks
        (name, number of graded cells), in order.
    rows
        From most points to least: so the picture shows where it gets hard.
    """

    notebooks: tuple[tuple[str, int], ...]
    items: tuple[Item, ...]
    rows: tuple[Row, ...]


def class_matrix(record: ClassRecord) -> Matrix:
    """Return the matrix of a class."""
    items = record.items
    notebooks = tuple((name, len(list(its))) for name, its in groupby(items, lambda item: item.notebook))
    works = sorted(record.works, key=lambda work: (-work.score, alphabetical(work.person.sort_name)))
    rows = tuple(Row(work, tuple(_cell(work, item) for item in items)) for work in works)
    return Matrix(notebooks, items, rows)


def _cell(work: Work, item: Item) -> tuple[str, str]:
    how, mark = went(work, item), work.marks.get(item.cell_id)
    said = mark is not None and mark.score is not None and how != "not tried"
    return how, number(mark.score or 0.0) if said and mark is not None else how
