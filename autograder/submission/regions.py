"""Regions of a cell between marker lines, as nbgrader writes them: solutions and mark schemes."""

from __future__ import annotations

import re

SOLUTION, MARK_SCHEME = "SOLUTION", "MARK SCHEME"


def between(text: str, marker: str) -> str:
    """Return what stands between the lines with BEGIN and END of a marker, or nothing."""
    found = re.search(rf"BEGIN {marker}[^\n]*\n(.*?)\n[^\n]*END {marker}", text, re.DOTALL)
    return found[1].strip() if found else ""


def without(text: str, marker: str) -> str:
    """Return a text without the regions of a marker; one that is not closed reaches to the end."""
    region = rf"[^\n]*BEGIN {marker}.*?(?:END {marker}[^\n]*|\Z)"
    return re.sub(region, "", text, flags=re.DOTALL)
