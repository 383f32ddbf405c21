"""Reading a submission's files: no link is followed, nothing but a regular file of bounded size is read."""

from __future__ import annotations

import errno
import json
import os
import stat
from pathlib import Path
from typing import Any

from autograder.course.limits import Limits
from autograder.notebooks import text_of

NAMES_MAX = 200
# Windows knows only the last one; nothing is graded there, but files are collected.
READ_FLAGS = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY")
)


class RefusedError(Exception):
    """A file cannot be graded; the text says why and what the student can do."""


def notebook_files(folder: Path) -> list[str]:
    """Return the notebooks' names in a submission's folder, sorted; unprintable names are left out."""
    try:
        names = [p.name for p in folder.iterdir() if p.name.endswith(".ipynb") and p.name.isprintable()]
    except OSError:
        return []
    return sorted(names)[:NAMES_MAX]


def read_bytes(path: Path, limit: int) -> bytes:
    """Return the bytes of a regular file.

    Raises
    ------
    FileNotFoundError
        If there is none.
    RefusedError
        If it is a link, a device, a pipe, a folder, or larger than `limit`.
    """
    try:
        descriptor = os.open(path, READ_FLAGS)
    except FileNotFoundError:
        raise
    except OSError as error:
        link = error.errno == errno.ELOOP
        raise RefusedError(
            "it is a link to another file" if link else f"it cannot be read ({error.strerror})"
        ) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise RefusedError("it is not an ordinary file")
    with os.fdopen(descriptor, "rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise RefusedError(f"it is larger than {limit >> 20} MB")
    return data


def parse(data: bytes, limits: Limits) -> list[dict[str, Any]]:
    """Return the cells of a notebook as plain dicts with `kind`, `source`, `grade_id` and `cell_id`.

    Of a cell only its type, its source, its grade_id and its id are looked at.

    Raises
    ------
    RefusedError
        If the bytes are not a notebook of format 4.
    """
    if not data.strip():
        raise RefusedError("the file is empty: save the notebook and hand it in again")
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise RefusedError(
            "the file is not a whole notebook (its JSON is broken): save it and hand it in again"
        ) from error
    if not isinstance(content, dict) or not isinstance(content.get("cells"), list):
        if isinstance(content, dict) and "worksheets" in content:
            raise RefusedError("it is in an old notebook format: open it in JupyterLab and save it again")
        raise RefusedError("the file is not a notebook: it has no list of cells")
    if len(content["cells"]) > limits.cells:
        raise RefusedError(limits.met("cells"))
    cells = [_cell(cell) for cell in content["cells"] if isinstance(cell, dict)]
    if sum(len(cell["source"]) for cell in cells) > limits.source_kb * 1000:
        raise RefusedError(limits.met("source_kb"))
    return cells


def _cell(cell: dict[str, Any]) -> dict[str, Any]:
    source = cell.get("source", "")
    if isinstance(source, list):
        source = text_of([line for line in source if isinstance(line, str)])
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    kind, cell_id = cell.get("cell_type"), cell.get("id")
    return {
        "kind": kind if kind in ("code", "markdown") else "raw",
        # A lone surrogate would break every later encoding of the text.
        "source": source.encode("utf-8", "replace").decode("utf-8") if isinstance(source, str) else "",
        "grade_id": grade_id if isinstance(grade_id, str) else "",
        "cell_id": cell_id if isinstance(cell_id, str) else "",
    }
