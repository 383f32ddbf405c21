"""What a student handed in for one graded cell, part by part: code, words, and what the code put out."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from markupsafe import Markup

from autograder.gradebook.records import Item, Kind
from autograder.notebooks import STUDENTS, Roles, answers_to, text_of
from autograder.reports.markdown import clean_answer
from autograder.submission.pictures import PIXELS_MAX, pixels, raster_type, unpacked

OUTPUT_CHARS = 4_000
"""Most characters of one output that a page shows."""
PICTURE_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp")

Cell = Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """One part of a student's work, in the order of the notebook.

    Parameters
    ----------
    kind
        What it is: code, words, text that the code put out, or a picture that it drew.
    text
        Code or output; of a picture what it is called.
    html
        Words as clean HTML.
    data
        A picture as a `data:` address.
    """

    kind: Literal["code", "words", "output", "picture"]
    text: str = ""
    html: Markup = field(default_factory=Markup)
    data: str = ""


def work_for(item: Item, cells: Sequence[Cell], at: int | None, solution: int | None) -> list[Part]:
    """Return what a student handed in for an item.

    Parameters
    ----------
    at
        The index of its graded cell.
    solution
        Of an exercise the index of the cell in which it is written.
    """
    parts: list[Part] = []
    for index in work_cells(item.kind, cells, at, solution):
        parts += _parts(cells[index], len([part for part in parts if part.kind == "picture"]))
    return parts


def work_cells(kind: Kind, cells: Sequence[Cell], at: int | None, solution: int | None) -> Iterable[int]:
    """Return the cells that hold the student's work for a graded cell.

    Of a teacher's own test it is the answer above it, of a task what the student wrote below it; the test and
    the question are the teacher's.
    """
    if kind == "function":
        return [] if solution is None else [solution]
    if at is None:
        return []
    roles = [Roles.of(cell) for cell in cells]
    if kind == "own":
        answers = answers_to(at, roles)
        between = range(answers[0], at) if answers else range(0)
        return [index for index in between if index in answers or _is_students_code(cells[index])]
    if not roles[at].task:
        return [at]
    end = next((i for i in range(at + 1, len(cells)) if any(roles[i])), len(cells))
    return [index for index in range(at + 1, end) if is_students(cells[index])]


def is_students(cell: Cell) -> bool:
    """Return whether a student wrote or changed a cell."""
    return bool(cell["metadata"].get(STUDENTS))


def _is_students_code(cell: Cell) -> bool:
    return is_students(cell) and cell["cell_type"] == "code"


def _parts(cell: Cell, pictures: int) -> Iterable[Part]:
    source = text_of(cell["source"])
    if cell["cell_type"] != "code":
        return [Part("words", html=Markup(clean_answer(source, cell.get("attachments"))))]  # noqa: S704  (cleaned)
    code = [Part("code", source)] if source.strip() else []
    return [*code, *put_out(cell.get("outputs", ()), pictures)]


def put_out(outputs: Iterable[Mapping[str, Any]], pictures: int = 0) -> list[Part]:
    """Return what code put out as texts and pictures: neither HTML nor drawings that could hold a program.

    Parameters
    ----------
    pictures
        How many pictures stand before them.
    """
    parts: list[Part] = []
    for output in outputs:
        bundle = output.get("data", {})
        text = _shortened(error_text(output) or text_of(output.get("text", bundle.get("text/plain", ""))))
        data = next(filter(None, (_picture(bundle.get(mime)) for mime in PICTURE_TYPES)), "")
        if data:
            pictures += 1
            parts.append(
                Part("picture", f"picture {pictures} that the code drew{text and f': {text}'}", data=data)
            )
        elif text.strip():
            parts.append(Part("output", text))
    return parts


def error_text(output: Mapping[str, Any]) -> str:
    """Return an error's class and message; "" if an output is none."""
    if output.get("output_type") != "error":
        return ""
    return f"{output.get('ename', '')}: {text_of(output.get('evalue', ''))}".strip(": \n")


def _shortened(text: str) -> str:
    return text if len(text) <= OUTPUT_CHARS else f"{text[:OUTPUT_CHARS]}\n… (cut here)"


def _picture(packed: Any) -> str:
    """Return a picture of pixels as a `data:` address; "" for anything else."""
    data = unpacked(text_of(packed)) if isinstance(packed, str | list) else b""
    if not data or pixels(data) > PIXELS_MAX:
        return ""
    return f"data:{raster_type(data)};base64,{base64.b64encode(data).decode()}"
