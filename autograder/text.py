"""Small helpers for text: numbers, counts and lists in sentences; names that strangers chose, made safe."""

from __future__ import annotations

from collections.abc import Iterable


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
    return f"{many} {one if many == 1 else more or one + 's'}"


def count_points(points: float) -> str:
    """Return points with their noun."""
    return f"{number(points)} point{'' if points == 1 else 's'}"


def listed(parts: Iterable[str], most: int = 0) -> str:
    """Return "a", "a and b", "a, b and c"; with `most`, the rest as a number."""
    parts = list(parts)
    if most and len(parts) > most:
        parts = [*parts[:most], f"{len(parts) - most} more"]
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def percent(share: float | None) -> str:
    """Return a share in percent."""
    return "n/a" if share is None else f"{100 * share:.0f}%"
