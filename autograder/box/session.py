"""The judge's side of a box: start notebooks in it, clean up after them, end it."""

from __future__ import annotations

import contextlib
import errno
import socket
import time
from collections.abc import Callable, Mapping
from typing import Any

from autograder.box import clock, wire
from autograder.box.groups import Group
from autograder.box.notebook import CodeCell, Notebook
from autograder.box.packing import EMPTY, Furnishing
from autograder.box.sandbox import Sandbox
from autograder.box.seccomp import second_program
from autograder.box.warm import NO_ROOM, START_SECONDS, Started
from autograder.content.calls import TimedOut
from autograder.course.limits import MET
from autograder.errors import NoSandboxError

CLEAN_SECONDS = 10.0
NO_ROOM_NOW = NO_ROOM | {errno.EAGAIN, errno.ENOMEM, errno.ENOBUFS}
"""Errors of a system that has no room for us. A box that took it ends by its limits: it is worth waiting."""
PAUSES = (0.0, 0.1, 0.3, 1.0, 3.0, *[10.0] * 18)
"""Seconds before each try to start a notebook; without one of those errors only the first two are made."""
NO_BOX = "a sandbox could not be started ({}). Grade this again when less runs on this machine."
WAITED_SECONDS = 10.0
"""How long process 1 may take to say how long its notebook waited for a processor."""
PATIENCE = 4
"""How many times its own time a submission may wait for processors that others have."""


class Box:
    """One sandbox for one submission; replaced by a new one when its worker is gone.

    Attributes
    ----------
    group
        Its control group, where there are any.
    """

    def __init__(
        self, sandbox: Sandbox, deadline: float | None = None, furnishing: Furnishing = EMPTY
    ) -> None:
        self.sandbox, self.furnishing = sandbox, furnishing
        self.deadline = deadline or clock.now() + sandbox.limits.submission_seconds
        self._waited, self._patience = 0.0, PATIENCE * sandbox.limits.submission_seconds
        self._process: Started | None = None
        self.group: Group | None = None
        self._control: socket.socket | None = None

    def __enter__(self) -> Box:
        return self

    def __exit__(self, *exc: object) -> None:
        try:
            if self.sandbox.name == "none":
                self.clean()  # without walls the worker's end is not the end of what its notebooks started
        finally:
            self._end()

    def _start(self) -> socket.socket:
        if self._control is None:
            self._process, self._control = self.sandbox.start(self.furnishing.size)
            wire.receive(self._control, clock.within(START_SECONDS), 1 << 16, 0)
            self.group = self.sandbox.group(self.furnishing.size)
            if self.group is not None:
                with self.group.opened() as descriptors:
                    wire.send_request(self._control, {"group": True}, *descriptors)
            if layers := self.furnishing.layers:
                wire.send_request(self._control, {"furnish": True}, *(layer.descriptor for layer in layers))
        return self._control

    def _end(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            self._process.kill()  # its end is the end of everything in it
            self._process.wait()
            self._process = None
        if self.group is not None:
            self.group.remove()
            self.group = None

    def open(
        self,
        cells: list[CodeCell],
        files: dict[str, str],
        end: float | None = None,
        held: Mapping[str, Callable[..., Any]] | None = None,
    ) -> Notebook:
        """Start a notebook in a new process; it may run until `end`, its own or the submission's.

        Parameters
        ----------
        held
            Functions of ours that stand in the places of the notebook's own.

        Raises
        ------
        TimedOut
            If its time, or the submission's, is over.
        NoSandboxError
            If no box starts: that is our trouble, never a student's, and must not become a mark.
        """
        ends = {"submission_seconds": self.deadline}
        if end is not None:
            ends["notebook_seconds"] = end
        over = [name for name, moment in ends.items() if clock.now() > moment]
        if over:
            raise TimedOut(self.sandbox.limits.met(over[0]))
        request = {
            "notebook": {
                "cells": [vars(cell) for cell in cells],
                "files": files,
                "held": list(held or ()),
                "filter": second_program().hex() if held and self.sandbox.name != "none" else "",
                "released": self.furnishing.released,
                "imports": self.furnishing.imports,
                "limits": vars(self.sandbox.limits),
            }
        }
        began = clock.now()
        judge_end = self._handed_over(request)
        took = clock.now() - began  # it is our time, not the student's
        self.deadline += took
        self._waited = 0.0
        ends = {name: moment + took for name, moment in ends.items()}
        return Notebook(judge_end, self.sandbox, ends, self.interrupt, held or {}, self.waited)

    def _handed_over(self, request: dict[str, Any]) -> socket.socket:
        """Let a box start a notebook; return the judge's end of the notebook's socket."""
        trouble: Exception | None = None
        for tries, pause in enumerate(PAUSES):
            if tries > 1 and getattr(trouble, "errno", None) not in NO_ROOM_NOW:
                break
            time.sleep(pause)
            try:
                judge_end, box_end = socket.socketpair()
                with contextlib.ExitStack() as stack:
                    stack.callback(judge_end.close)
                    with box_end:
                        control = self._start()
                        control.settimeout(START_SECONDS)
                        wire.send_request(control, request, box_end.fileno())
                    stack.pop_all()
                    return judge_end
            except (OSError, wire.WireError) as error:
                self._end()
                trouble = error
        raise NoSandboxError(NO_BOX.format(trouble)) from trouble

    def waited(self) -> float:
        """Return the seconds, since the last time, in which others had all processors while it had work.

        The submission's time becomes longer by them: a neighbour's load costs no mark.
        """
        if self._control is None:
            return 0.0
        try:
            left = clock.within(WAITED_SECONDS)
            wire.send(self._control, {"waited": True}, left=left)
            said = wire.receive(self._control, left, 1 << 16, 0)[0].get("waited")
        except (wire.WireError, OSError):
            self._end()
            return 0.0
        total = said if isinstance(said, float) else 0.0
        more = min(max(total - self._waited, 0.0), self._patience)
        self._waited += more
        self._patience -= more
        self.deadline += more
        return more

    def interrupt(self) -> None:
        """Interrupt the running cell, as a kernel's stop button does; its process may go on."""
        if self._control is not None:
            with contextlib.suppress(wire.WireError, OSError):
                wire.send(self._control, {"interrupt": True}, left=clock.within(CLEAN_SECONDS))

    def clean(self, keep: bool = False) -> str:
        """End what the last notebook left behind; if the worker does not answer, end the box.

        Parameters
        ----------
        keep
            Whether the next notebook finds the files that it made, as in nbgrader.

        Returns
        -------
        str
            The sentence about the limit of the whole box at which the worker ended the notebook; "" if none.
        """
        if self._control is None:
            return ""
        try:
            left = clock.within(CLEAN_SECONDS)
            wire.send(self._control, {"clean": True, "keep": keep}, left=left)
            answer, _ = wire.receive(self._control, left, 1 << 16, 0)
        except (wire.WireError, OSError):
            self._end()
            return ""
        met = answer.get("met")
        return self.sandbox.limits.met(met) if isinstance(met, str) and met in MET else ""
