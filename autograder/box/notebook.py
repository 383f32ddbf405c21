"""The judge's side of a notebook in a box: take what its cells put out, call its functions."""

from __future__ import annotations

import contextlib
import re
import secrets
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.box import clock, wire
from autograder.box.calls import value_or_error
from autograder.box.sandbox import Sandbox
from autograder.content.calls import Crashed, Missing, Raised, TimedOut, UnusableAnswerError
from autograder.course.limits import MAY_HAVE_MET

AHEAD_BYTES = 64 << 10
"""Calls that may wait in the box's socket: so few that sending them never waits for the box."""
OUTPUTS_MAX = 50
TEXT_CHARS, CUT_CHARS = 1_000_000, 200
"""Text that the judge keeps of one notebook, and of each output beyond that."""
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True)
class CodeCell:
    """A code cell to run; `index` is its place in the clean notebook."""

    index: int
    source: str


class CellStopped(Exception):
    """A cell did not end by itself: it took too long or ended its process."""

    def __init__(self, index: int, cause: TimedOut | Crashed) -> None:
        super().__init__(str(cause))
        self.index, self.cause = index, cause


@dataclass(frozen=True)
class _Order:
    """A call that is to be made: its number, its frame, and the functions that the judge holds for it."""

    name: str
    number: str
    frame: bytes
    functions: dict[str, Callable[..., Any]]

    @classmethod
    def of(cls, name: str, args: tuple[Any, ...], quiet: bool, echo: bool) -> _Order:
        functions: dict[str, Callable[..., Any]] = {}
        tree, body = wire.encode(args, functions)
        number = secrets.token_hex(8)
        header = {"id": number, "call": name, "args": tree, "quiet": quiet, "echo": echo}
        return cls(name, number, wire.frame(header, body), functions)


class Notebook:
    """A notebook that runs in a box; every byte it sends is hostile."""

    def __init__(self, sock: socket.socket, sandbox: Sandbox, ends: dict[str, float]) -> None:
        self._sock, self._limits, self._ends = sock, sandbox.limits, ends
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2 * AHEAD_BYTES)  # beside what the kernel adds

    def close(self) -> None:
        """Hang up."""
        self._sock.close()

    def run_cells(self, cells: list[CodeCell]) -> dict[int, list[dict[str, Any]]]:
        """Wait for all cells; return the outputs of each by its index.

        Raises
        ------
        CellStopped
            When a cell hangs, or ends the process.
        """
        outputs: dict[int, list[dict[str, Any]]] = {}
        room = [TEXT_CHARS]
        for cell in cells:
            try:
                self._expect("begin", cell.index)
                frame = self._expect("end", cell.index)
            except (TimedOut, Crashed) as error:
                raise CellStopped(cell.index, error) from error
            outputs[cell.index] = _clean_outputs(frame.get("outputs"), room)
        return outputs

    def _expect(self, key: str, index: int) -> dict[str, Any]:
        header, _ = self._receive("cell_seconds", clock.now() + self._limits.cell_seconds)
        if header.get(key) != index:
            raise Crashed("the notebook's process broke the protocol")
        return header

    def _receive(self, limit: str, end: float) -> tuple[dict[str, Any], bytes]:
        """Receive a frame until the end that a limit sets, or until the notebook's or the submission's."""
        with self._limited(limit, end) as left:
            return wire.receive(self._sock, left)

    @contextlib.contextmanager
    def _limited(self, limit: str, end: float) -> Iterator[Callable[[], float]]:
        """Give the seconds that are left for something; where it fails, say why in a student's words."""
        first, name = min((moment, name) for name, moment in {**self._ends, limit: end}.items())
        try:
            yield clock.until(first)
        except wire.Late as error:
            raise TimedOut(self._limits.met(name)) from error
        except (wire.Closed, OSError) as error:
            raise Crashed("the notebook's process ended by itself") from error
        except wire.WireError as error:
            raise Crashed(f"the notebook's process broke the protocol: {error}") from error

    def call(self, name: str, args: tuple[Any, ...], *, quiet: bool = False, echo: bool = False) -> Any:
        """Call a function of the notebook; with `echo` return (value, arguments after the call).

        Raises
        ------
        Missing, Raised, UnusableAnswerError, TimedOut, Crashed
        """
        order = _Order.of(name, args, quiet, echo)
        self._send(order.frame)
        return self._reply(order)

    def call_each(self, name: str, inputs: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        """Call a function with each of the arguments; yield its value, or in its place the error.

        Raises
        ------
        TimedOut, Crashed
            After which the notebook answers no more.
        """
        orders = [_Order.of(name, args, quiet=False, echo=False) for args in inputs]
        for group in _groups(orders):
            self._send(b"".join(order.frame for order in group))
            for order in group:
                yield value_or_error(self._reply, order)

    def _send(self, data: bytes) -> None:
        with self._limited("call_seconds", clock.now() + self._limits.call_seconds) as left:
            wire.send_frames(self._sock, data, left)

    def _reply(self, order: _Order) -> Any:
        """Wait for the answer to the first order that is not answered yet."""
        end = clock.now() + self._limits.call_seconds
        while True:
            header, body = self._receive("call_seconds", end)
            if header.get("id") != order.number:
                raise Crashed("the notebook's process broke the protocol: an answer to no question")
            if "ask" in header:
                self._answer(order, header, body, end)
                continue
            if "missing" in header:
                raise Missing(f"the notebook has no function {order.name}")
            if "raised" in header:
                raised = header["raised"]
                name = raised if isinstance(raised, str) else ""
                raise Raised(name, " or ".join(map(self._limits.met, MAY_HAVE_MET.get(name, ()))))
            try:
                return wire.decode(header.get("value"), body)
            except wire.UnsupportedValueError as error:
                raise UnusableAnswerError(f"the function returned {error}, which is no number") from error
            except wire.WireError as error:
                raise Crashed(f"the notebook's process broke the protocol: {error}") from error

    def _answer(self, order: _Order, header: dict[str, Any], body: bytes, end: float) -> None:
        try:
            args = wire.decode(header.get("args"), body)
            value = order.functions[str(header["ask"])](*args)
            tree, body = wire.encode(value)
            reply = {"id": order.number, "value": tree}
        except wire.WireError as error:
            raise Crashed(f"the notebook's process broke the protocol: {error}") from error
        except Exception:  # the argument does not suit the function: the student's code hears of it
            reply, body = {"id": order.number, "refused": True}, b""
        with contextlib.suppress(OSError, wire.Late):  # which the next look at the answer finds too
            wire.send(self._sock, reply, body, clock.until(end))


def _groups(orders: list[_Order]) -> Iterator[list[_Order]]:
    """Yield orders that can be sent together; one that may ask back goes alone, as its answers come next."""
    group: list[_Order] = []
    room = AHEAD_BYTES
    for order in orders:
        takes = AHEAD_BYTES if order.functions else len(order.frame)
        if group and takes > room:
            yield group
            group, room = [], AHEAD_BYTES
        group.append(order)
        room -= takes
    if group:
        yield group


def _clean_outputs(outputs: Any, room: list[int]) -> list[dict[str, Any]]:
    """Return notebook outputs made of plain text only, whatever the box sent."""

    def text(name: str) -> str:
        kept = output.get(name, "")[: max(room[0], CUT_CHARS)]
        room[0] -= len(kept)
        return UNPRINTABLE.sub("\ufffd", kept)

    clean: list[dict[str, Any]] = []
    if not isinstance(outputs, list):
        return clean
    for output in outputs[:OUTPUTS_MAX]:
        if not isinstance(output, dict) or not all(isinstance(value, str) for value in output.values()):
            continue
        if "stream" in output:
            name = "stderr" if output["stream"] == "stderr" else "stdout"
            clean.append({"output_type": "stream", "name": name, "text": text("text")})
        elif "result" in output:
            data = {"text/plain": text("result")}
            clean.append(
                {"output_type": "execute_result", "execution_count": None, "metadata": {}, "data": data}
            )
        elif "error" in output:
            name, message, lines = text("error"), text("message"), text("traceback").splitlines()
            clean.append({"output_type": "error", "ename": name, "evalue": message, "traceback": lines})
    return clean
