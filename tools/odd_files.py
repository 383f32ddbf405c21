"""Makes the table of odd files: genuine nbgrader's marks, ours before and now, and what the student reads.

    python -m tools.odd_files --before FOLDER [--write docs/odd-files.md] [--only KIND]

FOLDER is a clone of an older version with its own environment in `.venv`. Ends with 1 if an answer has fewer
marks now than from nbgrader.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.authoring.release import nbgrader
from autograder.text import number
from tests.pipeline.odd_edits import COLLECTED, KINDS, OddFile
from tests.pipeline.odd_files import ODD
from tests.pipeline.odd_uploads import UPLOADS
from tests.pipeline.test_gradebook_rows import STOCK_CONFIG
from tools.edits import marks
from tools.repository import REPOSITORY, make_course
from vanishing_gradients import ASSIGNMENT

Marks = dict[tuple[str, str], float | None]
"""Marks by notebook and cell; None: a human is asked."""
MAKE = "import sys, pathlib, tools.repository as r; r.make_course(pathlib.Path(sys.argv[1]))"
ESSAY = "written_"
LINE = "| --- | --- | --- | --- | --- | --- |\n"
COLUMNS = f"| the file | of | nbgrader | before | now | the student reads |\n{LINE}"
PLACED = f"""How many notebooks `autograder collect` places in `submitted/`. nbgrader's own `zip_collect`
needs a pattern of file names to be written for each system, so it is not compared.

| the upload | can be | nbgrader | before | now | the teacher reads |
{LINE}"""
HEAD = """# Odd files

What editors, browsers and tools make of an honest student's notebook, and what the grader makes of it. Each
row is one edit of a solved submission: `ODD` in `tests/pipeline/odd_files.py`. `test_odd_files.py` beside it
grades them all; `python -m tools.odd_files` makes this page.

The marks are those of the functions in the notebooks that were handed in. *nbgrader*: without this grader,
the same notebooks in real kernels. *before*: an older version of this grader ({before}). "Essay lost": a
written answer has 0, and no human is asked. "Not graded": nbgrader stopped, or gave no mark at all.
"""


@dataclass(frozen=True)
class Graded:
    """What one grader made of an odd file."""

    marks: Marks
    said: tuple[str, ...] = ()
    full: float = 0.0

    def total(self, all_cells: Iterable[tuple[str, str]]) -> str:
        """Return the marks as the table shows them."""
        cells = list(all_cells)
        if not any(cell in self.marks for cell in cells):
            return "not graded"
        functions = [self.marks.get(cell) or 0.0 for cell in cells if not cell[1].startswith(ESSAY)]
        lost = [cell for cell in cells if cell[1].startswith(ESSAY) and self.marks.get(cell, 0.0) is not None]
        return number(sum(functions)) + (", essay lost" if lost else "")


def main() -> int:
    """Grade everything three times and print or write the table; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--before", type=Path, required=True, help="a clone of an older version, with .venv")
    parser.add_argument("--write", type=Path, help="the page that is written")
    parser.add_argument("--only", type=int, choices=KINDS, help="this kind alone")
    options = parser.parse_args()
    odd = {f"odd-{n:03}": each for n, each in enumerate(ODD) if options.only in {None, each.kind}}
    with tempfile.TemporaryDirectory(prefix="odd-files-") as scratch:
        before_python = options.before.absolute() / ".venv" / "bin" / "python"
        now, before = (
            graded(repository, python, Path(scratch, name), odd) if odd else {}
            for name, repository, python in (
                ("now", REPOSITORY, Path(sys.executable)),
                ("before", options.before.absolute(), before_python),
            )
        )
        uploads: list[list[tuple[int, str]]] = [[], []]
        if options.only in {None, COLLECTED}:
            uploads = [
                collected(REPOSITORY, Path(sys.executable), Path(scratch, "uploads-now")),
                collected(options.before.absolute(), before_python, Path(scratch, "uploads-before")),
            ]
        stock = graded_by_stock(Path(scratch, "stock"), odd) if odd else {}
    version = subprocess.run(
        ["git", "-C", str(options.before), "log", "-1", "--format=%h"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    page = HEAD.format(before=version or "an earlier one") + "".join(
        sections(odd, stock, before, now, *uploads)
    )
    if options.write is not None:
        options.write.write_text(page, encoding="utf-8")
    else:
        print(page)
    below = [
        (odd[student].name, cell) for student in odd for cell in below_stock(stock[student], now[student])
    ]
    for name, cell in below:
        print(f"- {name}: {cell} has fewer marks than nbgrader gives")
    return 1 if below else 0


def hand_in(course: Path, odd: dict[str, OddFile]) -> None:
    """Hand in the odd files."""
    for student, each in odd.items():
        folder = course / "submitted" / student / ASSIGNMENT
        folder.mkdir(parents=True)
        for name, data in each.files().items():
            (folder / name).write_bytes(data)


def graded(repository: Path, python: Path, course: Path, odd: dict[str, OddFile]) -> dict[str, Graded]:
    """Grade odd files with a version of our grader."""
    environment = _environment(python)
    subprocess.run([python, "-c", MAKE, course], cwd=repository, env=environment, check=True)
    hand_in(course, odd)
    command = [
        python.parent / "autograder",
        "grade",
        ASSIGNMENT,
        "--course",
        course,
        "--json",
        course / "rows.json",
    ]
    subprocess.run([*map(str, command)], cwd=repository, env=environment, check=True, capture_output=True)
    rows = [json.loads(line) for line in (course / "rows.json").read_text("utf-8").splitlines()]
    return {student: _graded(course, student, each, rows) for student, each in odd.items()}


def _environment(python: Path) -> dict[str, str]:
    return os.environ | {"PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}"}


def _graded(course: Path, student: str, odd: OddFile, rows: list[dict[str, Any]]) -> Graded:
    own = [row for row in rows if row["student"] == student and row["notebook"] in odd.notebooks]
    found = {(row["notebook"], _cell(row["exercise"])): row["score"] for row in own}
    folder = course / "autograded" / student / ASSIGNMENT
    said: dict[str, None] = {}
    for name in odd.notebooks:
        path = folder / f"{name}.ipynb"
        if path.exists():
            cells = json.loads(path.read_text("utf-8"))["cells"]
            lost = {
                _cell(row["exercise"])
                for row in own
                if row["notebook"] == name and row["score"] != row["max"]
            }
            said |= dict.fromkeys(_said(cells, lost))
    full = sum(row["max"] for row in own if not row["exercise"].startswith(ESSAY))
    return Graded(found, tuple(said), full)


def _cell(exercise: str) -> str:
    return exercise if exercise.startswith(ESSAY) else f"check_{exercise}"


def _said(cells: list[dict[str, Any]], lost: set[str]) -> Iterable[str]:
    """Yield what a graded notebook tells its student of odd and lost answers."""
    for cell in cells:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        for output in cell.get("outputs", []) if name.startswith("check_") else []:
            lines = re.sub(r"\n  (?! *\[)", " ", output.get("text", "")).splitlines()
            first = [
                line.partition("points. ")[2] for line in lines[:1] if name in lost and "points. " in line
            ]
            yield from first
            kept = ("What happened:", "Your answer was", *(["Hint:"] if name in lost else []))
            yield from (line for line in lines if line.startswith(kept))
        if name.startswith(ESSAY) and cell.get("attachments"):
            for by_type in cell["attachments"].values():
                for kind, data in by_type.items():
                    yield data if kind == "text/plain" else f"(a picture is shown: {kind})"
        if cell.get("id") == "grader-notes":
            yield from (line[2:] for line in cell["source"].splitlines() if line.startswith("- "))


def collected(repository: Path, python: Path, folder: Path) -> list[tuple[int, str]]:
    """Collect the odd uploads with a version of ours; return how many were placed, and what is said."""
    folder.mkdir()
    base = folder / "course"
    subprocess.run([python, "-c", MAKE, base], cwd=repository, env=_environment(python), check=True)
    found = []
    for number_of_it, upload in enumerate(UPLOADS):
        download, course = folder / f"download-{number_of_it}", folder / f"course-{number_of_it}"
        upload.put_into(download)
        shutil.copytree(base, course)
        rows = course / "rows.json"
        command = [
            python.parent / "autograder",
            "collect",
            download,
            ASSIGNMENT,
            "--course",
            course,
            "--json",
            rows,
        ]
        subprocess.run([*map(str, command)], cwd=repository, check=False, capture_output=True)
        left = [json.loads(line) for line in rows.read_text("utf-8").splitlines()] if rows.exists() else []
        reasons = {row["reason"]: None for row in left if row["reason"] and "bob" not in row["file"]}
        placed = len(list((course / "submitted").glob(f"ada/{ASSIGNMENT}/*.ipynb")))
        found.append((placed, "; ".join(reasons)))
    return found


def graded_by_stock(folder: Path, odd: dict[str, OddFile]) -> dict[str, Graded]:
    """Grade odd files with nbgrader alone, in two courses at a time."""
    students = sorted(odd)
    halves = [students[::2], students[1::2]]
    with ThreadPoolExecutor(len(halves)) as pool:
        done = pool.map(
            _by_stock, [folder / "one", folder / "two"], [{s: odd[s] for s in half} for half in halves]
        )
        return {student: result for part in done for student, result in part.items()}


def _by_stock(course: Path, odd: dict[str, OddFile]) -> dict[str, Graded]:
    make_course(course)
    (course / "nbgrader_config.py").write_text(STOCK_CONFIG)
    hand_in(course, odd)
    results = {}
    for student, each in odd.items():
        # One by one: a submission that nbgrader cannot grade would stop it for all others.
        nbgrader(course, "autograde", ASSIGNMENT, "--student", student)
        theirs: Marks = dict(marks(course / "gradebook.db", student))
        if any(theirs.values()):
            essays = {
                (name, cell["metadata"]["nbgrader"]["grade_id"])
                for name in each.notebooks
                for cell in json.loads(
                    (course / "release" / ASSIGNMENT / f"{name}.ipynb").read_text("utf-8")
                )["cells"]
                if cell["metadata"].get("nbgrader", {}).get("grade_id", "").startswith(ESSAY)
            }
            theirs |= dict.fromkeys(essays - theirs.keys())
        results[student] = Graded({cell: mark for cell, mark in theirs.items() if cell[0] in each.notebooks})
    return results


def below_stock(stock: Graded, now: Graded) -> list[tuple[str, str]]:
    """Return the cells that have fewer marks now than from nbgrader, or no human where nbgrader asks one."""

    def worth(graded: Graded, cell: tuple[str, str]) -> float:
        mark = graded.marks.get(cell, 0.0)
        return float("inf") if mark is None else mark

    return [cell for cell in now.marks if worth(now, cell) < worth(stock, cell)]


def sections(
    odd: dict[str, OddFile],
    stock: dict[str, Graded],
    before: dict[str, Graded],
    now: dict[str, Graded],
    uploads_now: list[tuple[int, str]],
    uploads_before: list[tuple[int, str]],
) -> Iterable[str]:
    """Yield a section with a table for each kind."""
    for kind, title in KINDS.items():
        if kind == COLLECTED and uploads_now:
            yield f"\n## {title[0].upper()}{title[1:]}\n\n{PLACED}"
            for upload, (old, _), (placed, said) in zip(UPLOADS, uploads_before, uploads_now, strict=True):
                counts = f"{upload.arrives} | – | {old} | {placed}"
                yield f"| {upload.name} | {counts} | {said or 'All is placed.'} |\n"
        chosen = {student: each for student, each in odd.items() if each.kind == kind}
        if not chosen:
            continue
        yield f"\n## {title[0].upper()}{title[1:]}\n\n{COLUMNS}"
        for student, each in chosen.items():
            cells = now[student].marks
            graders = (stock[student], before[student], now[student])
            row = [
                each.name,
                number(now[student].full),
                *(grader.total(cells) for grader in graders),
                " ".join(now[student].said),
            ]
            yield "| " + " | ".join(_plain(text) for text in row) + " |\n"


def _plain(text: str) -> str:
    """Return a text as a cell of a table shows it."""
    return text.replace("\n", " ").replace("|", "\\|").replace("<", "&lt;") or "All checks pass."


if __name__ == "__main__":
    sys.exit(main())
