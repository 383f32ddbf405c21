"""The processes of this machine: which are below one, and whether one still lives."""

from __future__ import annotations

import contextlib
from pathlib import Path


def below(pid: int | str = "self") -> set[int]:
    """Return the processes below one, in whatever namespace they are."""
    found: set[int] = set()
    with contextlib.suppress(OSError):
        for task in Path("/proc", str(pid), "task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                found |= {child} | below(child)
    return found


def lives(pid: int) -> bool:
    """Return whether a process is there and has not ended."""
    try:
        return Path("/proc", str(pid), "stat").read_bytes().rpartition(b")")[2].split()[0] != b"Z"
    except OSError:
        return False
