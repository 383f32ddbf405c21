"""The notebooks themselves: cells and exercises agree; text, links and images are whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from autograder.content import Exercise, ExerciseSet
from autograder.content.finding import OPTION, SECTION
from autograder.doctor.finding import Diagnosis, Finding, Findings
from autograder.notebooks import CHECK, Cell
from autograder.text import count_points, number

IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<path>[^)\s]+)\)")
LINK = re.compile(r"(?<!!)\[[^\]]+\]\((?P<path>[^)\s]+)\)")
STATED_POINTS = re.compile(r"(?P<all>[\d.]+) points: (?P<program>[\d.]+) by program")
"""What a notebook says of its points, such as "5 points: 3 by program"."""
ALT_LEAST = 20
"""Characters of an alt text that can say what a picture shows."""


def name_of(cell: Cell) -> str:
    """Return the notebook and the name of a cell, for a finding."""
    return f"{cell.notebook} {cell.grade_id or cell.source[:40].splitlines()[:1]}"


def exercises(cells: list[Cell], diagnosis: Diagnosis) -> Findings:
    """Yield findings on notebooks' cells and exercises that do not fit together."""
    diagnosis.counts["exercises"] = len(diagnosis.exercises)
    by_grade_id = {cell.grade_id: cell for cell in cells if cell.grade_id}
    for exercise in diagnosis.exercises.values():
        yield from _exercise(exercise, diagnosis.exercises, by_grade_id)
    graded = [cell for cell in cells if cell.grade]
    diagnosis.counts["graded cells"] = len(graded)
    if not diagnosis.exercises:
        yield Finding(
            diagnosis.exercises.assignment,
            "it has no exercise set: its tests run among the students' own code, and name no mistake.",
            f"Name one in nbgrader_config.py (c.{SECTION}.{OPTION}), or install the course's package.",
        )
    for cell in graded:
        known = cell.name in diagnosis.exercises or not diagnosis.exercises
        if cell.kind == "code" and not known:
            yield Finding(name_of(cell), "this test cell has no exercise.", "Add one to the exercise set.")
        if not cell.points:
            yield Finding(
                name_of(cell), "it carries no points.", "Set them in JupyterLab's Create Assignment."
            )


def _exercise(exercise: Exercise, exercises: ExerciseSet, by_grade_id: dict[str, Cell]) -> Findings:
    name, check = exercise.name, by_grade_id.get(f"{CHECK}{exercise.name}")
    if name not in by_grade_id or not by_grade_id[name].solution:
        yield Finding(name, "it has no solution cell.", f"Add one with the grade_id {name}.")
    if check is None:
        yield Finding(name, "it has no test cell.", f"Add a locked one with the grade_id check_{name}.")
        return
    if check.notebook != exercise.notebook:
        yield Finding(name, f"it is in {check.notebook}.", "Change `notebook` of the exercise.")
    if check.points != exercise.points:
        points = f"the notebook says {count_points(check.points)}, the exercise {number(exercise.points)}."
        yield Finding(name, points, "Make them agree.")
    if check.source != f'check("{name}", {name})':
        yield Finding(name_of(check), "its source is not the one that is graded.", "Write check(name, name).")
    for need in exercise.needs:
        if list(exercises).index(need) >= list(exercises).index(name):
            yield Finding(
                name, f"it builds on {need}, which comes later.", "Let it need earlier exercises only."
            )


def texts(cells: list[Cell], folder: Path, diagnosis: Diagnosis) -> Findings:
    """Yield images, links and formulas that are broken."""
    for notebook in sorted({cell.notebook for cell in cells}):
        own = [cell for cell in cells if cell.notebook == notebook]
        titles = sum(
            bool(re.match(r"# ", line)) for c in own if c.kind == "markdown" for line in c.source.splitlines()
        )
        if titles != 1:
            yield Finding(notebook, f"it has {titles} titles of the first level.", "Keep one.")
        yield from _stated_points(notebook, own)
    for cell in cells:
        if cell.has_outputs:
            yield Finding(name_of(cell), "it carries outputs.", "Strip them.")
        if cell.kind != "markdown":
            continue
        for image in IMAGE.finditer(cell.source):
            diagnosis.counts["images"] += 1
            if not (folder / image["path"]).is_file():
                yield Finding(
                    name_of(cell),
                    f"the image {image['path']} is missing.",
                    "Put it there, or correct its path.",
                )
            if len(image["alt"]) < ALT_LEAST:
                yield Finding(
                    name_of(cell), f"{image['path']} has no alt text.", "Say in words what it shows."
                )
        for link in LINK.finditer(cell.source):
            diagnosis.counts["links"] += 1
            local = not re.match(r"https?://|#", link["path"])
            if local and not (folder / link["path"].partition("#")[0]).exists():
                yield Finding(name_of(cell), f"the link to {link['path']} leads nowhere.", "Correct it.")
        yield from _formulas(cell)


def _stated_points(notebook: str, cells: list[Cell]) -> Findings:
    """Yield where the points that a notebook states are not those of its cells."""
    by_program = sum(cell.points for cell in cells if not cell.is_written)
    together = sum(cell.points for cell in cells)
    for stated in (found for cell in cells for found in STATED_POINTS.finditer(cell.source)):
        if (float(stated["all"]), float(stated["program"])) != (together, by_program):
            yield Finding(
                notebook,
                f"it says {stated[0]!r}, its cells {number(together)} and {number(by_program)}.",
                "Make them agree.",
            )


def _formulas(cell: Cell) -> Findings:
    prose = re.sub(r"```.*?```|`[^`]*`|\\\$", "", cell.source, flags=re.DOTALL)
    if len(re.findall(r"\$\$", prose)) % 2 or len(re.findall(r"\$", prose)) % 2:
        yield Finding(name_of(cell), "a formula is not closed.", "Count the dollar signs.")
    for formula in _pieces(prose):
        if formula.count("{") != formula.count("}"):
            yield Finding(name_of(cell), f"the braces of ${formula[:40]}$ do not match.", "Close them.")


def _pieces(prose: str) -> Iterator[str]:
    yield from re.split(r"\$\$", prose)[1::2]
    for line in re.split(r"\$\$.*?\$\$", prose, flags=re.DOTALL):
        yield from line.split("$")[1::2]
