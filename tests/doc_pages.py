"""The fenced blocks of a page of the documentation, each with the line before it, which says what it is for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

MARK = re.compile(r"<!-- (?P<kind>run|not run|file)(?:: (?P<detail>.+?))? -->")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the line before it, and where it stands."""

    page: Path
    line: int
    language: str
    before: str
    text: str

    @cached_property
    def mark(self) -> re.Match[str] | None:
        """The mark in the line before it."""
        return MARK.fullmatch(self.before.strip())

    @property
    def kind(self) -> str:
        """What the mark says: to run, not to run, a file; "" without a mark."""
        return self.mark["kind"] if self.mark is not None else ""

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}"


def blocks(page: Path) -> list[Block]:
    """Return the fenced blocks of a page in order."""
    found, before, inside = [], "", None
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        fence = re.fullmatch(r"\s*```(\w*)\s*", line)
        if fence and inside is None:
            inside = (number, fence[1], before, [])
        elif fence and inside is not None:
            found.append(Block(page, inside[0], inside[1], inside[2], "\n".join(inside[3])))
            inside = None
        elif inside is not None:
            inside[3].append(line)
        before = line
    assert inside is None, f"{page.name}: a fenced block is not closed"
    return found
