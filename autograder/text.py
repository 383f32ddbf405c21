"""Small helpers for text: numbers, counts and lists in sentences; names that strangers chose, made safe."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

ESCAPED = re.compile("[\x85\u2028\u2029\ud800-\udfff]")
"""What JSON may hold as it is, and what ends a line in Unicode, or has no place in a file."""


def shown(text: str) -> str:
    """Return a name, such as a student's id or a file's, with control characters replaced for a terminal."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def shown_lines(text: str) -> str:
    """Return a text of several lines in the same way."""
    return "\n".join(map(shown, text.splitlines()))


def number(value: float) -> str:
    """Return a number with at most two decimals, without needless zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def count(many: int, one: str, more: str = "") -> str:
    """Return a number with its noun: "1 student", "3 students"."""
    return f"{many} {agreeing(many, one, more or one + 's')}"


def agreeing(many: float, one: str, more: str) -> str:
    """Return the word that goes with a number: "is" with 1, "are" with every other."""
    return one if many == 1 else more


def count_points(points: float) -> str:
    """Return points with their noun."""
    return f"{number(points)} {agreeing(points, 'point', 'points')}"


def listed(parts: Iterable[str], most: int = 0) -> str:
    """Return "a", "a and b", "a, b and c"; with `most`, the rest as a number."""
    parts = list(parts)
    if most and len(parts) > most:
        parts = [*parts[:most], f"{len(parts) - most} more"]
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def percent(share: float | None) -> str:
    """Return a share in percent."""
    return "n/a" if share is None else f"{100 * share:.0f}%"


def markdown_table(titles: Sequence[str], rows: Iterable[Sequence[str]], ruler: str = "---") -> str:
    """Return a table as Markdown; `ruler` stands below all but the first title ("---:" aligns right)."""
    lines = [titles, ["---", *[ruler] * (len(titles) - 1)], *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def json_line(value: object) -> str:
    """Return a value as one line of JSON for every reader, also for those that end lines as Unicode does."""
    text = json.dumps(value, ensure_ascii=False)
    return ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
