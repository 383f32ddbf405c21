"""The judge's side of a zygote: each process that grades has one, and lets it fork its boxes."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from autograder.box import wire

START_SECONDS = 60.0
END_SECONDS = 10.0


class Started(Protocol):
    """A box that runs."""

    def kill(self) -> None:
        """End it and all that is in it."""

    def wait(self) -> Any:
        """Wait until it has ended."""


Run = Callable[[], tuple["subprocess.Popen[bytes]", socket.socket]]
"""Runs a zygote and gives its process and its control socket."""


@dataclass(frozen=True)
class Forked:
    """A box that a zygote started."""

    zygote: Zygote
    number: int

    def kill(self) -> None:
        """End it and all that is in it."""
        self.zygote.end(self.number)

    def wait(self) -> None:
        """Do nothing: who kills it waits for its end."""


class Zygote:
    """A zygote that runs.

    Raises
    ------
    OSError, WireError
        When it does not start.
    """

    def __init__(self, run: Run) -> None:
        self._lock = threading.Lock()
        self._process, self._control = run()
        try:
            wire.receive(self._control, time.monotonic() + START_SECONDS, 1 << 16, 0)
        except (OSError, wire.WireError):
            self.close()
            raise

    def start(self, size: int) -> tuple[Forked, socket.socket] | None:
        """Start a box whose writable folders have so many bytes each; None where this machine forbids it."""
        ours, theirs = socket.socketpair()
        with theirs:
            answer = self._ask({"start": size}, START_SECONDS, theirs.fileno())
        if "started" in answer:
            return Forked(self, answer["started"]), ours
        ours.close()
        return None

    def end(self, number: int) -> None:
        """End a box; where the zygote does not answer, end it with all of its boxes."""
        try:
            self._ask({"end": number}, END_SECONDS)
        except (OSError, wire.WireError):
            self.close()

    def close(self) -> None:
        """End it and its boxes."""
        self._control.close()
        self._process.kill()
        self._process.wait()

    def _ask(self, order: dict[str, Any], seconds: float, *descriptors: int) -> dict[str, Any]:
        text = json.dumps(order).encode()
        with self._lock:
            self._control.settimeout(seconds)
            socket.send_fds(self._control, [wire.PREFIX.pack(len(text), 0) + text], descriptors)
            answer, _ = wire.receive(self._control, time.monotonic() + seconds, 1 << 16, 0)
        return answer


class Zygotes:
    """The zygotes of a sandbox: one for each process, as a socket cannot be shared after a fork."""

    def __init__(self) -> None:
        self._by_process: dict[int, Zygote | None] = {}

    def fork(self, run: Run, size: int) -> tuple[Started, socket.socket] | None:
        """Return a fresh box, or None where this machine does not let a zygote start one."""
        mine = os.getpid()
        if mine not in self._by_process:
            self._by_process = {mine: _working(run, size)}
        zygote = self._by_process[mine]
        if zygote is None:
            return None
        with contextlib.suppress(OSError, wire.WireError):
            return zygote.start(size)
        zygote.close()  # it was ended, as by a machine short of memory; the next one may live
        del self._by_process[mine]
        return self.fork(run, size)

    def close(self) -> None:
        """End this process's zygote."""
        zygote = self._by_process.pop(os.getpid(), None)
        if zygote is not None:
            zygote.close()


def _working(run: Run, size: int) -> Zygote | None:
    """Return a zygote that has shown that it can start a box."""
    with contextlib.suppress(OSError, wire.WireError):
        zygote = Zygote(run)
        with contextlib.suppress(OSError, wire.WireError):
            tried = zygote.start(size)
            if tried is not None:
                box, control = tried
                control.close()
                box.kill()
                return zygote
        zygote.close()
    return None
