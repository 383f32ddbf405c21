"""The suite's tables: every attack by what happened, every class by its sums, ours beside stock nbgrader's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from tests.attacks.attack import Row
from tests.attacks.pages import PAYLOADS
from tests.attacks.settings import SETTINGS, Counts

BEGIN, END = "<!-- made by tools/attacks.py -->", "<!-- end -->"
BEGIN_SETTINGS = "<!-- made by tools/attack_settings.py -->"
CLASSES = {
    "controls": "honest submissions among them",
    "marks": "on marks",
    "machine": "on the machine",
    "availability": "on time, memory and disk",
    "file": "by file, folder and name",
    "wire": "on the wire",
}
HEAD = (
    ("class", "tried", "earned a mark", "did harm", "slowest, s", "tried on stock", "earned", "did harm"),
    ("---", *["---:"] * 7),
)


def by_class(rows: Iterable[Row], stock: Iterable[Row]) -> str:
    """Return the table of classes."""
    ours, theirs = list(rows), list(stock)
    lines = []
    for category, title in CLASSES.items():
        mine = [row for row in ours if row.category == category]
        other = [row for row in theirs if row.category == category]
        slowest = f"{max(row.seconds for row in mine):.0f} of {mine[0].limit:g}" if mine else ""
        lines.append((title, *_counts(mine), slowest, *(_counts(other) if other else ("0", "", ""))))
    return _table((*HEAD, *lines))


def by_setting(counts: Counts) -> str:
    """Return the table of settings: of each class how many were tried, earned a mark and did harm there."""
    columns = [name for name in SETTINGS if name in counts]
    lines = []
    for category, title in CLASSES.items():
        found = [counts[name].get(category) for name in columns]
        cells = [f"{one.tried}: {one.marks}, {one.harms}" if one else "" for one in found]
        lines.append((title, *cells))
    head = ("class", *(SETTINGS[name].title for name in columns)), ("---", *["---:"] * len(columns))
    return _table((*head, *lines))


def _counts(rows: list[Row]) -> tuple[str, str, str]:
    marks = (
        f"{sum(row.lost for row in rows)} lost one"
        if rows and rows[0].honest
        else str(sum(row.gained for row in rows))
    )
    return str(len(rows)), marks, str(sum(bool(row.harms) for row in rows))


def by_attack(rows: Iterable[Row], stock: Iterable[Row]) -> str:
    """Return the table of attacks."""
    theirs = {row.name: row for row in stock}
    lines = [
        (row.name, f"{row.tries}; must not {row.must_not}", row.happened, _on_stock(theirs.get(row.name)))
        for row in rows
    ]
    head = ("attack", "tries", "what happened", "on stock nbgrader"), ("---",) * 4
    return _table((*head, *lines))


def _on_stock(row: Row | None) -> str:
    if row is None:
        return "not tried"
    return f"{row.marks:g} of {row.possible:g} points, {'; '.join(row.harms) or 'no harm'}"


def fell(rows: Iterable[Row]) -> bool:
    """Return whether anything happened that must not."""
    return any(row.gained or row.lost or row.harms for row in rows)


def write(docs: Path, rows: list[Row], stock: list[Row]) -> None:
    """Write the table of classes into security.md, and that of attacks into attacks.md."""
    said = (
        f"{by_class(rows, stock)}\n\n"
        f"Stock is nbgrader {version('nbgrader')} with the same assignment and none of our configuration. "
        f"{len(PAYLOADS)} scripts, requests and covers for a browser are tried too, in "
        "`tests/attacks/test_browser.py`. Every attack with what happened: [attacks.md](attacks.md).\n"
    )
    _put(docs / "security.md", BEGIN, said)
    parts = ["# Every attack of the suite\n\nMade by `python -m tools.attacks --write`.\n"]
    for category, title in CLASSES.items():
        some = [row for row in rows if row.category == category]
        parts.append(f"\n## {title[0].upper()}{title[1:]}\n\n{by_attack(some, stock)}\n")
    (docs / "attacks.md").write_text("".join(parts), "utf-8")


def write_settings(docs: Path, counts: Counts) -> None:
    """Write the table of settings into security.md."""
    _put(docs / "security.md", BEGIN_SETTINGS, f"{by_setting(counts)}\n")


def _put(page: Path, begin: str, text: str) -> None:
    """Replace what a page says between a line and the next end."""
    before, _, rest = page.read_text("utf-8").partition(f"{begin}\n")
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{begin}\n\n{text}\n{END}{after}", "utf-8")


def _table(lines: Iterable[tuple[str, ...]]) -> str:
    return "\n".join("| " + " | ".join(_cell(text) for text in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return re.sub(r"([|<>`*\[\]_\\])", r"\\\1", " ".join(text.split())) if text.strip("-:") else text
