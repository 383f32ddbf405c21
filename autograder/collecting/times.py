"""When a submission was handed in, as far as a download proves it.

Neither Canvas nor Moodle writes the time of handing in into a download: the times in their zips are those of
the download or of storing. So such a time proves only that a submission existed by then. Brightspace and
Blackboard write the time into names, by a clock whose time zone is not said: it is read in this computer's
zone, as those of zips are, and makes nobody late. A file's time on disk, and a `timestamp.txt` in a
submission, are the student's choice: they are never used.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from autograder.collecting.systems import Owner
from autograder.submission.reading import timestamp_text

Mode = Literal["known", "file", "now", "none"]
MODES: tuple[Mode, ...] = Mode.__args__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class HandedIn:
    """The time that is written for a submission.

    Parameters
    ----------
    time
        In UTC; None if none is written.
    what
        What kind of time it is, in words.
    unknown
        Whether the submission may be late although nothing shows it.
    """

    time: datetime | None
    what: str
    unknown: bool = False


def handed_in(
    mode: Mode,
    owner: Owner,
    times: list[datetime],
    due: datetime | None,
    now: datetime,
    *,
    zipped: bool,
) -> HandedIn:
    """Return the time to write for a submission.

    Parameters
    ----------
    times
        The times that the download gives for its files.
    due
        The due date in UTC; None if there is none.
    zipped
        Whether a campus system wrote the times: into a zip, or into the names of its files.
    """
    latest = max(times, default=now)
    if mode == "none":
        return HandedIn(None, "none, as requested")
    if mode == "now":
        return HandedIn(now, "time of collecting")
    if mode == "file":
        return HandedIn(min(latest, now), "time in the zip" if zipped else "the file's time on disk")
    from_system = zipped and owner.system != "folder" and latest <= now
    there_by, what = (latest, "there by the zip's time") if from_system else (now, "time of collecting")
    if due is None or there_by <= due or owner.late:
        return HandedIn(there_by, f"late, says {owner.system}; {what}" if owner.late else what)
    if owner.late is False:
        return HandedIn(None, f"on time, says {owner.system}")
    return HandedIn(None, "not in the download", unknown=True)


def as_timestamp(time: datetime) -> str:
    """Return a time as nbgrader's `timestamp.txt` holds it."""
    return timestamp_text(time.replace(microsecond=0))
