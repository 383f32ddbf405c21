"""What campus systems write into a download: whose a file is, and which attempt.

Only the outermost name counts, which the system wrote; a student chooses only what follows it.

- Canvas: `lastnamefirstname_LATE_USER_FILE_original`, or `anon_ID_FILE_original`; what was typed:
  `lastnamefirstname_USER_text.html`.
- Moodle: a folder `Full Name_NUMBER_assignsubmission_file_`, or this before each file's name.
- Brightspace: `USER-FOLDER - Full Name - Mar 3, 2026 1130 AM`, as a folder or before each file's name.
- Blackboard: `gradebook_COURSE_Assignment_user_attempt_2026-03-03-11-30-00_original`, and a `.txt` for each.
- Gradescope: a folder `submission_NUMBER`; `submission_metadata.yml` beside these names the submitters.
- Microsoft Teams: `Student Work/Submitted files/Full Name/Assignment/Version 2/original`.

No real download is among the tests. The names are as programs that read them describe them: otter-grader for
Gradescope, bb-file-cleanup for Blackboard, teams_assignment_explorer for Teams, public scripts for
Brightspace; those of Canvas and Moodle are known best.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import yaml  # type: ignore[import-untyped]

System = Literal["Canvas", "Moodle", "Gradescope", "Brightspace", "Teams", "Blackboard", "folder"]

MOODLE = re.compile(r"(?P<name>[^_]*)(?:_(?P<number>\d+))?_assignsubmission_(?P<plugin>[a-z]+)_?(?P<rest>.*)")
CANVAS_TYPED = ("_text.html", "_link.html")
"""How names of Canvas end that hold what a student typed into its page: a text, or an address."""
TYPED = "onlinetext.html"
"""How Moodle calls what a student typed into its page."""
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DATE = (
    r"(?:(?P<month>[^\W\d_]{3,12})\.? (?P<day>\d{1,2}),? (?P<year>\d{4})"
    r"|(?P<day2>\d{1,2})\.? (?P<month2>[^\W\d_]{3,12})\.?,? (?P<year2>\d{4}))"
    r",? (?P<hour>\d{1,2}?)[:.]?(?P<minute>\d\d)(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?"
)
BRIGHTSPACE = re.compile(rf"(?P<number>\d+)-\d+ ?- ?(?P<name>.+?) ?- ?{DATE}(?: ?- ?(?P<rest>.+))?")
BLACKBOARD = re.compile(
    r"(?P<front>.+?)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<rest>.+)|\.txt)", re.IGNORECASE
)
GRADESCOPE = re.compile(r"submission_\d+")
METADATA = "submission_metadata.yml"
TEAMS = ("student work", "submitted files", "working files")
HANDED_IN, DRAFTS = TEAMS[1:]
VERSION = re.compile(r"(?:version|attempt|submission|try)[ _-]?(\d{1,6})", re.IGNORECASE)


@dataclass(frozen=True)
class Owner:
    """The student that a download names.

    Parameters
    ----------
    system
        What made the download.
    name
        The name that it gives.
    number
        The system's own number of the student; "" if it gives none.
    late
        Whether the system marks the submission as late; None if it marks neither late nor punctual ones.
    handles
        Other names of the student that may be the gradebook's id: a student number, an e-mail address.
    key
        What distinguishes the student from others, if the name does not.
    """

    system: System
    name: str
    number: str = ""
    late: bool | None = None
    handles: tuple[str, ...] = ()
    key: str = ""

    @property
    def id(self) -> tuple[str, str, str]:
        """What distinguishes two owners."""
        return self.system, self.number, "" if self.system == "Canvas" else self.key or self.name


@dataclass(frozen=True)
class Named:
    """A file's owner, and the name that the owner gave it.

    Parameters
    ----------
    attempt
        Which attempt it belongs to: the larger number is the later one.
    handed_in
        When it was handed in by the system's own clock, of an unknown time zone; None if it does not say.
    also
        The others who handed it in together with the owner.
    draft
        Whether it was not handed in.
    """

    owner: Owner
    original: str
    attempt: int = 0
    handed_in: datetime | None = None
    also: tuple[Owner, ...] = ()
    draft: bool = False


class AmbiguousError(Exception):
    """Raised if the name of a file can be read in two ways; the file is then left for a human.

    Parameters
    ----------
    owners
        Whose it could be.
    """

    def __init__(self, owners: list[Owner]) -> None:
        super().__init__()
        self.owners = owners


def named_folder(name: str) -> Named | None:
    """Read the name of a student's folder as a system writes it; None if it is no such name."""
    if (owner := moodle_folder(name)) is not None:
        return Named(owner, "")
    named = brightspace(name)
    return named if named is not None and not named.original else None


def named_file(name: str) -> Named | None:
    """Read the name of a file as a system writes it outside of folders; None if it is no such name.

    Raises
    ------
    AmbiguousError
        If the numbers in it could belong to two students.
    """
    named = moodle_file(name) or brightspace(name)
    if named is not None:
        return named if named.original else None
    # A student of Canvas may call a file as Blackboard would; only Blackboard begins in this way.
    first, second = (blackboard, canvas_file) if name.startswith("gradebook_") else (canvas_file, blackboard)
    return first(name) or second(name)


def is_named(name: str) -> bool:
    """Return whether a system wrote a name, of a file or of a folder."""
    try:
        return GRADESCOPE.fullmatch(name) is not None or (named_folder(name) or named_file(name)) is not None
    except AmbiguousError:
        return True


def canvas_file(name: str) -> Named | None:
    """Read the name of a file as Canvas writes it; return None if it is no such name.

    Raises
    ------
    AmbiguousError
        If the numbers in it could belong to two students.
    """
    tokens = name.split("_")
    read = [_canvas_at(tokens, position) for position in sorted(_number_positions(tokens))]
    if not read and name.endswith(CANVAS_TYPED) and len(tokens) > 2 and _is_number(tokens[-2]):
        before = tokens[:-2]
        student = "_".join(part for part in before if part != "LATE")
        return Named(Owner("Canvas", student, tokens[-2], "LATE" in before), TYPED)
    if len(read) > 1:
        raise AmbiguousError([named.owner for named in read if named is not None])
    return read[0] if read else None


def _canvas_at(tokens: list[str], position: int) -> Named | None:
    """Read a name of Canvas whose student's number is at a position."""
    before = tokens[:position]
    student = "_".join(part for part in before if part != "LATE")
    if student != student.lower():  # Canvas writes names in lower case
        return None
    owner = Owner("Canvas", student, tokens[position], "LATE" in before)
    return Named(owner, "_".join(tokens[position + 2 :]), int(tokens[position + 1][:18]))


def _number_positions(tokens: list[str]) -> set[int]:
    """Return where the student's number may be: before the file's number, at the first such pair."""
    inner = range(1, len(tokens) - 2)
    pairs = [i for i in inner if _is_number(tokens[i]) and _is_number(tokens[i + 1])]
    positions = {i for i in pairs if i <= pairs[0] + 1}
    anonymous = tokens.index("anon") if "anon" in tokens[:2] else None
    if anonymous is not None and anonymous + 1 in inner and _is_number(tokens[anonymous + 2]):
        positions.add(anonymous + 1)
    return positions


def _is_number(token: str) -> bool:
    return token.isascii() and token.isdigit() and not token.startswith("0")


def moodle_folder(name: str) -> Owner | None:
    """Read the name of a student's folder as Moodle writes it; return None if it is no such name."""
    match = MOODLE.fullmatch(name)
    return _moodle_owner(match) if match and not match["rest"] else None


def moodle_file(name: str) -> Named | None:
    """Read the name of a file as Moodle writes it without folders; return None if it is no such name."""
    match = MOODLE.fullmatch(name)
    return Named(_moodle_owner(match), match["rest"]) if match and match["rest"] else None


def _moodle_owner(match: re.Match[str]) -> Owner:
    return Owner("Moodle", match["name"].strip(), match["number"] or "")


def brightspace(name: str) -> Named | None:
    """Read the name of a folder (`original` is empty then) or of a file as Brightspace writes it."""
    match = BRIGHTSPACE.fullmatch(name)
    if match is None:
        return None
    # Some sites put the student's number before the name.
    handle, dash, student = match["name"].partition(" - ")
    handles = (handle.strip(),) if dash else ()
    owner = Owner("Brightspace", (student or handle).strip(), match["number"], handles=handles)
    time = _brightspace_time(match)
    return Named(owner, match["rest"] or "", _as_number(time), time)


def _brightspace_time(match: re.Match[str]) -> datetime | None:
    """Return the time in a name; None if its month is in another language than English."""
    month = (match["month"] or match["month2"]).lower()[:3]
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"] in "pP" else 0)
    try:
        year, day = int(match["year"] or match["year2"]), int(match["day"] or match["day2"])
        return datetime(year, MONTHS.index(month) + 1, day, hour, int(match["minute"]))
    except ValueError:
        return None


def blackboard(name: str) -> Named | None:
    """Read the name of a file as Blackboard writes it; None if it is no such name."""
    match = BLACKBOARD.fullmatch(name)
    if match is None:
        return None
    # Neither the assignment's name nor the user's is kept from having a "_" in it: ids that the gradebook
    # knows decide, the longest first.
    tokens = match["front"].split("_")
    handles = tuple("_".join(tokens[start:]) for start in range(1, len(tokens)))
    try:
        time = datetime.strptime(match["time"], "%Y-%m-%d-%H-%M-%S")
    except ValueError:
        time = None
    owner = Owner("Blackboard", tokens[-1], handles=handles, key=match["front"])
    return Named(owner, match["rest"] or TYPED, _as_number(time), time)


def _as_number(time: datetime | None) -> int:
    return int(f"{time:%Y%m%d%H%M%S}") if time is not None else 0


def version_in(folders: tuple[str, ...]) -> int:
    """Return the largest number of a folder such as "Version 2"; 0 if there is none."""
    matches = filter(None, map(VERSION.fullmatch, folders))
    return max((int(match[1]) for match in matches), default=0)


class _Plain(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads YAML; what Ruby marked as an object of its own becomes None."""


_Plain.add_multi_constructor("", lambda *_: None)


def gradescope_submitters(data: bytes) -> dict[str, tuple[Owner, ...]]:
    """Return who handed in each folder or file of a Gradescope export, by its `submission_metadata.yml`.

    {} if it cannot be read.
    """
    try:
        content = yaml.load(data, _Plain)  # noqa: S506  (a safe loader that makes no objects)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):
        return {}
    found: dict[str, tuple[Owner, ...]] = {}
    for name, record in content.items() if isinstance(content, dict) else ():
        submitters = record.get(":submitters") if isinstance(record, dict) else None
        owners = [_gradescope_owner(item) for item in submitters or () if isinstance(item, dict)]
        if owners and isinstance(name, str):
            found[name] = tuple(owners)
    return found


def _gradescope_owner(submitter: dict[Any, Any]) -> Owner:
    given = (submitter.get(key) for key in (":name", ":sid", ":email"))
    name, number, email = (str(value) if isinstance(value, str | int) else "" for value in given)
    name = name or email or number
    handles = tuple(filter(None, (number, email)))
    return Owner("Gradescope", name, number if number != name else "", handles=handles)


__all__ = [
    "AmbiguousError",
    "Named",
    "Owner",
    "System",
    "canvas_file",
    "gradescope_submitters",
    "is_named",
    "moodle_file",
    "moodle_folder",
    "named_file",
    "named_folder",
    "version_in",
]
