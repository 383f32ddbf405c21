"""The page on which a TA marks, in formgrader: rubric and predictions beside each written answer.

nbgrader shows the graded notebook from top to bottom. This puts, when the page is made, a box before each
written answer; a style sheet moves the answer beside it. The box is not part of any file.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat.v4 import new_markdown_cell

from autograder.notebooks import MARK_SCHEME, PREDICTION, between, without
from autograder.submission.markup import OURS

HEADING = "To mark by. Students do not see this box."
PREDICTIONS = "What the student predicted in this notebook, never marked"
STYLE = files("autograder.marking") / "templates" / "formgrader" / "marking.css"
NAMES = ("student", "first_name", "last_name", "notebook_path")
BOX = """<div class="{ours}">
<div class="{ours}-heading">{heading}</div>
<div class="{ours}-body">

{body}

</div>
</div>"""
"""The empty lines end the HTML: the text between them is read as markdown, and cleaned with the rest."""


class MarkingView(Preprocessor):
    """nbconvert's step that prepares the page of a graded notebook for marking."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the notebook with a box before each written answer, and the page's style."""
        nb.cells = marking_cells(nb.cells)
        for name in NAMES:  # nbgrader's template puts them into HTML as they are
            if resources.get(name):
                resources[name] = html.escape(str(resources[name]))
        resources["inlining"]["css"].append(STYLE.read_text(encoding="utf-8").replace(".marking", f".{OURS}"))
        return nb, resources


def marking_cells(cells: Sequence[Any]) -> list[Any]:
    """Return the cells with the mark scheme moved from the question to a box before the answer.

    The box also holds what the student predicted in this notebook before the answer, as it was written.
    """
    shown: list[Any] = []
    schemes: list[str] = []
    predictions: list[str] = []
    for cell in cells:
        nbgrader = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "markdown" and nbgrader.get("locked"):
            schemes.append(between(cell.source, MARK_SCHEME))
            cell.source = without(cell.source, MARK_SCHEME)
        elif nbgrader.get("grade") and nbgrader.get("solution"):
            parts = [*filter(None, schemes), *predicted(predictions)]
            if parts:
                shown.append(
                    new_markdown_cell(BOX.format(ours=OURS, heading=HEADING, body="\n\n".join(parts)))
                )
            schemes = []
        elif str(nbgrader.get("grade_id", "")).startswith(PREDICTION):
            predictions.append(cell.source)
        shown.append(cell)
    return shown


def predicted(predictions: Sequence[str]) -> list[str]:
    """Return predictions in a block of markdown from which nothing in them can break out."""
    if not predictions:
        return []
    text = "\n".join(predictions)
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", text))])
    return [f"**{PREDICTIONS}**", f"{fence}python\n{text}\n{fence}"]
