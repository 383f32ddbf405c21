"""A guest's graded notebook in which every text that a stranger may choose is hostile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from autograder.gradebook.records import ClassRecord, Person
from autograder.results.verdict import Verdict
from tests.golden.invented_guest import FREEZING, HIDDEN, ITEMS, NAME, PLOT, WORDS, guest_cells, guest_record


def hostile_guest(texts: Sequence[str]) -> tuple[ClassRecord, list[dict[str, Any]]]:
    """Return the class and the graded notebook of a student, with these texts in every place."""
    everything = "\n\n".join(texts)
    record = guest_record(
        *(
            Verdict(
                NAME,
                item.cell,
                item.cell,
                "raised",
                0.0,
                2.0,
                reason=everything,
                evidence=text,
                trusted=False,
            )
            for item, text in zip((FREEZING, HIDDEN), texts, strict=False)
        ),
        Verdict(NAME, WORDS.cell, WORDS.cell, "to_mark", None, 2.0, found=everything, guessed=True),
    )
    comments = {(NAME, PLOT.cell): everything, (NAME, "elsewhere"): everything}
    work = replace(record.works[0], comments=comments, person=Person("ada", everything, everything))
    items = tuple(replace(item, called=text) for item, text in zip(ITEMS, texts, strict=False))
    cells = [_hostile(cell, texts) for cell in guest_cells()]
    more = [{"cell_type": "markdown", "metadata": cells[-1]["metadata"], "source": text} for text in texts]
    return replace(record, works=(work,), items=items), [*cells, *more]


def _hostile(cell: dict[str, Any], texts: Sequence[str]) -> dict[str, Any]:
    """Return a cell that says these texts in each of its parts."""
    everything = "\n\n".join(texts)
    roles = cell["metadata"].get("nbgrader", {})
    if cell["cell_type"] == "code":
        data = [
            {"text/plain": text, "text/html": text, "image/svg+xml": text, "image/png": text}
            for text in texts
        ]
        pictures = [each["data"] for each in cell["outputs"] if "data" in each]
        data += [{**pictures[0], "text/plain": text} for text in texts] if pictures else []
        outputs = [{"output_type": "display_data", "metadata": {}, "data": each} for each in data]
        outputs += [
            {"output_type": "error", "ename": text, "evalue": text, "traceback": [text]} for text in texts
        ]
        return {**cell, "source": everything, "outputs": outputs}
    headings = "\n".join(f"## {text}" for text in texts)
    return {**cell, "source": everything if roles.get("solution") else headings}
