"""What of a graded class needs a human."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from autograder.gradebook.records import ClassRecord, Item, Person, Work
from autograder.reports.sentences import OUTCOME_SHORT, notebook_title

TROUBLE = {"refused", "timed_out", "crashed", "missing"}


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
class Needs:
    """What needs a human, by kind.

    Parameters
    ----------
    to_mark
        Written answers that nobody has marked: (item, submissions).
    look_again
        Marks that a human gave before the submission was graded anew: (work, items).
    own
        Cells without an exercise, whose marks come from among the student's own code.
    unboxed, foreign
        Submissions graded without a sandbox, or not by this grader at all.
    """

    to_mark: tuple[tuple[Item, int], ...]
    look_again: tuple[tuple[Work, tuple[Item, ...]], ...]
    trouble: tuple[Trouble, ...]
    own: tuple[Item, ...]
    unboxed: tuple[Work, ...]
    foreign: tuple[Work, ...]
    late: tuple[Work, ...]
    ungraded: tuple[str, ...]
    absent: tuple[Person, ...]

    @property
    def nothing(self) -> bool:
        """Whether all is done."""
        return not any(getattr(self, name) for name in self.__dataclass_fields__)


def needs(record: ClassRecord) -> Needs:
    """Return what needs a human."""
    open_places = Counter(place for work in record.works for place in work.open)
    waiting = ((item, open_places[item.place]) for item in record.items)
    again = (
        (
            work,
            tuple(
                i
                for i in record.items
                if (m := work.marks.get(i.place)) and m.manual is not None and m.look_again
            ),
        )
        for work in record.works
    )
    return Needs(
        to_mark=tuple((item, many) for item, many in waiting if many),
        look_again=tuple((work, items) for work, items in again if items),
        trouble=tuple(found for work in record.works for found in _trouble(record, work)),
        own=tuple(item for item in record.items if item.kind == "own"),
        unboxed=tuple(work for work in record.works if work.sandbox == "none"),
        foreign=tuple(work for work in record.works if not work.sandbox),
        late=tuple(work for work in record.works if work.seconds_late > 0),
        ungraded=record.ungraded,
        absent=record.absent,
    )


def _trouble(record: ClassRecord, work: Work) -> list[Trouble]:
    """Return one entry for each notebook, outcome and reason."""
    groups: dict[tuple[str, str, str], list[Item]] = {}
    for item in record.items:
        verdict = work.verdicts.get(item.place)
        if verdict is not None and verdict.outcome in TROUBLE:
            groups.setdefault((item.notebook, verdict.outcome, verdict.reason), []).append(item)
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
