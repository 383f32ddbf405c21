"""The graded notebook as formgrader and feedback read it: clean cells, clean outputs, verdicts as text."""

from __future__ import annotations

import json
from typing import Any

from autograder.content import CallError, ExerciseSet
from autograder.grading.runner import Outputs
from autograder.notebooks import STUDENTS
from autograder.results.verdict import Verdict
from autograder.results.words import verdict_text
from autograder.submission.ingest import CleanNotebook
from autograder.submission.pictures import attachments


def write_notebook(
    notebook: CleanNotebook,
    outputs: Outputs,
    stopped: dict[int, CallError],
    verdicts: list[Verdict],
    sandbox: str,
    exercises: ExerciseSet,
) -> str:
    """Return the graded notebook as JSON; an output in it is text, a clean table or a picture of pixels."""
    by_cell = {verdict.cell: verdict for verdict in verdicts}
    cells: list[dict[str, Any]] = []
    for index, cell in enumerate(notebook.cells):
        release = cell.release
        entry: dict[str, Any] = {
            "cell_type": cell.kind,
            "id": release.cell_id if release is not None and release.cell_id else f"added-{index}",
            "metadata": (release.metadata if release is not None else {})
            | ({STUDENTS: True} if cell.changed else {}),
            "source": cell.source,
        }
        held = (release.attachments if release is not None else {}) | attachments(cell.pictures)
        if held and cell.kind == "markdown":
            entry["attachments"] = held
        if cell.kind == "code":
            shown = list(outputs.get(index, []))
            if index in stopped:
                shown.append(_stream("stderr", f"This cell was stopped: {stopped[index]}.\n"))
            verdict = by_cell.get(release.grade_id) if release is not None else None
            if verdict is not None:
                shown.append(
                    _stream("stdout", verdict_text(verdict, sandbox, exercises.get(verdict.exercise)))
                )
            entry |= {"execution_count": None, "outputs": shown}
        cells.append(entry)
    if notebook.notes:
        text = "**Notes of the grader on this file**\n\n" + "\n".join(f"- {note}" for note in notebook.notes)
        cells.append({"cell_type": "markdown", "id": "grader-notes", "metadata": {}, "source": text})
    content = {"cells": cells, "metadata": notebook.release.metadata, "nbformat": 4, "nbformat_minor": 5}
    # Not indented: only then Python uses its encoder in C, which is ten times quicker.
    return json.dumps(content, ensure_ascii=False)


def _stream(name: str, text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}
