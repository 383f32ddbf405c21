"""A class of 40, of whom 20 sent something odd: other names, other kinds of files, edited by other tools.

The same class as a download of Moodle and as one of Canvas.
"""

from __future__ import annotations

import copy
import io
import json
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ONE, TWO, THREE = "01-one-unit-one-slope", "02-down-the-chain", "03-can-you-trust-your-gradient"
ESSAY = "written_bound_proof"
FIRST = ("Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gia", "Hugo")
LAST = ("Adler", "Brandt", "Conti", "Duval", "Eklund")
PLAIN = 20
"""How many sent their notebooks as they should."""

Notebooks = dict[str, bytes]


@dataclass(frozen=True)
class HandedIn:
    """What one student sent.

    Parameters
    ----------
    student
        The student's id in the gradebook.
    first, last
        The student's name.
    number
        The student's number in the campus system.
    shows
        What is odd about it, in words; "" if nothing is.
    files
        What was sent, by the names that the student gave it.
    placed
        What must stand in the student's folder of `submitted`, by name.
    guessed
        The exercises whose answer can be found only by a guess.
    """

    student: str
    first: str
    last: str
    number: int
    shows: str
    files: Notebooks
    placed: Notebooks
    guessed: tuple[str, ...] = ()


def odd_class(solved: Notebooks) -> list[HandedIn]:
    """Return the class; `solved` are the notebooks of a student who solved everything, by file name."""
    names = [(first, last) for last in LAST for first in FIRST]
    odd = [make(solved) for make in ODD]
    sent = [("", solved, solved, ()), *odd]
    everybody = []
    for number, (first, last) in enumerate(names):
        shows, files, placed, guessed = sent[max(0, number - PLAIN + 1)]
        everybody.append(
            HandedIn(f"s{number + 1:02}", first, last, 4000 + number, shows, files, placed, guessed)
        )
    return everybody


def moodle_zip(path: Path, everybody: list[HandedIn]) -> Path:
    """Write the class as Moodle's download with folders, a list of the class beside them."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("participants.csv", "name\n")
        for one in everybody:
            folder = f"{one.first} {one.last}_{one.number}_assignsubmission_file_"
            for hour, (name, data) in enumerate(one.files.items()):  # in the order in which they came
                info = zipfile.ZipInfo(f"{folder}/{name}", (2026, 3, 3, hour, 0, 0))
                archive.writestr(info, data, zipfile.ZIP_DEFLATED)
    return path


def canvas_zip(path: Path, everybody: list[HandedIn]) -> Path:
    """Write the class as Canvas's download, in a folder as some systems pack it again."""
    upload = 9000
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in everybody:
            for name, data in one.files.items():
                upload += 1
                prefix = f"{one.last}{one.first}".lower()
                archive.writestr(f"submissions/{prefix}_{one.number}_{upload}_{name}", data)
    return path


Odd = tuple[str, Notebooks, Notebooks, tuple[str, ...]]
ODD: list[Callable[[Notebooks], Odd]] = []


def _odd(
    make: Callable[[Notebooks], tuple[Notebooks, Notebooks]],
) -> Callable[[Notebooks], tuple[Notebooks, Notebooks]]:
    """Put a function into the list of odd submissions; its name says what it shows."""
    shows = make.__name__.replace("_", " ")
    ODD.append(lambda solved: (shows, *make(solved), GUESSED.get(make.__name__, ())))
    return make


GUESSED = {"an_essay_one_cell_lower": (ESSAY,)}
"""Written answers that only a guess finds."""


@_odd
def named_by_a_browser(solved: Notebooks) -> tuple[Notebooks, Notebooks]:
    return {name.replace(".ipynb", " (1).ipynb"): data for name, data in solved.items()}, solved


@_odd
def with_the_ending_of_a_text(solved: Notebooks) -> tuple[Notebooks, Notebooks]:
    return {f"{name}.txt": data for name, data in solved.items()}, solved


@_odd
def with_the_ending_of_a_download(solved: Notebooks) -> tuple[Notebooks, Notebooks]:
    return {f"{name}.download": data for name, data in solved.items()}, solved


@_odd
def in_other_case(solved: Notebooks) -> tuple[Notebooks, Notebooks]:
    return {name.upper().replace("-", "_"): data for name, data in solved.items()}, solved


@_odd
def saved_as_json(solved: Notebooks) -> tuple[Notebooks, Notebooks]:
    return {name.replace(".ipynb", ".json"): data for name, data in solved.items()}, solved


@_odd
def a_zip_made_by_macos(solved: Notebooks) -> tuple[Notebooks, Notebooks]:
    files = {f"homework/{name}": data for name, data in solved.items()}
    files |= {f"__MACOSX/homework/._{name}": b"\x00\x05\x16\x07" for name in solved}
    return {"homework.zip": zipped(files | {"homework/.DS_Store": b"\x00"})}, solved


@_odd
def a_zip_with_checkpoints(solved: Notebooks) -> tuple[Notebooks, Notebooks]:
    old = {f".ipynb_checkpoints/{name[:-6]}-checkpoint.ipynb": b"{}" for name in solved}
    old |= {f"work/.ipynb_checkpoints/{name}": b"{}" for name in solved}
    return {"work.zip": zipped({f"work/{name}": data for name, data in solved.items()} | old)}, solved


@_odd
def a_tar_made_on_linux(solved: Notebooks) -> tuple[Notebooks, Notebooks]:
    return {"work.tar.gz": tarred(solved)}, solved


@_odd
def a_helper_module_beside(solved: Notebooks) -> tuple[Notebooks, Notebooks]:
    files = solved | {"my_helpers.py": b"TWO = 2\n"}
    return files, files


@_odd
def two_attempts(solved: Notebooks) -> tuple[Notebooks, Notebooks]:
    early = {f"{ONE}.ipynb": b'{"cells": []}'}
    return early | {name.replace(".ipynb", "-1.ipynb"): data for name, data in solved.items()}, solved


@_odd
def a_rar(_: Notebooks) -> tuple[Notebooks, Notebooks]:
    return {"homework.rar": b"Rar!\x1a\x07\x01\x00" + b"x" * 50}, {}


@_odd
def a_seven_zip(_: Notebooks) -> tuple[Notebooks, Notebooks]:
    return {"homework.7z": b"7z\xbc\xaf\x27\x1c" + b"x" * 50}, {}


@_odd
def a_rar_called_zip(_: Notebooks) -> tuple[Notebooks, Notebooks]:
    return {"homework.zip": b"Rar!\x1a\x07\x01\x00" + b"x" * 50}, {}


@_odd
def a_print_of_the_notebook(_: Notebooks) -> tuple[Notebooks, Notebooks]:
    return {f"{ONE}.pdf": b"%PDF-1.7", f"{TWO}.html": b"<html></html>"}, {}


@_odd
def a_download_that_did_not_end(solved: Notebooks) -> tuple[Notebooks, Notebooks]:
    return {f"{name}.crdownload": data[:1000] for name, data in solved.items()}, {}


@_odd
def code_and_no_notebook(_: Notebooks) -> tuple[Notebooks, Notebooks]:
    return {f"{ONE}.py": b"def sigmoid(z): ...\n"}, {}


@_odd
def a_notebook_of_another_name(solved: Notebooks) -> tuple[Notebooks, Notebooks]:
    return {"Untitled.ipynb": solved[f"{ONE}.ipynb"]}, {}


@_odd
def a_page_saved_as_a_notebook(solved: Notebooks) -> tuple[Notebooks, Notebooks]:
    files = solved | {f"{ONE}.ipynb": b"<!DOCTYPE html><html><body>Sign in</body></html>"}
    return files, files


@_odd
def metadata_stripped_by_a_tool(solved: Notebooks) -> tuple[Notebooks, Notebooks]:
    files = {name: _edited(data, _without_metadata) for name, data in solved.items()}
    return files, files


@_odd
def an_essay_one_cell_lower(solved: Notebooks) -> tuple[Notebooks, Notebooks]:
    files = {name: _edited(data, _essay_below) for name, data in solved.items()}
    return files, files


def zipped(files: Notebooks) -> bytes:
    """Return a zip of files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def tarred(files: Notebooks) -> bytes:
    """Return a compressed tar of files, in a folder."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(f"./work/{name}")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def _edited(data: bytes, edit: Callable[[list[dict[str, Any]]], None]) -> bytes:
    notebook = json.loads(data)
    edit(notebook["cells"])
    return json.dumps(notebook).encode()


def _without_metadata(cells: list[dict[str, Any]]) -> None:
    for cell in cells:
        cell["metadata"] = {}


def _essay_below(cells: list[dict[str, Any]]) -> None:
    for at, cell in enumerate(cells):
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == ESSAY:
            below = copy.deepcopy(cell) | {"metadata": {}, "id": "typed-here"}
            cell["source"] = "YOUR ANSWER HERE"
            cells.insert(at + 1, below)
            return
