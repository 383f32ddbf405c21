"""The judge's side of a notebook in a box: take what its cells put out, call its functions."""

from __future__ import annotations

import contextlib
import secrets
import socket
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.box import clock, wire
from autograder.box.bounded import bounded_memory
from autograder.box.calling import MOST_BASES, MOST_CHARACTERS
from autograder.box.calls import value_or_error
from autograder.box.sandbox import Sandbox
from autograder.box.showing import Showing
from autograder.coach import values
from autograder.coach.words import not_numbers
from autograder.content.calls import Account, Crashed, Missing, Raised, TimedOut, UnusableAnswerError
from autograder.course.limits import may_have_met

AHEAD_BYTES = 64 << 10
"""Calls that may wait in the box's socket: so few that sending them never waits for the box."""
INTERRUPT_SECONDS = 2.0
"""Time in which a cell that was interrupted may end."""
ROUND_SECONDS = 0.005
"""What it takes at most on a busy machine to hear of a call of one of our functions, and to answer."""
OUR_SHARE = 4
"""How many times the limit of a call its calls of our functions may take besides."""
OUR_PATIENCE = 4
"""How many times a notebook's time we may wait for a processor to answer its calls; that is not its time."""
ARGUMENT_BYTES, ANSWER_BYTES = 1 << 20, 256 << 20
"""The most that a call of one of our functions may bring, and the memory that its answer may take."""
FEW_BYTES = 4096
"""A call that brings so little cannot make an answer large: two rows of them give a table of 512 kB."""
MOST_LINES = 1_000_000


Function = Callable[..., Any]


@dataclass(frozen=True)
class CodeCell:
    """A code cell to run.

    Parameters
    ----------
    index
        Its index in the clean notebook.
    pictures
        Whether a human looks at what it draws.
    """

    index: int
    source: str
    pictures: bool = False


@dataclass(frozen=True)
class Ran:
    """What became of a cell.

    Parameters
    ----------
    outputs
        What it put out.
    interrupted
        Why it was interrupted; None for a cell that ended by itself.
    """

    outputs: list[dict[str, Any]]
    interrupted: TimedOut | None = None


class CellStopped(Exception):
    """A cell ended its process, or did not end when it was interrupted: the process is of no more use."""

    def __init__(self, index: int, cause: TimedOut | Crashed) -> None:
        super().__init__(str(cause))
        self.index, self.cause = index, cause


@dataclass(frozen=True)
class _Request:
    """A call to make: its id, its frame, and the functions that the judge holds for it."""

    name: str
    id: str
    frame: bytes
    functions: dict[str, Function]

    @classmethod
    def of(cls, name: str, args: tuple[Any, ...], quiet: bool, echo: bool) -> _Request:
        functions: dict[str, Callable[..., Any]] = {}
        tree, body = wire.encode(args, functions)
        call_id = secrets.token_hex(8)
        header = {"id": call_id, "call": name, "args": tree, "quiet": quiet, "echo": echo}
        return cls(name, call_id, wire.frame(header, body), functions)


class Notebook:
    """A notebook that runs in a box; every byte it sends is hostile.

    Parameters
    ----------
    ends
        The moments at which its time and the submission's are over, by the names of the limits.
    interrupt
        Interrupts the cell that runs.
    held
        Functions of ours that stand in the places of the notebook's own.
    waited
        Asks for the seconds, since it was asked last, in which others had all processors: they do not count.
    """

    def __init__(
        self,
        sock: socket.socket,
        sandbox: Sandbox,
        ends: dict[str, float],
        interrupt: Callable[[], None],
        held: Mapping[str, Function] | None = None,
        waited: Callable[[], float] = float,
    ) -> None:
        self._sock, self._limits = wire.Buffered(sock), sandbox.limits
        self._ends, self._interrupt = ends, interrupt
        self._waited, self._waits = waited, 0.0
        self._patience = OUR_PATIENCE * sandbox.limits.notebook_seconds
        self._held = held or {}
        self._standing: Mapping[str, Function] = {}
        self._showing = Showing(sandbox.limits)
        self._answering = 0.0
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2 * AHEAD_BYTES)  # beside what the kernel adds

    def close(self) -> None:
        """Hang up."""
        self._sock.close()

    def replace(self, names: Collection[str]) -> None:
        """Let our functions stand in the places of these; from now on the judge answers for no others.

        Raises
        ------
        TimedOut, Crashed
        """
        if self._standing.keys() != set(names):
            self._send(wire.frame({"replace": sorted(names)}))
            self._standing = {name: self._held[name] for name in names}

    def _now(self) -> float:
        """Return the moment on the notebook's own clock.

        It stands while the notebook waits for a processor, and while we do before we answer its calls.
        """
        return clock.now() - self._waits

    def _left_until(self, end: float) -> Callable[[], float]:
        """Return what gives the seconds left until `_now` is at an end."""
        return clock.until(end + self._waits, self._wait)

    def _wait(self) -> float:
        seconds = self._waited()
        self._waits += seconds
        return seconds

    def _wait_of_ours(self, seconds: float) -> None:
        seconds = max(0.0, min(seconds, self._patience))
        self._patience -= seconds
        self._waits += seconds

    def run(
        self,
        indices: Sequence[int],
        limit: str = "cell_seconds",
        seconds: float | None = None,
        replaced: Collection[str] = (),
    ) -> Iterator[tuple[int, Ran]]:
        """Run cells; yield the index of each and what became of it.

        Parameters
        ----------
        limit, seconds
            The limit that a cell meets, and its time; that of `cell_seconds` if nothing else is said.
        replaced
            In whose places our functions stand meanwhile.

        Raises
        ------
        CellStopped
            If a cell hangs although it was interrupted, or ends the process.
        """
        if not indices:
            return
        at, seconds = indices[0], seconds or self._limits.cell_seconds
        try:
            self.replace(replaced)
            self._send(wire.frame({"run": list(indices)}))
            for at in indices:
                yield at, self._ran(at, limit, self._now() + seconds)
        except (TimedOut, Crashed) as error:
            raise CellStopped(at, error) from error

    def _ran(self, index: int, limit: str, end: float) -> Ran:
        """Wait for the end of a cell; interrupt it when its time is over."""
        interrupted = None
        try:
            frame, body = self._ended(index, limit, end)
        except TimedOut as error:
            if any(self._now() > moment for moment in self._ends.values()):
                raise
            self._interrupt()
            frame, body = self._ended(index, limit, self._now() + INTERRUPT_SECONDS)
            interrupted = error
        return Ran(self._showing.outputs(frame.get("outputs"), frame.get("left_out"), body), interrupted)

    def _ended(self, index: int, limit: str, end: float) -> tuple[dict[str, Any], bytes]:
        header, body = self._receive_answered(wire.CELLS, self._standing, limit, end)
        if header.get("end") != index:
            raise Crashed("the notebook's process broke the protocol")
        return header, body

    def _receive(self, limit: str, end: float) -> tuple[dict[str, Any], bytes]:
        """Receive a frame until the end that a limit sets, or until the notebook's or the submission's."""
        with self._limited(limit, end) as left:
            return wire.receive(self._sock, left)

    @contextlib.contextmanager
    def _limited(self, limit: str, end: float) -> Iterator[Callable[[], float]]:
        """Give the seconds that are left; turn what fails meanwhile into an error in a student's words."""
        first, name = min((moment, name) for name, moment in {**self._ends, limit: end}.items())
        try:
            yield self._left_until(first)
        except wire.DeadlineExceeded as error:
            raise TimedOut(self._limits.met(name)) from error
        except (wire.Closed, ConnectionError) as error:
            raise Crashed("the notebook's process ended by itself") from error
        except wire.WireError as error:
            raise Crashed(f"the notebook's process broke the protocol: {error}") from error

    def call(self, name: str, args: tuple[Any, ...], *, quiet: bool = False, echo: bool = False) -> Any:
        """Call a function of the notebook; with `echo` return (value, arguments after the call).

        Raises
        ------
        Missing, Raised, UnusableAnswerError, TimedOut, Crashed
        """
        request = _Request.of(name, args, quiet, echo)
        self._send(request.frame)
        return self._reply(request)

    def call_each(self, name: str, inputs: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        """Call a function once for each tuple of arguments; yield its value, or its error.

        Raises
        ------
        TimedOut, Crashed
            If the notebook can answer no more.
        """
        requests = [_Request.of(name, args, quiet=False, echo=False) for args in inputs]
        for group in _groups(requests, alone=bool(self._standing)):
            self._send(b"".join(request.frame for request in group))
            for request in group:
                yield value_or_error(self._reply, request)

    def _send(self, data: bytes) -> None:
        with self._limited("call_seconds", self._now() + self._limits.call_seconds) as left:
            wire.send_frames(self._sock, data, left)

    def _reply(self, request: _Request) -> Any:
        """Wait for the answer to the first request that is not answered yet."""
        functions = {**self._standing, **request.functions}
        end = self._now() + self._limits.call_seconds
        header, body = self._receive_answered(request.id, functions, "call_seconds", end)
        if header.get("id") != request.id:
            raise Crashed("the notebook's process broke the protocol: an answer to no question")
        if "missing" in header:
            raise Missing(f"the notebook has no function {request.name}")
        if "raised" in header:
            account = account_of(header["raised"])
            may = may_have_met(account.kind, account.message)
            raise Raised(account, " or ".join(map(self._limits.met, may)))
        try:
            return wire.decode(header.get("value"), body)
        except wire.UnsupportedValueError as error:
            raise UnusableAnswerError(not_numbers(error.kind, error.inside)) from error
        except wire.WireError as error:
            raise Crashed(f"the notebook's process broke the protocol: {error}") from error

    def _receive_answered(
        self, waits_for: str, functions: Mapping[str, Function], limit: str, end: float
    ) -> tuple[dict[str, Any], bytes]:
        """Receive a frame, and answer the calls of our functions that come before it."""
        latest = end + OUR_SHARE * self._limits.call_seconds
        delayed = clock.delayed() if functions else 0.0
        while True:
            header, body = self._receive(limit, end)
            if "callback" not in header or header.get("id") != waits_for:
                return header, body
            began, worked = time.perf_counter(), time.thread_time()
            self._answer_callback(functions, header, body, end)
            took = time.perf_counter() - began
            end = min(end + took + ROUND_SECONDS, latest)  # it is our time, not the student's
            before, delayed = delayed, clock.delayed()
            self._wait_of_ours(delayed - before)
            self._answering += time.thread_time() - worked
            if self._answering > self._limits.notebook_seconds:
                raise TimedOut(self._limits.met("notebook_seconds"))

    def _answer_callback(
        self, functions: Mapping[str, Function], header: dict[str, Any], body: bytes, end: float
    ) -> None:
        try:
            if len(body) > ARGUMENT_BYTES:
                raise ValueError("more numbers than our functions are asked for")
            args, keywords = wire.decode(header.get("args"), body, functions.__getitem__)
            with bounded_memory(ANSWER_BYTES) if len(body) > FEW_BYTES else contextlib.nullcontext():
                value = functions[str(header["callback"])](*args, **keywords)
                tree, body = wire.encode(values.plain(value))
            reply = {"id": header["id"], "value": tree}
        except wire.WireError as error:
            raise Crashed(f"the notebook's process broke the protocol: {error}") from error
        except Exception:  # the argument does not suit the function: the student's code gets an error
            reply, body = {"id": header["id"], "refused": True}, b""
        with contextlib.suppress(OSError, wire.DeadlineExceeded):  # the next wait for an answer meets it too
            wire.send(self._sock, reply, body, self._left_until(end))


def account_of(told: Any) -> Account:
    """Return what a box tells of an error; whatever is not of the form that it should have is left out."""
    told = told if isinstance(told, dict) else {}
    kinds, message = told.get("kinds"), told.get("message")
    cell, line = (
        n if type(n := told.get(name)) is int and 0 <= n < MOST_LINES else -1 for name in ("cell", "line")
    )
    names = kinds[:MOST_BASES] if isinstance(kinds, list) else []
    return Account(
        tuple(name[:MOST_CHARACTERS] for name in names if isinstance(name, str)),
        message[:MOST_CHARACTERS] if isinstance(message, str) else "",
        cell,
        line,
    )


def _groups(requests: list[_Request], alone: bool) -> Iterator[list[_Request]]:
    """Yield requests that can be sent together; one that may call back goes alone: its answers come next."""
    group: list[_Request] = []
    budget = AHEAD_BYTES
    for request in requests:
        size = AHEAD_BYTES if alone or request.functions else len(request.frame)
        if group and size > budget:
            yield group
            group, budget = [], AHEAD_BYTES
        group.append(request)
        budget -= size
    if group:
        yield group
