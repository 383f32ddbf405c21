"""The notebooks of the current folder, as they were last saved."""

import functools
import json
import os
import re
import stat
from pathlib import Path
from typing import NamedTuple

from .findings import book
from .loading import quiet

LARGEST_FILE = 20_000_000  # bytes; a notebook beyond it is full of pictures, and reading it takes seconds
COPY = re.compile(
    r"^(?:copy of )?(.+?)(?:[-_ .]*(?:copy|checkpoint)(?:[-_ ]?\d+|[-_ ]$)?| ?\(\d+\))*$", re.IGNORECASE
)
"""A name that a system gave to a copy; what it is a copy of stands in brackets. No blank
belongs to two marks: a search would try every way to share them out, for hours."""


class Cell(NamedTuple):
    """One cell of a notebook.

    Parameters
    ----------
    kind : str
        "code", "markdown" or "raw".
    source : str
        Its text.
    grade_id : str
        Its name in nbgrader; "" for a plain cell.
    solution, grade : bool
        Whether the student writes in it, and whether it carries points.
    points : float
        0 if it carries none.
    cell_id : str
        Its id in the file; "" if it has none.
    """

    kind: str
    source: str
    grade_id: str = ""
    solution: bool = False
    grade: bool = False
    points: float = 0.0
    cell_id: str = ""


class File(NamedTuple):
    """A notebook of the folder, and the name of the one of which it is a copy; "" of none.

    "week-1 (1)" is a copy of "week-1". What has the whole name of one of the course's notebooks in
    its own is a copy of it, in every language.
    """

    original: str
    path: Path


def files():
    """Return the notebooks in order; copies of others come after all others."""
    names = os.listdir()  # noqa: PTH208 -- quicker, and this is asked for often
    found = [Path(name) for name in names if name.endswith(".ipynb") and not name.startswith(".")]
    stems = {path.stem.casefold() for path in found}
    every = [File(_copied(path.stem, stems), path) for path in found]
    return sorted(every, key=lambda file: (file.original != "", file.path.name))


def paths():
    """Return the paths of the notebooks in this order."""
    return [file.path for file in files()]


def home(name):
    """Return the name of the notebook in which the course asks for this function; "" if it is not known."""
    return _homes().get(name, "")


@functools.cache
def _homes():
    exercises = (book() or {"exercises": {}})["exercises"]
    return {name: entry["notebook"] for name, entry in exercises.items() if "notebook" in entry}


def _copied(stem, stems):
    lower, courses = stem.casefold(), set(_homes().values())
    if lower in map(str.casefold, courses):
        return ""
    held = [each for each in courses if each.casefold() in lower]
    if held:
        return max(held, key=len)
    base = COPY.match(stem)[1]
    return base if base != stem and base.casefold() in stems else ""


def cells(path):
    """Return the cells of a notebook; none if the file cannot be read."""
    return read(path) or ()


def read(path):
    """Return the cells of a notebook; None if the file cannot be read as one."""
    try:
        saved = path.stat()
        if not stat.S_ISREG(saved.st_mode) or saved.st_size > LARGEST_FILE:
            return None
        return _cells(path, (saved.st_dev, saved.st_ino, saved.st_size, saved.st_mtime_ns))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


@functools.lru_cache(maxsize=16)  # several functions are brought from one notebook
def _cells(path, saved):  # noqa: ARG001 -- a notebook that was saved again is read again
    notebook = json.loads(path.read_bytes())  # bytes: it knows UTF-8, UTF-16 and UTF-32, marked or not
    if "worksheets" in notebook:  # format 3
        found = [cell for sheet in notebook["worksheets"] for cell in sheet["cells"]]
    else:
        found = notebook["cells"]
    return tuple(_cell(cell) for cell in found if isinstance(cell, dict))


def _cell(cell):
    about = cell.get("metadata", {}).get("nbgrader", {})
    points = about.get("points")
    text = "".join(cell.get("source", cell.get("input")) or "")
    return Cell(
        str(cell.get("cell_type")),
        text.replace("\r\n", "\n").replace("\r", "\n"),
        str(about.get("grade_id", "")),
        bool(about.get("solution")),
        bool(about.get("grade")),
        points if isinstance(points, int | float) else 0.0,
        str(cell.get("id", "")),
    )


if quiet():  # read once, before the sandbox's warm process forks: it is the same for every notebook
    _homes()
