"""The differences by design: a table in `by_design.toml`, and which of its rows explains a difference."""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from autograder.comparing.rows import Difference
from autograder.text import markdown_table

TABLE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True)
class ByDesign:
    """A row of the table.

    Parameters
    ----------
    name
        A word by which it is named.
    what
        What differs.
    stock, ours
        What nbgrader as it comes makes of it, and what the engine does.
    why
        The reason.
    ours_says, stock_says
        By what it is recognised, in our verdict's reason and in what the cell printed under nbgrader.
    when
        What else it is recognised by.
    """

    name: str
    what: str
    stock: str
    ours: str
    why: str
    ours_says: str = ""
    stock_says: str = ""
    when: Literal["", "exercise", "stopped", "found"] = ""

    def explains(self, difference: Difference) -> bool:
        """Return whether a difference is recognised as one of these."""
        verdict = difference.verdict
        if self.when:
            return {
                "exercise": verdict is not None and verdict.trusted and verdict.outcome != "to_mark",
                "stopped": difference.stopped,
                "found": verdict is not None and bool(verdict.found),
            }[self.when]
        reason = verdict.reason if verdict is not None else ""
        said = [(self.ours_says, reason), (self.stock_says, difference.stock_printed)]
        patterns = [(pattern, text) for pattern, text in said if pattern]
        return bool(patterns) and all(re.search(pattern, text) for pattern, text in patterns)


@functools.cache
def by_design() -> tuple[ByDesign, ...]:
    """Return the rows of the table."""
    entries = tomllib.loads(TABLE.read_text(encoding="utf-8"))["row"]
    return tuple(ByDesign(**entry) for entry in entries)


def explained(difference: Difference) -> ByDesign | None:
    """Return the row of the table that explains a difference, if one is recognised."""
    return next((row for row in by_design() if row.explains(difference)), None)


def markdown() -> str:
    """Return the table for the documentation."""
    rows = [(row.name, row.what, row.stock, row.ours, row.why) for row in by_design()]
    return markdown_table(("name", "what", "nbgrader as it comes", "the engine", "why"), rows)
