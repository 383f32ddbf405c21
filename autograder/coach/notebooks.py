"""The notebooks of the current folder, as they were last saved."""

import functools
import json
import stat
from pathlib import Path
from typing import NamedTuple

LARGEST_FILE = 20_000_000  # bytes; a notebook beyond it is full of pictures, and reading it takes seconds


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
    """

    kind: str
    source: str
    grade_id: str = ""
    solution: bool = False
    grade: bool = False
    points: float = 0.0


def paths():
    """Return the notebooks in order; a copy made by Jupyter ("name-Copy1.ipynb") comes after all others."""
    return sorted(Path().glob("*.ipynb"), key=lambda path: ("-Copy" in path.stem, path.name))


def cells(path):
    """Return the cells of a notebook; none if the file cannot be read."""
    try:
        saved = path.stat()
        if not stat.S_ISREG(saved.st_mode) or saved.st_size > LARGEST_FILE:
            return []
        return _cells(path, (saved.st_dev, saved.st_ino, saved.st_size, saved.st_mtime_ns))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return []


@functools.lru_cache(maxsize=16)  # several functions are brought from one notebook
def _cells(path, saved):  # noqa: ARG001 -- a notebook that was saved again is read again
    return [_cell(cell) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]


def _cell(cell):
    about = cell.get("metadata", {}).get("nbgrader", {})
    points = about.get("points")
    return Cell(
        cell.get("cell_type"),
        "".join(cell.get("source", "")),
        str(about.get("grade_id", "")),
        bool(about.get("solution")),
        bool(about.get("grade")),
        points if isinstance(points, int | float) else 0.0,
    )
