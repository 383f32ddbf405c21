"""Inside the box: run a notebook's cells with IPython's meaning, and answer calls of its functions."""

from __future__ import annotations

import ctypes
import functools
import os
import random
import signal
import struct
import sys
from sys import getrecursionlimit, setrecursionlimit
from typing import Any

import numpy as np

from . import calling, figures, wire
from . import values  # type: ignore[attr-defined]  # coach/values.py, which every box gets too
from .beside import BesideNotebook
from .interpreter import Interpreter
from .kernel_names import OWN
from .main_module import main_module
from .outputs import Record
from .outside import Outside, StandIns
from .shelf import SHELF
from .streams import STREAMS, Below, Stream

PR_SET_SECCOMP, SECCOMP_MODE_FILTER, STEP_BYTES = 22, 2, 8
RECURSION_LIMIT = 50_000
"""For calls: an answer may be recursive. A cell has the limit that it has in a kernel."""


def serve(sock: Any, request: dict[str, Any]) -> None:
    """Do what the judge asks for, until it hangs up: run cells of `request`, and call functions."""
    sock = wire.Buffered(sock)
    if request["filter"]:
        confine(bytes.fromhex(request["filter"]))
    random.seed()
    np.random.seed(int.from_bytes(os.urandom(4), "little"))  # noqa: NPY002
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    record, below = Record(request["limits"]), Below()
    sys.stdout, sys.stderr = (Stream(name, record, below) for name in STREAMS)
    sys.__stdout__, sys.__stderr__ = (  # type: ignore[misc]
        os.fdopen(descriptor, "w", buffering=1, closefd=False) for descriptor in (1, 2)
    )
    SHELF.install()
    figures.install(record)
    namespace = main_module()
    namespace |= OWN
    BesideNotebook(os.getcwd(), request["released"], request["imports"]).install()
    outside = Outside(sock)
    stand_ins = StandIns(namespace, outside, request["held"])
    cells = {cell["index"]: cell for cell in request["cells"]}
    interpreter = Interpreter(namespace, [cell["source"] for cell in cells.values()], record)
    while True:
        try:
            order, body = wire.receive(sock)
        except wire.Closed:
            return
        if "replace" in order:
            stand_ins.replace(order["replace"])
            continue
        if "run" not in order:
            answer(sock, interpreter, outside, order, body)
            continue
        for index in order["run"]:
            below.take()
            record.begin(pictures=cells[index]["pictures"])
            interruptible(interpreter.run, record, cells[index]["source"], index)
            stand_ins.again()
            outputs, left_out, pictures = record.end(below.take())
            wire.send(sock, {"end": index, "outputs": outputs, "left_out": left_out}, pictures)


def confine(program: bytes) -> None:
    """Set a filter of system calls beside that of the box, for this process and all that it starts.

    Raises
    ------
    OSError
        If that is not possible: then nothing may run here.
    """
    steps = ctypes.create_string_buffer(program, len(program))
    head = struct.pack("HxxxxxxP", len(program) // STEP_BYTES, ctypes.addressof(steps))
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, head, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "no filter of system calls")


def interruptible(run: Any, record: Record, source: str, index: int) -> None:
    """Run a cell; an interrupt that comes meanwhile ends it as in a kernel, a late one does nothing."""
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            run(source, index)
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
    except KeyboardInterrupt as error:  # it came between the cell and this line
        record.error(error)


def answer(
    sock: Any, interpreter: Interpreter, outside: Outside, request: dict[str, Any], body: bytes
) -> None:
    """Answer `{"id", "call", "args"}` with a value or the name of an exception's class."""
    call_id, function = request["id"], interpreter.namespace.get(request["call"])
    if not callable(function):
        wire.send(sock, {"id": call_id, "missing": True})
        return
    args = wire.decode(request["args"], body, outside.function)
    outside.call_id = call_id
    limit = getrecursionlimit()
    setrecursionlimit(max(limit, RECURSION_LIMIT))
    try:
        call = functools.partial(calling.call, function, args, quiet=request["quiet"])
        value = values.finished(interpreter.context.run(call))
    except BaseException as error:
        wire.send(sock, {"id": call_id, "raised": calling.account(error)})
        return
    finally:
        outside.call_id = wire.CELLS
        setrecursionlimit(limit)
    reply(sock, call_id, value, args if request["echo"] else None)


def reply(sock: Any, call_id: str, value: Any, after: tuple[Any, ...] | None = None) -> None:
    """Send a value, and the arguments after the call if they are asked for; or name what is no number."""
    try:
        value = values.plain(value)
        tree, body = wire.encode(value if after is None else (value, after))
    except values.NotNumbersError as error:
        tree, body = {"k": "other", "v": error.kind, "in": error.inside}, b""
    except (wire.UnsupportedValueError, RecursionError):
        tree, body = {"k": "other", "v": "object"}, b""
    wire.send(sock, {"id": call_id, "value": tree}, body)
