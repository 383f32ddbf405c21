"""What the names in a download mean: whose a file is, and which notebook it is.

Canvas names a file `lastnamefirstname_LATE_USER_FILE_original`, or `anon_ID_FILE_original`; Moodle makes a
folder `Full Name_NUMBER_assignsubmission_file_` for each student, or puts this before each file's name. A
student chooses only what follows, so only the outermost name decides whose a file is.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

System = Literal["Canvas", "Moodle", "folder"]

ID_LENGTH, ID_BYTES = 100, 180
"""How long an id may be: in letters for a database, in bytes for a folder."""
MOODLE = re.compile(r"(?P<name>[^_]*)(?:_(?P<number>\d+))?_assignsubmission_(?P<plugin>[a-z]+)_?(?P<rest>.*)")
COPY = re.compile(r"^copy of |[\s_-]*(\((\d+|copy)\)|[\s_-](copy|kopie)[\s_-]*\d*|[\s_-]\d+)$")
ENDINGS = (".ipynb", ".ipynb.txt", ".ipynb.json")


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
    """

    system: System
    name: str
    number: str = ""
    late: bool | None = None

    @property
    def id(self) -> tuple[str, str, str]:
        """What distinguishes two owners."""
        return self.system, self.number, "" if self.system == "Canvas" else self.name


@dataclass(frozen=True)
class Named:
    """A file's owner, and the name that the owner gave it.

    Parameters
    ----------
    upload
        Canvas's number of the file: the larger one is the later upload.
    """

    owner: Owner
    original: str
    upload: int = 0


class AmbiguousError(Exception):
    """Raised if the name of a file can be read in two ways; the file is then left for a human."""


def canvas_file(name: str) -> Named | None:
    """Read the name of a file as Canvas writes it; return None if it is no such name.

    Raises
    ------
    AmbiguousError
        If the numbers in it could belong to two students.
    """
    tokens = name.split("_")
    positions = _number_positions(tokens)
    if len(positions) > 1:
        raise AmbiguousError
    if not positions:
        return None
    (position,) = positions
    before = tokens[:position]
    late = "LATE" in before
    student = "_".join(part for part in before if part != "LATE")
    if student != student.lower():  # Canvas writes names in lower case
        return None
    owner = Owner("Canvas", student, tokens[position], late)
    return Named(owner, "_".join(tokens[position + 2 :]), int(tokens[position + 1]))


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
    return token.isascii() and token.isdigit()


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


def folded(name: str) -> str:
    """Return a name without what people write in different ways: case, accents' form, spaces, dashes."""
    return re.sub(r"[\s_.'’-]+", "-", unicodedata.normalize("NFKC", name).casefold()).strip("-")


def letters(name: str) -> str:
    """Return the letters and digits of a name, in lower case: how Canvas writes it."""
    return "".join(c for c in unicodedata.normalize("NFKC", name).casefold() if c.isalnum())


def student_id(owner: Owner) -> str:
    """Return an id for a student whom the gradebook does not know, fit for a folder and a web address.

    It contains the system's number, so that two students of one name stay two. "" if nothing is left of it.
    """
    text = unicodedata.normalize("NFC", owner.name)
    text = re.sub(r"[^\w.@+-]+", "-", text).strip("-.@+")[:ID_LENGTH]
    text = text.encode()[:ID_BYTES].decode(errors="ignore")
    return f"{text}_{owner.number}" if owner.number else text


def is_notebook(name: str) -> bool:
    """Return whether a file has the name of a notebook, also as browsers change it."""
    return name.lower().endswith(ENDINGS)


def which_notebook(name: str, expected: Iterable[str]) -> str | None:
    """Return which of the expected notebooks a file is, by its name; None if it is none of them.

    Case, spaces, dashes and the marks of copies do not count: " (1)", "-1", " copy 2", "-Copy1".
    """
    by_folded = {folded(notebook): notebook for notebook in expected}
    stem = _stem(name)
    while True:
        if folded(stem) in by_folded:
            return by_folded[folded(stem)]
        shorter = COPY.sub("", stem.lower())
        if shorter in {stem.lower(), ""}:
            return None
        stem = shorter


def nearest_notebook(name: str, expected: Iterable[str]) -> str | None:
    """Return the expected notebook with the most similar name, for a message."""
    by_folded = {folded(notebook): notebook for notebook in expected}
    near = difflib.get_close_matches(folded(_stem(name)), by_folded, 1, 0.5)
    return by_folded[near[0]] if near else None


def is_exact(name: str, notebook: str) -> bool:
    """Return whether a file has the notebook's name without a mark of a copy."""
    return folded(_stem(name)) == folded(notebook)


def _stem(name: str) -> str:
    ending = next((e for e in sorted(ENDINGS, key=len, reverse=True) if name.lower().endswith(e)), "")
    return name[: len(name) - len(ending)]
