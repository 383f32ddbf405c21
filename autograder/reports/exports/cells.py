"""Cells of a table that opens as it should: quoted by the rules of CSV, and no formula."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

from autograder.gradebook.records import one_line

FORMULA_STARTS = frozenset("=+-@＝＋－＠")
"""With these a spreadsheet begins a formula; the wide ones count in East Asian settings."""


def starts_formula(text: str) -> bool:
    """Return whether a spreadsheet could take a text for a formula; what nobody sees may stand before it."""
    visible = (char for char in one_line(text) if unicodedata.category(char) not in ("Cf", "Zs"))
    return next(visible, "") in FORMULA_STARTS


def safe(text: str) -> str:
    """Return a text as it can stand in a cell: on one line; an apostrophe before it keeps it a text."""
    line = one_line(text)
    return f"'{line}" if starts_formula(line) else line


def table(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as CSV (RFC 4180) in UTF-8, with the mark by which spreadsheets know it."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8-sig", errors="replace")
