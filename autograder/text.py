"""Names that strangers chose, such as students' ids and names of files, as a terminal may show them."""

from __future__ import annotations


def shown(text: str) -> str:
    """Return a name with everything replaced that would not show, or would steer a terminal."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def shown_lines(text: str) -> str:
    """Return a text of several lines in the same way."""
    return "\n".join(map(shown, text.splitlines()))
