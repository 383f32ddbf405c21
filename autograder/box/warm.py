"""The judge's side of a zygote: each process that grades has one, and lets it fork its boxes."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from autograder.box import clock, wire

START_SECONDS = 60.0
END_SECONDS = 10.0
NO_ROOM = frozenset({errno.EMFILE, errno.ENFILE, errno.ETOOMANYREFS})
"""Errors of a system that holds too many files for us: nothing was sent, and there may be room later."""
BOXES_BEFORE = 2
"""How many boxes a zygote starts before it imports anything for more of them: a few are not worth it."""


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
        """Do nothing: `kill` has waited for its end already."""


Fork = tuple[Forked, socket.socket]
"""A box that a zygote started, and the judge's end of its control socket."""


class Zygote:
    """A zygote that runs.

    Raises
    ------
    OSError, WireError
        If it does not start.
    """

    def __init__(self, run: Run) -> None:
        self._lock = threading.Lock()
        self.started = 0
        self._process, self._control = run()
        try:
            wire.receive(self._control, clock.within(START_SECONDS), 1 << 16, 0)
        except (OSError, wire.WireError):
            self.close()
            raise

    def start(self, sizes: Mapping[str, int]) -> Fork | None:
        """Start a box whose writable folders have so many bytes; None if this machine forbids it."""
        judge_end, box_end = socket.socketpair()
        try:
            with box_end:
                answer = self._request({"start": sizes}, START_SECONDS, box_end.fileno())
        except (OSError, wire.WireError):
            judge_end.close()
            raise
        if "started" in answer:
            self.started += 1
            return Forked(self, answer["started"]), judge_end
        judge_end.close()
        return None

    def import_for_all(self, names: Collection[str]) -> None:
        """Import modules for the boxes that are still to be started.

        Raises
        ------
        OSError, WireError
            If it can start no box any more.
        """
        if not self._request({"import": list(names)}, START_SECONDS).get("imported"):
            raise wire.WireError("an import has started threads")

    def end(self, number: int) -> None:
        """End a box; if the zygote does not answer, end it with all of its boxes."""
        try:
            self._request({"end": number}, END_SECONDS)
        except (OSError, wire.WireError):
            self.close()

    def close(self) -> None:
        """End it and its boxes."""
        self._control.close()
        self._process.kill()
        self._process.wait()

    def _request(self, request: dict[str, Any], seconds: float, *descriptors: int) -> dict[str, Any]:
        with self._lock:
            self._control.settimeout(seconds)
            wire.send_request(self._control, request, *descriptors)
            answer, _ = wire.receive(self._control, clock.within(seconds), 1 << 16, 0)
        return answer


class Zygotes:
    """The zygotes of a sandbox: one for each process, as a socket cannot be shared after a fork."""

    def __init__(self) -> None:
        self._by_process: dict[int, Zygote | None] = {}
        self._have_imported: set[int] = set()

    def fork(self, run: Run, sizes: Mapping[str, int], imports: Collection[str] = ()) -> Fork | None:
        """Return a new box, or None if this machine does not let a zygote start one.

        Parameters
        ----------
        sizes
            Bytes of each of its writable folders.
        imports
            Modules that a zygote imports once, when it has started a few boxes.
        """
        pid = os.getpid()
        zygote = self._by_process.get(pid)
        if zygote is not None:
            try:
                if imports and zygote.started >= BOXES_BEFORE and pid not in self._have_imported:
                    self._have_imported.add(pid)  # also if it fails: the next zygote does without
                    zygote.import_for_all(imports)
                return zygote.start(sizes)
            except (OSError, wire.WireError) as error:
                _raise_if_no_room(error)
            zygote.close()  # it was killed, perhaps for lack of memory; the next one may live
        elif pid in self._by_process:
            return None
        zygote, first = _new_zygote(run, sizes)
        self._by_process = {pid: zygote}
        return first

    def close(self) -> None:
        """End this process's zygote."""
        zygote = self._by_process.pop(os.getpid(), None)
        if zygote is not None:
            zygote.close()


def _new_zygote(run: Run, sizes: Mapping[str, int]) -> tuple[Zygote, Fork] | tuple[None, None]:
    """Return a zygote and its first box, which shows that it can start one."""
    try:
        zygote = Zygote(run)
    except (OSError, wire.WireError) as error:
        _raise_if_no_room(error)
        return None, None
    try:
        first = zygote.start(sizes)
    except (OSError, wire.WireError) as error:
        zygote.close()
        _raise_if_no_room(error)
        return None, None
    if first is None:
        zygote.close()
        return None, None
    return zygote, first


def _raise_if_no_room(error: Exception) -> None:
    """Raise the error of a system that has no room now: it says nothing of a zygote."""
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        raise error
