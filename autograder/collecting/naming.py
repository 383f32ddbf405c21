"""What the names of files and folders mean: a student's id, and which notebook or helper module a file is."""

from __future__ import annotations

import difflib
import keyword
import re
import unicodedata
from collections.abc import Iterable

from autograder.collecting.systems import Owner

ID_LENGTH, ID_BYTES = 100, 180
"""How long an id may be: in letters for a database, in bytes for a folder."""
COPY_WORDS = r"copy|kopie|copie|copia|cópia"
COPY = re.compile(
    rf"^copy of |(?:\((?:\d+|{COPY_WORDS})\)|[\s_-](?:{COPY_WORDS})[\s_-]*\d*|[\s_-]\d+)$", re.IGNORECASE
)
"""The mark of a copy. It begins with no run of blanks, at each of which a search would begin anew."""
COPIES = 10
"""How many marks of a copy a name may bear."""
NOTEBOOK, MODULE = ".ipynb", ".py"
MODULES_MAX, MODULE_KB, NAME_CHARS = 20, 200, 60
"""How many helper modules a student may have, how large one may be, and how long its name."""
ADDED = (".txt", ".json", ".download")
"""Endings that browsers and editors add to a file that is whole."""
MARKED = re.compile(r"(.*\.(?:ipynb|py))\s*(?:\(\d+\)|[-_ ]\d+)", re.IGNORECASE | re.DOTALL)


def folded(name: str) -> str:
    """Return a name without what people write in different ways: case, accents' form, spaces, dashes."""
    return re.sub(r"[\s_.'’-]+", "-", unicodedata.normalize("NFKC", name).casefold()).strip("-")


def letters(name: str) -> str:
    """Return the letters and digits of a name, in lower case: how Canvas writes it.

    Signs of vowels are no letters to Unicode, but they belong to them: without them two names would be one.
    """
    normal = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in normal if c.isalnum() or unicodedata.category(c)[0] == "M")


def student_id(owner: Owner) -> str:
    """Return an id for a student whom the gradebook does not know, fit for a folder and a web address.

    It contains the system's number, so that two students of one name stay two. "" if nothing is left of it.
    """
    text, number = (_fit(part) for part in (owner.name, owner.number))
    return f"{text}_{number}" if number else text


def _fit(name: str) -> str:
    text = unicodedata.normalize("NFC", name)
    text = re.sub(r"[^\w.@+-]+", "-", text).strip("-.@+")[:ID_LENGTH]
    return text.encode()[:ID_BYTES].decode(errors="ignore")


def is_notebook(name: str) -> bool:
    """Return whether a file has the name of a notebook, also as browsers change it."""
    return NOTEBOOK in _split(name)[1]


def is_disguised(name: str) -> bool:
    """Return whether only a look into a file can say if it is a whole notebook."""
    endings = _split(name)[1]
    return NOTEBOOK not in endings or ".download" in endings


def which_notebook(name: str, expected: Iterable[str]) -> str | None:
    """Return which of the expected notebooks a file is, by its name; None if it is none of them.

    Case, spaces, dashes and the marks of copies do not count: " (1)", "-1", " copy 2", "-Copy1".
    """
    by_folded = {folded(notebook): notebook for notebook in expected}
    stem = _split(name)[0]
    for _ in range(COPIES + 1):
        if folded(stem) in by_folded:
            return by_folded[folded(stem)]
        stem = _without_mark(stem)
    return None


def _without_mark(stem: str) -> str:
    """Return a name without the last mark of a copy; blanks and dashes before it belong to it."""
    shorter = COPY.sub("", stem)
    while shorter != stem and shorter and (shorter[-1].isspace() or shorter[-1] in "_-"):
        shorter = shorter[:-1]
    return shorter


def nearest_notebook(name: str, expected: Iterable[str]) -> str | None:
    """Return the expected notebook with the most similar name, for a message."""
    by_folded = {folded(notebook): notebook for notebook in expected}
    near = difflib.get_close_matches(folded(_split(name)[0]), by_folded, 1, 0.5)
    return by_folded[near[0]] if near else None


def is_exact(name: str, notebook: str) -> bool:
    """Return whether a file has the notebook's name without a mark of a copy."""
    return folded(_split(name)[0]) == folded(notebook)


def module_name(name: str) -> str | None:
    """Return the file name of a helper module that a notebook can import; None if it is no such file.

    The mark of a copy does not count: no module's name can hold it.
    """
    marked = MARKED.fullmatch(name)
    name = marked[1] if marked else name
    if not name.lower().endswith(MODULE):
        return None
    stem = name[: -len(MODULE)]
    stem = stem if stem.isidentifier() else _without_mark(stem)
    is_name = stem.isascii() and stem.isidentifier() and not keyword.iskeyword(stem)
    return stem + MODULE if is_name and len(stem + MODULE) <= NAME_CHARS else None


def _split(name: str) -> tuple[str, set[str]]:
    """Return a name without the endings of a notebook, and these."""
    marked = MARKED.fullmatch(name.rstrip())
    stem = marked[1] if marked else name.rstrip()
    endings: set[str] = set()
    while True:
        ending = next((e for e in (NOTEBOOK, *ADDED) if stem.lower().endswith(e)), None)
        if ending is None:
            return stem, endings
        stem = stem[: -len(ending)].rstrip()
        endings.add(ending)
