"""Whose marks an export holds, and which: a mark that is not final is never given as one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from autograder.gradebook.records import ClassRecord, Item, Person, Work


@dataclass(frozen=True)
class Selection:
    """What is exported of a class.

    Parameters
    ----------
    automatic
        Only what the grader marks by itself, before late penalties: complete for everybody at once.
    column
        What the campus system calls the assignment.
    """

    record: ClassRecord
    automatic: bool = False
    column: str = ""

    @property
    def title(self) -> str:
        """The name of the column with the marks."""
        part = " (exercises)" if self.automatic and self.record.written else ""
        return self.column or f"{self.record.assignment}{part}"

    @property
    def items(self) -> tuple[Item, ...]:
        """The graded cells that count."""
        return self.record.automatic if self.automatic else self.record.items

    @property
    def points(self) -> float:
        """The most that a submission can earn."""
        return sum(item.points for item in self.items)

    def open(self, work: Work) -> tuple[Item, ...]:
        """Return what of a submission nobody has marked yet."""
        return tuple(
            item for item in self.items if item.cell_id not in work.marks or item.cell_id in work.open
        )

    def score(self, work: Work) -> float | None:
        """Return a submission's mark; None as long as a part of it waits for a human."""
        if self.open(work):
            return None
        return work.points(self.items) if self.automatic else work.score

    @cached_property
    def final(self) -> tuple[tuple[Work, float], ...]:
        """Those whose mark is final, with it."""
        return tuple((work, score) for work in self.record.works if (score := self.score(work)) is not None)

    @cached_property
    def waiting(self) -> tuple[Work, ...]:
        """Those who wait for a human's mark."""
        return tuple(work for work in self.record.works if self.score(work) is None)

    @property
    def people(self) -> tuple[Person, ...]:
        """The students whose mark is final."""
        return tuple(work.person for work, _ in self.final)
