"""`progress()`: which exercises pass now, read from the notebooks as they were saved.

The notebooks are the only record, so nothing can be out of date, and nothing is lost with a session.
"""

import contextlib
import io
import itertools
import re
import warnings
from typing import NamedTuple

import numpy as np

from . import notebooks, words
from .bring import Folder
from .findings import book, examine
from .frontend import meanwhile, show
from .page import as_html, as_text
from .predict import prediction

OPEN_GUESS = re.compile(r'predict\([^,\n]*,\s*"\.\.\."\s*\)')
WRITTEN_LEAST = 40
"""Characters from which on a text counts as an answer."""
MADE_ID = re.compile(r"^(?:[0-9a-f]{8,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?$", re.IGNORECASE)
"""The id of a cell that an editor made, in place of a name that an author gave."""


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
    """One notebook.

    Parameters
    ----------
    file, title : str
    tasks : list of Task
        What there is to do in it.
    guesses, noted, pressed : int
        How many guesses it asks for, how many were made, and how many of these are not in their cells.
    """

    file: str
    title: str
    tasks: list
    guesses: int
    noted: int
    pressed: int = 0


def progress():
    """Show which exercises pass their check now, and what comes next.

    It reads the notebooks of this folder: save the one that you work in first.
    """
    chapters = look()
    show("text/html", as_html(chapters), as_text(chapters))


def look():
    """Return a `Chapter` for each notebook of the course in this folder."""
    functions, seen, chapters = Folder(), set(), []
    for path in notebooks.paths():
        chapter = _chapter(path, functions, seen)
        if chapter.tasks:
            chapters.append(chapter)
    return chapters


def own_words(source):
    """Return what a student wrote into a written answer; "" while it is not written yet."""
    text = source.replace(words.WRITE_HERE, "").strip()
    return text if len("".join(text.split())) >= WRITTEN_LEAST else ""


def _chapter(path, functions, seen):
    """Return a notebook's chapter; `seen` holds the grade_ids of the notebooks before it."""
    tasks, titles, guesses, noted, pressed = [], [], 0, 0, 0
    for cell in notebooks.cells(path):
        if cell.kind == "markdown":
            titles += map(str.rstrip, re.findall(r"^#+ +([^(\s][^(\n]*)", cell.source, re.MULTILINE))
        if not cell.grade_id or cell.grade_id in seen:
            continue
        seen.add(cell.grade_id)
        title = titles[-1] if titles else cell.grade_id
        if cell.grade:
            written = cell.kind == "markdown"
            name = cell.grade_id if written else cell.grade_id.removeprefix("check_")
            state = _written(name) if written else _state(name, functions)
            tasks.append(Task(title, name, cell.points, state))
        elif cell.solution and "predict(" in cell.source:
            guesses += 1
            is_open = bool(OPEN_GUESS.search(cell.source))
            made_by_button = is_open and prediction(cell.grade_id.removeprefix("predict_")) is not None
            noted += not is_open or made_by_button
            pressed += made_by_button
    return Chapter(path.name, titles[0] if titles else path.name, tasks, guesses, noted, pressed)


def written_answer(name):
    """Return what a student wrote as this answer: in its cell, a copy of it, or cells right below it."""
    for path in notebooks.paths():
        cells = notebooks.cells(path)
        for number, cell in enumerate(cells):
            # A tool may have taken out the names of nbgrader, and left the ids.
            if name in (cell.grade_id, cell.cell_id.replace("-", "_")):
                texts = [cell.source, *(each.source for each in _below(cells[number + 1 :]))]
                found = own_words("\n\n".join(texts))
                if found:
                    return found
    return ""


def _below(cells):
    """Return the cells of text at the beginning that the student added."""
    return itertools.takewhile(
        lambda cell: (
            cell.kind in ("markdown", "raw")
            and not cell.grade_id
            and MADE_ID.match(cell.cell_id)
            and not cell.source.startswith("#")
        ),
        cells,
    )


def _written(name):
    return "written" if written_answer(name) else "unwritten"


def _state(name, functions):
    place = functions.located(name)
    if place.state in ("missing", "stub") or place.file.original:
        return "not_begun"
    if book() is None or name not in book()["exercises"]:
        return "unchecked"
    meanwhile(words.LOOKING.format(name=name))
    try:
        # What the functions print or warn about belongs to their own check.
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            finding = examine(name, _beside_others(functions.load(name).function, name, functions))
    except KeyboardInterrupt:  # the rest is looked at all the same
        return "stopped"
    return finding.state if finding.is_right else "not_yet"


def _beside_others(function, name, functions):
    """Return the function, with the student's other functions beside it on which it is tried."""
    for other in book()["exercises"][name].get("tried_on", ()):
        getattr(function, "__globals__", {}).setdefault(other, functions.load(other).function)
    return function
