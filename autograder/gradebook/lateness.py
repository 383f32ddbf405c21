"""Whether a submission is late: what is known of its files, against the due date that it has now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from typing import Literal, get_args

from autograder.gradebook.versions import Kept, Version
from autograder.results.record import Record
from autograder.text import listed, shown

State = Literal["no due date", "in time", "not known", "late"]
"""How a submission stands to its due date; of several files the last one in this order counts."""
ORDER: tuple[State, ...] = get_args(State)
SHORT: dict[State, str] = {
    "no due date": "",
    "in time": "in time",
    "not known": "may be late",
    "late": "late",
}
"""Each in a word for a table."""


@dataclass(frozen=True)
class HandedIn:
    """When a submission was handed in, as far as that is known.

    Parameters
    ----------
    state
        How it stands to the due date.
    time
        The time that nbgrader counts, in UTC; None if nothing may count.
    by, by_what
        It was there by then, and what says so; None and "" if that is not known.
    exact
        Whether that is the very time, by `timestamp.txt` or because a teacher said so.
    called_late
        The systems that call it late.
    due
        The due date, in UTC.
    """

    state: State = "no due date"
    time: datetime | None = None
    by: datetime | None = None
    by_what: str = ""
    exact: bool = False
    called_late: tuple[str, ...] = ()
    due: datetime | None = None

    @property
    def matters(self) -> bool:
        """Whether a teacher should know it."""
        return self.state in {"late", "not known"} or bool(self.called_late)

    @property
    def seconds_late(self) -> float:
        """How late it is, in seconds; at most, unless it is exact."""
        if self.state != "late" or self.time is None or self.due is None:
            return 0.0
        return (self.time - self.due).total_seconds()

    @property
    def source(self) -> str:
        """Who says so, in words."""
        says = f"{listed(self.called_late)} {'says' if len(self.called_late) == 1 else 'say'} late"
        there = ""
        if self.by is not None:
            there = f"{'at' if self.exact else 'there by'} {self.by:%Y-%m-%d %H:%M} UTC ({self.by_what})"
        return "; ".join(filter(None, [says if self.called_late else "", there]))

    @property
    def sentence(self) -> str:
        """What is known, in words."""
        state = SHORT[self.state]
        if self.seconds_late:
            state = f"late by {'' if self.exact else 'at most '}{self.seconds_late / 3600:.1f} hours"
        return "; ".join(filter(None, [state, self.source]))


def sentences(times: Mapping[str, HandedIn], assignment: str, *, has_due_date: bool) -> list[str]:
    """Return who is late, who may be, and what is missing to say so.

    Parameters
    ----------
    times
        By the students' ids.
    has_due_date
        Whether anybody has one.
    """
    lines = []
    for state, title in (
        ("late", "Late"),
        ("not known", "Not proved to be in time, and nothing says whether late"),
    ):
        found = [f"{shown(student)} ({one.sentence})" for student, one in times.items() if one.state == state]
        lines += [f"{title}: {', '.join(found)}."] if found else []
    called = [
        f"{shown(student)} ({one.source})"
        for student, one in times.items()
        if one.called_late and one.state != "late"
    ]
    lines += [f"Called late, and not counted: {', '.join(called)}."] if called else []
    if not has_due_date:
        lines.append(
            f"{assignment} has no due date, so nobody is late. To set one, now or later: nbgrader db "
            f'assignment add {assignment} --duedate "2026-03-01 23:59:00 UTC"; the next grading counts it.'
        )
    return lines


def decided(
    kept: Kept, record: Record | None, time: datetime | None, due: datetime | None, *, by_file: bool
) -> HandedIn:
    """Return when a submission was handed in.

    Parameters
    ----------
    record
        What was graded: the versions that count. None if that is not known: then the last one of each file.
    time
        The time in nbgrader's gradebook; it counts if nothing else is known.
    due
        The due date; None if there is none. All times are in UTC.
    by_file
        Whether the time is from `timestamp.txt`: then it counts before all else.
    """
    times = None if by_file else of_versions(_graded(kept, record), due)
    return times or by_timestamp(time, due)


def of_versions(versions: Iterable[Version], due: datetime | None) -> HandedIn | None:
    """Return when these versions were handed in, all together; None if there are none."""
    versions = list(versions)
    if not versions:
        return None
    states = {version: _state(version, due) for version in versions}
    state = max(states.values(), key=lambda one: ORDER.index(one[0]))[0]
    of_state = [(time, version) for version, (each, time) in states.items() if each == state]
    time = max((time for time, _ in of_state if time is not None), default=None)
    last = max(versions, key=lambda version: version.at or version.by or datetime.min.replace(tzinfo=UTC))
    exact, by = last.at is not None, last.at or last.by
    late = tuple(sorted({version.system for version in versions if version.late and not version.excused}))
    return HandedIn(state, time, by, last.at_what if exact else last.by_what, exact, late, due)


def by_timestamp(time: datetime | None, due: datetime | None) -> HandedIn:
    """Return when a submission was handed in by `timestamp.txt`, which says the very time."""
    state: State = "no due date"
    if due is not None:
        state = "not known" if time is None else "late" if time > due else "in time"
    return HandedIn(state, time, time, "timestamp.txt" if time is not None else "", exact=True, due=due)


def _graded(kept: Kept, record: Record | None) -> list[Version]:
    if record is None:
        return [reduce(_newer, versions) for versions in kept.files.values() if versions]
    digests = {f"{notebook}.ipynb": digest for notebook, digest in record.files.items()}
    found = [kept.version(name, digest) for name, digest in digests.items()]
    return [version for version in found if version is not None]


def _newer(one: Version, other: Version) -> Version:
    return other if other.newer_than(one) else one


def _state(version: Version, due: datetime | None) -> tuple[State, datetime | None]:
    """Return how one version stands to the due date, and the time that counts."""
    if due is None:
        return "no due date", version.at
    if version.excused:
        return "in time", None
    if version.at is not None:
        return ("late" if version.at > due else "in time"), version.at
    if version.by is not None and version.by <= due:
        return "in time", version.by
    if version.late:
        return "late", version.by
    return ("not known" if version.late is None else "in time"), None
