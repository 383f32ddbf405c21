"""`progress()`: which exercises pass now, read from the notebooks as they were saved.

The notebooks are the only record, so nothing can be out of date, and nothing is lost with a session.
"""

import contextlib
import io
import re
import warnings
from typing import NamedTuple

import numpy as np

from . import notebooks, words
from .bring import index, load
from .findings import book, examine
from .frontend import meanwhile, show
from .page import as_html, as_text

STUB = re.compile(r"^\s*raise NotImplementedError\(\)\s*$", re.MULTILINE)
OPEN_GUESS = re.compile(r'predict\([^,\n]*,\s*"\.\.\."\s*\)')
WRITTEN_LEAST = 40
"""Characters from which on a text counts as an answer."""


class Task(NamedTuple):
    """One exercise or written answer of a notebook.

    Parameters
    ----------
    title : str
        Its heading in the notebook.
    name : str
        The function's name, or the grade_id of a written answer.
    points : float
        What it is worth.
    state : str
        One of `words.STATES`.
    """

    title: str
    name: str
    points: float
    state: str


class Chapter(NamedTuple):
    """One notebook: its file and title, what there is to do in it, and how many guesses were noted."""

    file: str
    title: str
    tasks: list
    guesses: int
    noted: int


def progress():
    """Show which exercises pass their check now, and what comes next.

    It reads the notebooks of this folder: save the one that you work in first.
    """
    chapters = look()
    show("text/html", as_html(chapters), as_text(chapters))


def look():
    """Return a `Chapter` for each notebook of the course in this folder."""
    cells, seen, chapters = index(), set(), []
    for path in notebooks.paths():
        chapter = _chapter(path, cells, seen)
        if chapter.tasks:
            chapters.append(chapter)
    return chapters


def own_words(source):
    """Return what a student wrote into a written answer; "" while it is not written yet."""
    text = source.replace(words.WRITE_HERE, "").strip()
    return text if len("".join(text.split())) >= WRITTEN_LEAST else ""


def _chapter(path, cells, seen):
    """Return a notebook's chapter; `seen` holds the grade_ids of the notebooks before it."""
    tasks, titles, guesses, noted = [], [], 0, 0
    for cell in notebooks.cells(path):
        if cell.kind == "markdown":
            titles += re.findall(r"^#+ +([^(\n]*[^(\s])", cell.source, re.MULTILINE)
        if not cell.grade_id or cell.grade_id in seen:
            continue
        seen.add(cell.grade_id)
        title = titles[-1] if titles else cell.grade_id
        if cell.grade:
            written = cell.kind == "markdown"
            name = cell.grade_id if written else cell.grade_id.removeprefix("check_")
            state = _written(cell.source) if written else _state(name, cells)
            tasks.append(Task(title, name, cell.points, state))
        elif cell.solution and "predict(" in cell.source:
            guesses += 1
            noted += not OPEN_GUESS.search(cell.source)
    return Chapter(path.name, titles[0] if titles else path.name, tasks, guesses, noted)


def _written(source):
    return "written" if own_words(source) else "unwritten"


def _state(name, cells):
    if name not in cells or STUB.search(cells[name].source):
        return "not_begun"
    if book() is None or name not in book()["exercises"]:
        return "unchecked"
    meanwhile(words.LOOKING.format(name=name))
    try:
        # What the functions print or warn about belongs to their own check.
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            state = examine(name, load(name, cells)[0]).state
    except KeyboardInterrupt:  # an endless loop: the rest is looked at all the same
        return "stopped"
    if state != "passed":
        return "not_yet"
    return "form" if "form" in book()["exercises"][name] else "passes"
