"""The processes of this machine: which are below one, whether one still lives, what a new one needs."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
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


def free_port() -> int:
    """Return a port of 127.0.0.1 at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def programs() -> dict[str, str]:
    """Return a PATH on which the programs of the tests' environment are found."""
    return {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
