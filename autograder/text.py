"""Small helpers for text: numbers, counts and lists in sentences; names that strangers chose, made safe."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence

UNDIVIDED = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "ħ": "h",
    "ı": "i",
    "ŧ": "t",
    "ŋ": "n",
}
"""Letters that Unicode does not divide into a letter and an accent, and how they are written without one."""
ESCAPED = re.compile("[\x85\u2028\u2029\ud800-\udfff]")
"""What JSON may hold as it is, and what ends a line in Unicode, or has no place in a file."""

MARKS, BORNE = 30, {"Mn", "Mc", "Me", "Cf"}
"""How many signs that stand at a letter it may bear, and their categories, with those that nobody sees."""
HEAP = re.compile(r"[^\x00-\xac\s]{30,}")
"""What may hold more of them."""


def shown(text: str) -> str:
    """Return a name, such as a student's id or a file's, with control characters replaced for a terminal."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def is_text(name: str) -> bool:
    """Return whether a name on a disk is text: old archives leave bytes that no gradebook takes."""
    return name.isascii() or name == name.encode(errors="replace").decode()


def shown_lines(text: str) -> str:
    """Return a text of several lines in the same way."""
    return "\n".join(map(shown, text.splitlines()))


def plain(text: str) -> str:
    """Return a text in small letters without accents, to compare what people type."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(UNDIVIDED.get(c, c) for c in apart if not unicodedata.combining(c)).split())


def alphabetical(text: str) -> tuple[str, str]:
    """Return a key by which names stand where a reader looks for them: Å beside A, not behind Z."""
    return plain(text), text


def with_few_marks(text: str) -> str:
    """Return a text of which no letter bears more than 30 accents: thousands hold up a browser."""
    return text if text.isascii() else HEAP.sub(_with_few_marks, text)


def _with_few_marks(found: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for char in found[0]:
        marks = marks + 1 if unicodedata.category(char) in BORNE else 0
        if marks <= MARKS:
            kept.append(char)
    return "".join(kept)


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
