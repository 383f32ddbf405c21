"""Which cells of a clean notebook run in the box, and which notebooks they find beside them."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from autograder.box.notebook import CodeCell
from autograder.content import ExerciseSet
from autograder.notebooks import CHECK, Cell
from autograder.submission.effects import definitions_alone, effects, global_names, imported
from autograder.submission.ingest import CleanCell, CleanNotebook

Notebooks = dict[str, CleanNotebook]
"""The clean notebooks of a submission by name."""


def code_cells(notebook: CleanNotebook, exercises: ExerciseSet, *, pictures: bool = False) -> list[CodeCell]:
    """Return the cells that the box runs: not the checks of exercises, for which the judge stands in.

    Parameters
    ----------
    pictures
        Whether a human looks at pictures in this notebook; in its tests nobody does.
    """
    name = notebook.release.name
    return [
        CodeCell(index, cell.source, pictures and not _is_test(cell.release))
        for index, cell in enumerate(notebook.cells)
        if cell.runs and (cell.release is None or exercises.of_check(cell.release.grade_id, name) is None)
    ]


def needs_pictures(notebook: CleanNotebook, exercises: ExerciseSet) -> bool:
    """Return whether a human marks answers of a notebook by what they draw.

    So it is where a human marks code or a task; in an assignment without exercises of its own also beside a
    written answer, whose question may be on a picture.
    """
    by_hand = [cell for cell in notebook.release.graded() if cell.is_written]
    return any(cell.kind == "code" or cell.task or not exercises for cell in by_hand)


def _is_test(cell: Cell | None) -> bool:
    return cell is not None and cell.grade and not cell.is_written


def spare_cells(notebook: CleanNotebook, exercises: ExerciseSet) -> frozenset[int]:
    """Return the indices of the student's own cells that no answer needs, as far as their names show.

    A cell is needed if it binds a name, or changes what a name stands for, that an answer, a released cell or
    another needed cell uses; or if it may do something that its names do not show.
    """
    code = {index: cell for index, cell in enumerate(notebook.cells) if cell.runs}
    own = {index: cell.source for index, cell in code.items() if cell.release is None}
    if not own:
        return frozenset()
    sources = [cell.source for cell in code.values()]
    fixed = frozenset(exercises).union(*map(imported, sources))
    spare = {index: effects(source, fixed) for index, source in own.items()}
    used = set(exercises).union(
        *(global_names(cell.source) for index, cell in code.items() if index not in own)
    )
    while True:
        needed = [index for index, names in spare.items() if names is None or names & used]
        if not needed:
            return frozenset(spare)
        for index in needed:
            used |= global_names(own[index])
            del spare[index]


def notebook_for_bring(notebook: CleanNotebook, stopped: Collection[int] = ()) -> str:
    """Return the small notebook that `bring` finds in the box: the code that ran, and where the checks stand.

    Parameters
    ----------
    stopped
        The indices of cells that hung or ended their process when the notebook ran: in the small one they
        would stop every other notebook too. Only their definitions are left in.
    """
    cells = [
        _cell_for_bring(index, cell, index in stopped)
        for index, cell in enumerate(notebook.cells)
        if cell.runs and (cell.release is None or not cell.release.grade or _is_check(cell.release))
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def _is_check(cell: Cell) -> bool:
    return cell.grade_id.startswith(CHECK)


def _cell_for_bring(index: int, cell: CleanCell, was_stopped: bool) -> dict[str, Any]:
    release, about = cell.release, {}
    source = definitions_alone(cell.source) if was_stopped else cell.source
    if release is not None and release.grade_id:
        about["nbgrader"] = {
            "grade_id": release.grade_id,
            "solution": release.solution,
            "grade": release.grade,
        }
        if release.grade:
            source = release.source if release.given is None else release.given  # without hidden tests
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": f"cell-{index}",
        "metadata": about,
        "outputs": [],
        "source": source,
    }
