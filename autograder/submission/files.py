"""Reading a submission's files: no link is followed, nothing but a regular file of bounded size is read.

`content` reads the JSON, `kinds` says what a file is that is no notebook, `pictures` takes the pictures.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course.limits import Limits
from autograder.notebooks import text_of
from autograder.submission.content import BrokenJSONError, content_of
from autograder.submission.kinds import what_it_is, what_json_is
from autograder.submission.pictures import Album
from autograder.text import shown, with_few_marks

NAMES_MAX = 200
WRAPPINGS = 3
"""How often a notebook may be wrapped into another text."""
BEGINNING = 60
"""How many characters of a cell name it."""
PYTHONS = {"ipython", "sage", "sagemath", "xonsh", "cython"}
"""Languages whose notebooks hold Python, by another name."""
WRITTEN_FOR = "The notebook says that it is written in {language}; it was graded as Python."
LEFT_OUT = "Left out, as {limit}: {cell}."
# Windows knows only the last one; nothing is graded there, but files are collected.
READ_FLAGS = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY")
)


class RefusedError(Exception):
    """A file cannot be graded; the text says why and what the student can do."""


class TooLargeError(RefusedError):
    """A file is larger than it may be."""


def notebook_files(folder: Path) -> list[str]:
    """Return the notebooks' names in a submission's folder, sorted, without hidden and unprintable ones."""
    try:
        found = [p.name for p in folder.iterdir() if p.name.endswith(".ipynb")]
        names = [name for name in found if name.isprintable() and not name.startswith(".")]
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
        raise TooLargeError(
            f"it is larger than {limit >> 20} MB: clear its outputs (Edit > Clear Outputs of All Cells), "
            "save it and hand it in again"
        )
    return data


@dataclass(frozen=True)
class SubmittedNotebook:
    """What is taken of a notebook that was handed in.

    Parameters
    ----------
    cells
        Each with its `kind`, `source`, `grade_id`, `cell_id`, and the `pictures` in its text.
    python
        The version of Python that it was last run with, as "3.14.0"; "" if it does not say.
    notes
        What students and staff should know of the file.
    """

    cells: list[dict[str, Any]]
    python: str = ""
    notes: tuple[str, ...] = ()


def parse(data: bytes, limits: Limits) -> SubmittedNotebook:
    """Return what grading needs of a notebook: outputs are left out, pictures stand beside the text.

    Of a cell only its type, its source, its grade_id, its id and its pictures are looked at. Notebooks of
    formats before 4 are read as well, and of later ones whatever has cells.

    Raises
    ------
    RefusedError
        If the bytes are no notebook, or a larger one than is graded; it says what they are.
    """
    content = _content(data)
    given = [(number, cell) for number, cell in enumerate(_cells(content), 1) if isinstance(cell, dict)]
    if len(given) > limits.cells:
        given = [(number, cell) for number, cell in given if not _is_empty(cell)]
    if len(given) > limits.cells:
        raise RefusedError(limits.met("cells"))
    album = Album(limits)
    cells = [_cell(number, cell, album) for number, cell in given]
    for cell in cells:
        cell["pictures"] += album.found_elsewhere(cell["source"], cell["pictures"])
    language, python = _language(content)
    notes = [WRITTEN_FOR.format(language=language)] if language else []
    return SubmittedNotebook(cells, python, (*notes, *_within(cells, limits)))


def _content(data: bytes) -> dict[str, Any]:
    """Return the notebook in a file, also one that was put into a JSON text, or into a server's reply."""
    try:
        content = content_of(data)
        for _ in range(WRAPPINGS):
            if isinstance(content, str):
                content = content_of(content.encode("utf-8", "replace"))
            elif isinstance(content, dict) and "cells" not in content and "content" in content:
                content = content["content"]
            else:
                break
    except BrokenJSONError as error:
        raise RefusedError(what_it_is(data, error)) from error
    if isinstance(content, dict) and any(
        isinstance(content.get(key), list) for key in ("cells", "worksheets")
    ):
        return content
    raise RefusedError(what_json_is(content))


def _cells(content: dict[str, Any]) -> list[Any]:
    """Return the cells of a notebook, those of its worksheets in formats before 4."""
    if isinstance(content.get("cells"), list):
        return list(content["cells"])
    sheets = (sheet.get("cells") for sheet in content["worksheets"] if isinstance(sheet, dict))
    return [cell for cells in sheets if isinstance(cells, list) for cell in cells]


def _cell(number: int, cell: dict[str, Any], album: Album) -> dict[str, Any]:
    source = next((_text(cell[key]) for key in ("source", "input", "code", "text") if key in cell), "")
    grade_id = _object(_object(cell.get("metadata")).get("nbgrader")).get("grade_id")
    kind, cell_id, level = cell.get("cell_type"), cell.get("id"), cell.get("level")
    if kind == "heading":  # of a format before 4
        hashes = "#" * level if isinstance(level, int) and 1 <= level <= 6 else "#"
        source, kind = f"{hashes} {source}", "markdown"
    kind = kind if kind in ("code", "markdown") else "raw"
    source, pictures = album.take(number, source, cell.get("attachments"), is_code=kind == "code")
    return {
        "kind": kind,
        "source": source,
        "grade_id": _whole(grade_id),
        "cell_id": _whole(cell_id),
        "pictures": pictures,
    }


def _is_empty(cell: dict[str, Any]) -> bool:
    """Return whether a cell is one that an editor added, and nobody wrote into."""
    return not any(cell.get(key) for key in ("source", "input", "code", "text", "attachments", "metadata"))


def _text(source: Any) -> str:
    if isinstance(source, list):
        source = text_of([line for line in source if isinstance(line, str)])
    return _whole(source).replace("\r\n", "\n").replace("\r", "\n")  # as editors give it to a kernel


def _whole(text: Any) -> str:
    """Return a text without lone surrogates and heaps of accents: no encoding, no page would take them."""
    if not isinstance(text, str):
        return ""
    return text if text.isascii() else with_few_marks(text.encode("utf-8", "replace").decode("utf-8"))


def _within(cells: list[dict[str, Any]], limits: Limits) -> list[str]:
    """Leave out the largest of the student's own cells if there is too much text; return what was left out.

    Raises
    ------
    RefusedError
        If that is not enough: it names the largest cell.
    """
    notes = []
    left = sum(len(cell["source"]) for cell in cells) - limits.source_kb * 1000
    for number, cell in sorted(enumerate(cells, 1), key=lambda item: -len(item[1]["source"])):
        if left <= 0:
            break
        begins = " ".join(cell["source"][:200].split())[:BEGINNING]
        words = f'cell {number}, which begins with "{shown(begins)}"'
        if cell["grade_id"] or len(cell["source"]) < limits.source_kb * 1000 / 10:
            size = len(cell["source"]) // 1000
            raise RefusedError(f"{limits.met('source_kb')}; the largest is {words} ({size} kB)")
        left -= len(cell["source"])
        notes.append(LEFT_OUT.format(cell=words, limit=limits.met("source_kb")))
        cell["source"] = ""
    return notes


def _language(content: dict[str, Any]) -> tuple[str, str]:
    """Return the language of a notebook if it is another one than Python, and its version of Python."""
    metadata = _object(content.get("metadata"))
    kernel, language = _object(metadata.get("kernelspec")), _object(metadata.get("language_info"))
    names = (_whole(language.get("name")), _whole(kernel.get("language")))
    name, version = next(filter(None, names), ""), _whole(language.get("version"))
    if name and "python" not in name.lower() and name.lower() not in PYTHONS:
        return shown(name[:30]), ""
    return "", version if re.fullmatch(r"\d{1,2}\.\d{1,3}(\.\w{1,8})?", version) else ""


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
