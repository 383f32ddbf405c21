"""Which cells of a clean notebook run in the box, and which files they find beside them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from autograder.box.notebook import CodeCell
from autograder.content import ExerciseSet
from autograder.submission.ingest import CleanNotebook

Notebooks = dict[str, CleanNotebook]
"""The clean notebooks of a submission by name."""


def code_cells(notebook: CleanNotebook, exercises: ExerciseSet) -> list[CodeCell]:
    """Return the cells that the box runs: not the checks of exercises, for which the judge stands in."""
    name = notebook.release.name
    return [
        CodeCell(index, cell.source)
        for index, cell in enumerate(notebook.cells)
        if cell.runs and (cell.release is None or exercises.of_check(cell.release.grade_id, name) is None)
    ]


def files_for_bring(clean: Notebooks, stopped: Mapping[str, Collection[int]]) -> dict[str, str]:
    """Return small notebooks for `bring` in the box: solution cells, and the helpers before them.

    Parameters
    ----------
    stopped
        The indices of cells that hung or ended their process when their own notebook ran: in the small
        notebooks they would stop every other notebook too.
    """
    files = {}
    for name, notebook in clean.items():
        left_out = stopped.get(name, ())
        cells: list[dict[str, Any]] = [
            {
                "cell_type": "code",
                "metadata": {"nbgrader": {"grade_id": cell.release.grade_id, "solution": True}}
                if cell.release is not None and cell.release.solution
                else {},
                "source": cell.source,
            }
            for index, cell in enumerate(notebook.cells)
            if cell.kind == "code"
            and index not in left_out
            and (cell.release is None or not cell.release.grade)
        ]
        files[f"{name}.ipynb"] = json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5})
    return files
