"""What is known of when each version of a file was handed in, and who says so.

A campus system proves two things: that a version was there by some time, and whether it calls it late.
Both are kept as they were said, in the table `autograder_handed_in` beside nbgrader's; what they mean
against a due date is decided at each grading (`lateness`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, MetaData, String, Table, Text, delete, insert, inspect, select

from autograder.results.stored import DamagedError, from_stored, to_stored

HANDED_IN = Table(
    "autograder_handed_in",
    MetaData(),
    Column("assignment", String(128), primary_key=True),
    Column("student", String(128), primary_key=True),
    Column("payload", Text, nullable=False),
)
FOLDER = "folder"
"""The system of files that no campus system packed."""


@dataclass(frozen=True)
class Version:
    """One version of a file.

    Parameters
    ----------
    digest
        Of its bytes.
    system
        What brought it: "Canvas", "Moodle" ...; "folder" if no campus system did.
    attempt
        The system's number of the attempt, a larger one is later; 0 if it gives none.
    by
        It was there by then, in UTC; None if that is not known.
    by_what
        What kind of time that is, in words.
    late
        Whether the system calls it late; None if it says neither.
    at, at_what
        The time that counts because a teacher said so, and what it is; None and "" if nobody did.
    excused
        Whether a teacher said that it is not late.
    """

    digest: str
    system: str = FOLDER
    attempt: int = 0
    by: datetime | None = None
    by_what: str = ""
    late: bool | None = None
    at: datetime | None = None
    at_what: str = ""
    excused: bool = False

    def newer_than(self, other: Version) -> bool:
        """Return whether this is the later version: by the system's own count, else by when it was there."""
        if self.system == other.system and self.attempt != other.attempt:
            return self.attempt > other.attempt
        return self.by is not None and other.by is not None and self.by > other.by

    def joined(self, other: Version) -> Version:
        """Return what is known of one version with what another download says of it."""
        if self.system == other.system and self.attempt != other.attempt:
            return other if other.attempt > self.attempt else self
        base = other if self.system == FOLDER != other.system else self
        first = min((v for v in (self, other) if v.by is not None), key=lambda v: v.by, default=base)  # type: ignore[arg-type,return-value]
        decided = other if other.at is not None or other.excused else self
        return replace(
            base,
            by=first.by,
            by_what=first.by_what,
            late=self.late if other.late is None else other.late,
            at=decided.at,
            at_what=decided.at_what,
            excused=decided.excused,
        )


@dataclass(frozen=True)
class Counted:
    """What the last grading counted.

    Parameters
    ----------
    time, due
        The time handed in and the due date, in UTC; None if there was none.
    by_file
        Whether the time is from `timestamp.txt`, which the exchange or a human wrote.
    """

    time: datetime | None = None
    due: datetime | None = None
    by_file: bool = False


@dataclass(frozen=True)
class Kept:
    """All that is kept of one student.

    Parameters
    ----------
    files
        The versions of each file by its name, also earlier ones.
    counted
        What the last grading counted; None before the first.
    """

    files: Mapping[str, tuple[Version, ...]] = field(default_factory=dict)
    counted: Counted | None = None

    def version(self, name: str, digest: str) -> Version | None:
        """Return what is known of one version of a file."""
        return next((version for version in self.files.get(name, ()) if version.digest == digest), None)

    def with_version(self, name: str, version: Version) -> Kept:
        """Return it with what is now known of one version."""
        others = tuple(each for each in self.files.get(name, ()) if each.digest != version.digest)
        return replace(self, files={**self.files, name: (*others, version)})


def read(db: Any, assignment: str, student: str | None = None) -> dict[str, Kept]:
    """Return what is kept of each student, or of one; what is damaged counts as not kept.

    Raises
    ------
    autograder.errors.NewerFormatError
        If a newer version of the grader wrote it.
    """
    if not inspect(db.connection()).has_table(HANDED_IN.name):
        return {}
    query = select(HANDED_IN).where(HANDED_IN.c.assignment == assignment)
    if student is not None:
        query = query.where(HANDED_IN.c.student == student)
    found = {}
    for row in db.execute(query):
        with contextlib.suppress(DamagedError, TypeError, ValueError, AttributeError, KeyError):
            _, data = from_stored(row.payload, f"The time handed in by {row.student!r}")
            files = {name: tuple(map(_version, versions)) for name, versions in data["files"].items()}
            counted = data.get("counted")
            found[row.student] = Kept(files, _counted(counted) if counted is not None else None)
    return found


def store(db: Any, assignment: str, student: str, kept: Kept) -> None:
    """Store what is kept of a student, in the transaction that is open."""
    where = (HANDED_IN.c.assignment == assignment) & (HANDED_IN.c.student == student)
    db.execute(delete(HANDED_IN).where(where))
    files = {name: [_plain(asdict(version)) for version in versions] for name, versions in kept.files.items()}
    counted = _plain(asdict(kept.counted)) if kept.counted is not None else None
    payload = to_stored({"files": files, "counted": counted})
    db.execute(insert(HANDED_IN).values(assignment=assignment, student=student, payload=payload))


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: v.isoformat() if isinstance(v, datetime) else v for name, v in values.items()}


def _version(data: dict[str, Any]) -> Version:
    known = {each.name: data[each.name] for each in fields(Version) if each.name in data}
    return Version(**{**known, "by": _time(data.get("by")), "at": _time(data.get("at"))})


def _counted(data: dict[str, Any]) -> Counted:
    return Counted(_time(data.get("time")), _time(data.get("due")), bool(data.get("by_file")))


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).astimezone(UTC)
