"""A graded class as plain data: what the report, the feedback pages and the exports are made from."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal

from autograder.content import ExerciseSet
from autograder.gradebook.history import History
from autograder.gradebook.lateness import HandedIn
from autograder.gradebook.ticked import Ticked
from autograder.gradebook.versions import Counted
from autograder.results.record import Record
from autograder.results.verdict import CellId, Verdict

Kind = Literal["function", "written", "own"]
"""A function that the judge calls; an answer that a human marks; a teacher's own test cell."""
NOT_TRIED = {"not_attempted", "missing"}


def one_line(text: str | None) -> str:
    """Return a text on one line, without control characters, as a name must be whatever was typed."""
    cleaned = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in text or "")
    return " ".join(cleaned.split())


@dataclass(frozen=True)
class Person:
    """A student as the gradebook knows one; only the id is sure to be there.

    Parameters
    ----------
    lms_id
        The id in the campus system, if nbgrader knows it.
    """

    id: str
    first: str = ""
    last: str = ""
    email: str = ""
    lms_id: str = ""

    @property
    def name(self) -> str:
        """First and last name, or the id if there is none."""
        return one_line(f"{self.first} {self.last}") or self.id

    @property
    def sort_name(self) -> str:
        """Last name first, as class lists have it; the id if there is none."""
        return ", ".join(part for part in (one_line(self.last), one_line(self.first)) if part) or self.id


@dataclass(frozen=True)
class Item:
    """One graded cell of the assignment.

    Parameters
    ----------
    exercise
        Name of the exercise; the grade_id if it is none.
    number
        As in the heading: "2.3", "SA2"; "" if there is none.
    called
        What it is called where its name says nothing: nbgrader makes names up, such as cell-938593c4a215c6cc.
    """

    notebook: str
    cell: str
    exercise: str
    number: str
    points: float
    kind: Kind
    called: str = ""

    @property
    def cell_id(self) -> CellId:
        """Notebook and grade_id."""
        return self.notebook, self.cell

    @property
    def title(self) -> str:
        """Number and name."""
        return self.called or f"{self.number} {self.exercise}".strip()


@dataclass(frozen=True)
class Mark:
    """The marks of one graded cell, by nbgrader's rule: a human's mark before the grader's.

    Parameters
    ----------
    look_again
        nbgrader wants a human to look: not marked yet, or marked before the last grading.
    """

    auto: float | None
    manual: float | None = None
    extra: float = 0.0
    look_again: bool = False

    @property
    def score(self) -> float | None:
        """Points; None if nobody has marked it."""
        base = self.auto if self.manual is None else self.manual
        return None if base is None else base + self.extra


@dataclass(frozen=True)
class Work:
    """One student's submission, graded.

    Parameters
    ----------
    submitted
        The time that nbgrader counts (naive UTC); None if there is none.
    handed_in
        What is known of when it was handed in, against the due date that there is now.
    counted
        The time and the due date that the last grading counted; None if that is not known.
    penalties
        Points taken off notebooks for lateness, of those that lose any.
    sandbox
        "bubblewrap", "none"; "" if our engine did not grade it.
    comments
        What the teacher wrote beside a cell, or nbgrader's own remark on an empty answer.
    record
        What the last grading was made from; None if that is not known.
    damaged
        Whether our engine graded it, but what it stored cannot be read.
    reconsider
        Cells that a human marked and whose answer is another one since then; None if that is not known.
    ticked
        Which lines of its rubric an answer earned, of those that were marked at the desk.
    """

    person: Person
    marks: dict[CellId, Mark]
    verdicts: dict[CellId, Verdict] = field(default_factory=dict)
    comments: dict[CellId, str] = field(default_factory=dict)
    submitted: datetime | None = None
    handed_in: HandedIn = field(default_factory=HandedIn)
    counted: Counted | None = None
    seconds_late: float = 0.0
    penalties: dict[str, float] = field(default_factory=dict)
    sandbox: str = ""
    record: Record | None = None
    damaged: bool = False
    reconsider: frozenset[CellId] | None = None
    ticked: Mapping[CellId, Ticked] = field(default_factory=dict)

    @property
    def lateness(self) -> str:
        """Whether it is late, and who says so, in words; "" if there is nothing to say."""
        if not self.handed_in.matters and self.seconds_late > 0:
            return f"late by {self.seconds_late / 3600:.1f} hours"
        return self.handed_in.sentence if self.handed_in.matters else ""

    @property
    def open(self) -> list[CellId]:
        """What nobody has marked yet."""
        return [cell_id for cell_id, mark in self.marks.items() if mark.score is None]

    @property
    def penalty(self) -> float:
        """Points taken off for lateness, in all."""
        return sum(self.penalties.values())

    @property
    def score(self) -> float:
        """Points so far, lateness taken off; what nobody has marked is left out."""
        return max(0.0, sum(mark.score or 0.0 for mark in self.marks.values()) - self.penalty)

    def points(self, items: tuple[Item, ...]) -> float:
        """Return the points of some cells before lateness; what nobody has marked is left out."""
        return sum(self.marks[item.cell_id].score or 0.0 for item in items if item.cell_id in self.marks)

    def tried(self, item: Item) -> bool:
        """Return whether the student worked on it; if our engine did not see it, whether it has points."""
        verdict = self.verdicts.get(item.cell_id)
        if verdict is not None:
            unread = verdict.outcome == "refused" and not verdict.checks  # the file itself was refused
            return verdict.outcome not in NOT_TRIED and not unread
        mark = self.marks.get(item.cell_id)
        return mark is not None and mark.score not in {None, 0.0}


@dataclass(frozen=True)
class ClassRecord:
    """An assignment and everything that is known about its class.

    Parameters
    ----------
    exercises
        What the course brings to the assignment.
    absent
        Students of the gradebook who handed in nothing.
    ungraded
        Ids of students whose submission lies there and was never graded.
    history
        What each grading changed.
    hides_tests
        Whether the course keeps hidden tests from students in their feedback too.
    """

    exercises: ExerciseSet
    items: tuple[Item, ...]
    works: tuple[Work, ...]
    absent: tuple[Person, ...] = ()
    ungraded: tuple[str, ...] = ()
    history: History = field(default_factory=History)
    hides_tests: bool = False

    @property
    def assignment(self) -> str:
        """Its name."""
        return self.exercises.assignment

    @cached_property
    def notebooks(self) -> list[str]:
        """Names of the notebooks, in order."""
        return sorted({item.notebook for item in self.items})

    @property
    def points(self) -> float:
        """Points of the whole assignment."""
        return sum(item.points for item in self.items)

    @property
    def automatic(self) -> tuple[Item, ...]:
        """What the grader marks by itself."""
        return tuple(item for item in self.items if item.kind != "written")

    @property
    def written(self) -> tuple[Item, ...]:
        """What a human marks."""
        return tuple(item for item in self.items if item.kind == "written")

    @property
    def fully_marked(self) -> bool:
        """Whether no submission waits for a human."""
        return not any(work.open for work in self.works)
