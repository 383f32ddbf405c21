"""When a file was handed in, as far as a download proves it.

Neither Canvas nor Moodle writes the time of handing in into a download: the times in their zips are those of
the download or of storing. So such a time proves only that a file existed by then. Brightspace and
Blackboard write the time into names, by a clock whose time zone is not said: it is read in this computer's
zone, as those of zips are, and makes nobody late. A file's time on disk, and a `timestamp.txt` in a
submission, are the student's choice: they are never used unless a teacher asks for them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal, get_args

from autograder.collecting.sorting import Placed
from autograder.gradebook.versions import FOLDER, Version
from autograder.results.record import digest

Mode = Literal["known", "file", "now", "none"]
MODES: tuple[Mode, ...] = get_args(Mode)
COLLECTED, IN_ZIP, ON_DISK = "time of collecting", "the zip's time", "the file's time on disk"


def version_of(item: Placed, data: bytes, mode: Mode, now: datetime, *, zipped: bool) -> Version:
    """Return what a download proves of one version of a file.

    Parameters
    ----------
    mode
        What a teacher wants to count: what is known, a time of the file, the time of collecting, or none.
    zipped
        Whether the download is a zip.
    """
    named, owner = item.named, item.named.owner
    own = named.handed_in.astimezone(UTC) if named.handed_in is not None else None
    time = own or item.entry.time
    from_system = owner.system != FOLDER and (zipped or own is not None) and time is not None and time <= now
    by, what = (time, f"{owner.system}'s time" if own else IN_ZIP) if from_system else (now, COLLECTED)
    at, at_what = None, ""
    if mode == "now":
        at, at_what = now, COLLECTED
    elif mode == "file" and time is not None:
        at, at_what = min(time, now), IN_ZIP if zipped else ON_DISK
    return Version(
        digest(data),
        owner.system,
        named.attempt,
        by.replace(microsecond=0) if by is not None else None,
        what,
        owner.late,
        at.replace(microsecond=0) if at is not None else None,
        at_what,
        mode == "none",
    )
