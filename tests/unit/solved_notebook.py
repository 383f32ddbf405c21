"""A small notebook with three functions and two written answers: released, solved, and laid over the release."""

from __future__ import annotations

import copy
import json
from typing import Any

from autograder.course.limits import Limits
from autograder.notebooks import Cell, Notebook
from autograder.submission.files import parse
from autograder.submission.ingest import CleanCell, CleanNotebook, overlay
from tests.unit.small_notebooks import cell

STUB = "def {name}(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
LATER = "Now you know enough to write it down."


def function(name: str) -> list[Cell]:
    return [
        cell(
            "", f"### {name}\n\n> **Exercise.** Write {name}(x).", kind="markdown", cell_id=f"exercise-{name}"
        ),
        cell(name, STUB.format(name=name), solution=True),
        cell(f"check_{name}", f'check("{name}", {name})', grade=True, locked=True, points=2.0),
    ]


def question(name: str, text: str) -> list[Cell]:
    return [
        cell(f"question_{name}", text, kind="markdown", locked=True),
        cell(f"written_{name}", "YOUR ANSWER HERE", kind="markdown", grade=True, solution=True, points=3.0),
    ]


RELEASE = Notebook(
    "one",
    (
        cell("", "# Welcome to this notebook", kind="markdown", cell_id="intro"),
        cell("", "import numpy as np\nfrom lab import bring, check", cell_id="imports"),
        cell("", 'unit = bring("unit")\nslope = bring("slope")', cell_id="bring-functions"),
        cell("predict_size", '# Choose: "small" or "large"\npredict("size", "...")', solution=True),
        *function("double"),
        cell("", "draw(double)", is_figure=True, cell_id="picture"),
        *function("triple"),
        *function("half"),
        *question(
            "why", "## Written answer 1: why is it so small?\n\n$$\na = b\n$$\n\nSay it in three sentences."
        ),
        cell("", f"## What comes next\n\n{LATER}", kind="markdown", cell_id="next"),
        *question("how", "## Written answer 2: how would you measure it?"),
    ),
    {},
)
SOLVED = {
    "predict_size": 'predict("size", "small")',
    "double": "def double(x):\n    return 2 * x",
    "triple": "def triple(x):\n    return double(x) + x",
    "half": "SCALE = 0.5\n\ndef half(x):\n    return SCALE * x",
    "written_why": "Because each factor is at most 1/4.",
    "written_how": "With two points that are close together.",
}
FUNCTIONS, WRITTEN = ("double", "triple", "half"), ("written_why", "written_how")
Cells = list[dict[str, Any]]


def handed_in(*untouched: str) -> Cells:
    """Return the solved notebook as a student hands it in."""
    return [
        {
            "cell_type": c.kind,
            "id": c.cell_id,
            "metadata": copy.deepcopy(c.metadata),
            "source": c.source if c.grade_id in untouched else SOLVED.get(c.grade_id, c.source),
        }
        for c in RELEASE.cells
    ]


def place(cells: Cells, name: str) -> int:
    """Return the index of the cell with this grade_id or id."""
    names = [(c["metadata"].get("nbgrader", {}).get("grade_id"), c.get("id")) for c in cells]
    return next(n for n, both in enumerate(names) if name in both)


def clean(cells: Cells) -> CleanNotebook:
    notebook = overlay(RELEASE, parse(json.dumps({"cells": cells, "nbformat": 4}).encode(), Limits()).cells)
    laid = [c.release for c in notebook.cells if c.release is not None]
    assert sorted(laid, key=RELEASE.cells.index) == list(RELEASE.cells)
    return notebook


def at(notebook: CleanNotebook, grade_id: str) -> CleanCell:
    found = notebook.cell(grade_id)
    assert found is not None
    return found


def code(notebook: CleanNotebook) -> str:
    """Return all code that runs."""
    return "\n".join(c.source for c in notebook.cells if c.runs)


def ran(notebook: CleanNotebook, name: str, value: float) -> Any:
    """Run the notebook up to a check, and return what the function of this name gives there."""
    space: dict[str, Any] = {"check": print, "bring": str, "predict": print, "draw": print}
    for c in notebook.cells[: notebook.index(f"check_{name}")]:
        if c.runs and "lab" not in c.source and not (c.release is not None and c.release.grade):
            exec(c.source, space)
    return space[name](value)


VALUES = {"double": 6.0, "triple": 9.0, "half": 1.5}


def all_right(notebook: CleanNotebook) -> None:
    assert {name: ran(notebook, name, 3.0) for name in FUNCTIONS} == VALUES
    for name in (*FUNCTIONS, *WRITTEN):
        assert at(notebook, name).changed
