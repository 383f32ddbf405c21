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
    """A code cell to run; `index` is its index in the clean notebook."""

    index: int
    source: str


class CellStopped(Exception):
    """A cell did not end by itself: it took too long or ended its process."""

    def __init__(self, index: int, cause: TimedOut | Crashed) -> None:
        super().__init__(str(cause))
        self.index, self.cause = index, cause


@dataclass(frozen=True)
class _Request:
    """A call to make: its id, its frame, and the functions that the judge holds for it."""

    name: str
    id: str
    frame: bytes
    functions: dict[str, Callable[..., Any]]

    @classmethod
    def of(cls, name: str, args: tuple[Any, ...], quiet: bool, echo: bool) -> _Request:
        functions: dict[str, Callable[..., Any]] = {}
        tree, body = wire.encode(args, functions)
        call_id = secrets.token_hex(8)
        header = {"id": call_id, "call": name, "args": tree, "quiet": quiet, "echo": echo}
        return cls(name, call_id, wire.frame(header, body), functions)


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
            If a cell hangs, or ends the process.
        """
        outputs: dict[int, list[dict[str, Any]]] = {}
        budget = [TEXT_CHARS]
        for cell in cells:
            try:
                self._expect("begin", cell.index)
                frame = self._expect("end", cell.index)
            except (TimedOut, Crashed) as error:
                raise CellStopped(cell.index, error) from error
            outputs[cell.index] = _clean_outputs(frame.get("outputs"), budget)
        return outputs

    def _expect(self, field: str, index: int) -> dict[str, Any]:
        header, _ = self._receive("cell_seconds", clock.now() + self._limits.cell_seconds)
        if header.get(field) != index:
            raise Crashed("the notebook's process broke the protocol")
        return header

    def _receive(self, limit: str, end: float) -> tuple[dict[str, Any], bytes]:
        """Receive a frame until the end that a limit sets, or until the notebook's or the submission's."""
        with self._limited(limit, end) as left:
            return wire.receive(self._sock, left)

    @contextlib.contextmanager
    def _limited(self, limit: str, end: float) -> Iterator[Callable[[], float]]:
        """Give the seconds that are left; turn what fails meanwhile into an error in a student's words."""
        first, name = min((moment, name) for name, moment in {**self._ends, limit: end}.items())
        try:
            yield clock.until(first)
        except wire.DeadlineExceeded as error:
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
        for group in _groups(requests):
            self._send(b"".join(request.frame for request in group))
            for request in group:
                yield value_or_error(self._reply, request)

    def _send(self, data: bytes) -> None:
        with self._limited("call_seconds", clock.now() + self._limits.call_seconds) as left:
            wire.send_frames(self._sock, data, left)

    def _reply(self, request: _Request) -> Any:
        """Wait for the answer to the first request that is not answered yet."""
        end = clock.now() + self._limits.call_seconds
        while True:
            header, body = self._receive("call_seconds", end)
            if header.get("id") != request.id:
                raise Crashed("the notebook's process broke the protocol: an answer to no question")
            if "callback" in header:
                self._answer_callback(request, header, body, end)
                continue
            if "missing" in header:
                raise Missing(f"the notebook has no function {request.name}")
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

    def _answer_callback(self, request: _Request, header: dict[str, Any], body: bytes, end: float) -> None:
        try:
            args = wire.decode(header.get("args"), body)
            value = request.functions[str(header["callback"])](*args)
            tree, body = wire.encode(value)
            reply = {"id": request.id, "value": tree}
        except wire.WireError as error:
            raise Crashed(f"the notebook's process broke the protocol: {error}") from error
        except Exception:  # the argument does not suit the function: the student's code gets an error
            reply, body = {"id": request.id, "refused": True}, b""
        with contextlib.suppress(OSError, wire.DeadlineExceeded):  # the next wait for an answer meets it too
            wire.send(self._sock, reply, body, clock.until(end))


def _groups(requests: list[_Request]) -> Iterator[list[_Request]]:
    """Yield requests that can be sent together; one that may call back goes alone: its answers come next."""
    group: list[_Request] = []
    budget = AHEAD_BYTES
    for request in requests:
        size = AHEAD_BYTES if request.functions else len(request.frame)
        if group and size > budget:
            yield group
            group, budget = [], AHEAD_BYTES
        group.append(request)
        budget -= size
    if group:
        yield group


def _clean_outputs(outputs: Any, budget: list[int]) -> list[dict[str, Any]]:
    """Return notebook outputs made of plain text only, whatever the box sent."""

    def text(name: str) -> str:
        kept = output.get(name, "")[: max(budget[0], CUT_CHARS)]
        budget[0] -= len(kept)
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
