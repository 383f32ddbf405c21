"""The judge's side of a box: start notebooks in it, clean up after them, end it."""

from __future__ import annotations

import socket

from autograder.box import clock, wire
from autograder.box.notebook import CodeCell, Notebook
from autograder.box.sandbox import Sandbox
from autograder.box.warm import START_SECONDS, Started
from autograder.content.calls import Crashed, TimedOut
from autograder.course.limits import MET
from autograder.errors import NoSandboxError

CLEAN_SECONDS = 10.0


class Box:
    """One sandbox for one submission; replaced by a new one when its worker is gone."""

    def __init__(self, sandbox: Sandbox, deadline: float | None = None) -> None:
        self.sandbox = sandbox
        self.deadline = deadline or clock.now() + sandbox.limits.submission_seconds
        self._process: Started | None = None
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
            # A box that does not start is our trouble, never a student's: it must not become a mark.
            try:
                self._process, self._control = self.sandbox.start()
                wire.receive(self._control, clock.within(START_SECONDS), 1 << 16, 0)
            except (OSError, wire.WireError) as error:
                self._end()
                raise NoSandboxError("a sandbox could not be started") from error
        return self._control

    def _end(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            self._process.kill()  # its end is the end of everything in it
            self._process.wait()
            self._process = None

    def open(self, cells: list[CodeCell], files: dict[str, str], end: float | None = None) -> Notebook:
        """Start a notebook in a new process; it may run until `end`, its own or the submission's."""
        ends = {"submission_seconds": self.deadline}
        if end is not None:
            ends["notebook_seconds"] = end
        over = [name for name, moment in ends.items() if clock.now() > moment]
        if over:
            raise TimedOut(self.sandbox.limits.met(over[0]))
        judge_end, box_end = socket.socketpair()
        request = {
            "notebook": {
                "cells": [vars(cell) for cell in cells],
                "files": files,
                "limits": vars(self.sandbox.limits),
            }
        }
        with box_end:
            for attempt in (1, 2):
                control = self._start()
                try:
                    control.settimeout(START_SECONDS)
                    wire.send_request(control, request, box_end.fileno())
                    break
                except OSError as error:
                    self._end()
                    if attempt == 2:
                        judge_end.close()
                        raise Crashed("the box ended twice") from error
        return Notebook(judge_end, self.sandbox, ends)

    def clean(self) -> str:
        """End what the last notebook left behind; if the worker does not answer, end the box.

        Returns
        -------
        str
            The sentence about the limit of the whole box at which the worker ended the notebook; "" if none.
        """
        if self._control is None:
            return ""
        try:
            left = clock.within(CLEAN_SECONDS)
            wire.send(self._control, {"clean": True}, left=left)
            answer, _ = wire.receive(self._control, left, 1 << 16, 0)
        except (wire.WireError, OSError):
            self._end()
            return ""
        met = answer.get("met")
        return self.sandbox.limits.met(met) if isinstance(met, str) and met in MET else ""
