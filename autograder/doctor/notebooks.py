"""The notebooks themselves: cells and exercises agree; text, links and images are whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.doctor.finding import Diagnosis, Finding, Findings
from autograder.exercises import EXERCISES, Exercise
from autograder.submission.assignment import text_of

IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<path>[^)\s]+)\)")
LINK = re.compile(r"(?<!!)\[[^\]]+\]\((?P<path>[^)\s]+)\)")
ALT_LEAST = 20
"""Characters of an alt text that can say what a picture shows."""


@dataclass(frozen=True)
class Cell:
    """One cell of a notebook, as the doctor reads it."""

    notebook: str
    kind: str
    key: str
    source: str
    ours: dict[str, Any]
    outputs: bool

    @property
    def place(self) -> str:
        """Where it stands, for a finding."""
        return f"{self.notebook} {self.key or self.source[:40].splitlines()[:1]}"


def cells(folder: Path) -> list[Cell]:
    """Return all cells of the notebooks in a folder."""
    return [
        Cell(
            path.stem,
            cell["cell_type"],
            cell["metadata"].get("nbgrader", {}).get("grade_id", ""),
            text_of(cell["source"]),
            cell["metadata"].get("nbgrader", {}),
            bool(cell.get("outputs")),
        )
        for path in sorted(folder.glob("*.ipynb"))
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
    ]


def exercises(found: list[Cell], diagnosis: Diagnosis) -> Findings:
    """Yield where the notebooks' cells and the exercises do not fit together."""
    diagnosis.counts["exercises"] = len(EXERCISES)
    by_key = {cell.key: cell for cell in found if cell.key}
    for exercise in EXERCISES.values():
        yield from _exercise(exercise, by_key)
    graded = [cell for cell in found if cell.ours.get("grade")]
    diagnosis.counts["graded cells"] = len(graded)
    for cell in graded:
        known = cell.key.removeprefix("check_") in EXERCISES
        if cell.kind == "code" and not known:
            yield Finding(cell.place, "this test cell has no exercise.", "Add one in autograder/exercises/.")
        if not cell.ours.get("points"):
            yield Finding(cell.place, "it carries no points.", "Set them in JupyterLab's Create Assignment.")


def _exercise(exercise: Exercise, by_key: dict[str, Cell]) -> Findings:
    name, check = exercise.name, by_key.get(f"check_{exercise.name}")
    if name not in by_key or not by_key[name].ours.get("solution"):
        yield Finding(name, "it has no solution cell.", f"Add one with the grade_id {name}.")
    if check is None:
        yield Finding(name, "it has no test cell.", f"Add a locked one with the grade_id check_{name}.")
        return
    if check.notebook != exercise.notebook:
        yield Finding(name, f"it stands in {check.notebook}.", "Change `notebook` of the exercise.")
    if check.ours.get("points") != exercise.points:
        points = f"the notebook says {check.ours.get('points')} points, the exercise {exercise.points:g}."
        yield Finding(name, points, "Make them agree.")
    if check.source != f'check("{name}", {name})':
        yield Finding(
            check.place, "its source is another than the one that is graded.", "Write check(name, name)."
        )
    for need in exercise.needs:
        if list(EXERCISES).index(need) >= list(EXERCISES).index(name):
            yield Finding(
                name, f"it builds on {need}, which comes later.", "Let it need earlier exercises only."
            )


def texts(found: list[Cell], folder: Path, diagnosis: Diagnosis) -> Findings:
    """Yield images, links and formulas that are broken."""
    for notebook in sorted({cell.notebook for cell in found}):
        own = [cell for cell in found if cell.notebook == notebook]
        titles = sum(
            bool(re.match(r"# ", line)) for c in own if c.kind == "markdown" for line in c.source.splitlines()
        )
        if titles != 1:
            yield Finding(notebook, f"it has {titles} titles of the first level.", "Keep one.")
    for cell in found:
        if cell.outputs:
            yield Finding(cell.place, "it carries outputs.", "Strip them.")
        if cell.kind != "markdown":
            continue
        for image in IMAGE.finditer(cell.source):
            diagnosis.counts["images"] += 1
            if not (folder / image["path"]).is_file():
                yield Finding(cell.place, f"the image {image['path']} is missing.", "Run `make figures`.")
            if len(image["alt"]) < ALT_LEAST:
                yield Finding(cell.place, f"{image['path']} has no alt text.", "Say in words what it shows.")
        for link in LINK.finditer(cell.source):
            diagnosis.counts["links"] += 1
            local = not re.match(r"https?://|#", link["path"])
            if local and not (folder / link["path"].partition("#")[0]).exists():
                yield Finding(cell.place, f"the link to {link['path']} leads nowhere.", "Mend it.")
        yield from _formulas(cell)


def _formulas(cell: Cell) -> Findings:
    prose = re.sub(r"```.*?```|`[^`]*`|\\\$", "", cell.source, flags=re.DOTALL)
    if len(re.findall(r"\$\$", prose)) % 2 or len(re.findall(r"\$", prose)) % 2:
        yield Finding(cell.place, "a formula is not closed.", "Count the dollar signs.")
    for formula in _pieces(prose):
        if formula.count("{") != formula.count("}"):
            yield Finding(cell.place, f"the braces of ${formula[:40]}$ do not match.", "Close them.")


def _pieces(prose: str) -> Iterator[str]:
    yield from re.split(r"\$\$", prose)[1::2]
    for line in re.split(r"\$\$.*?\$\$", prose, flags=re.DOTALL):
        yield from line.split("$")[1::2]
