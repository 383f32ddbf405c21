"""Inside the box: run a notebook's cells with IPython's meaning, then answer calls of its functions.

Plain `exec` if that is enough; IPython is loaded only for a notebook that needs it (magics, `!`, `?`,
top-level await, display), because its import costs more than everything else here.
"""

from __future__ import annotations

import ast
import contextlib
import io
import linecache
import os
import random
import re
import sys
import traceback
import warnings
from typing import Any

import calling
import numpy as np
import wire

RECURSION_LIMIT = 50_000
ERROR_CHARS = 4_000
NEEDS_IPYTHON = re.compile(
    r"^[ \t]*[%!?]|\?[ \t]*$|\bget_ipython\b|\bdisplay[ \t]*\(|=[ \t]*[!%]", re.MULTILINE
)


class CappedText(io.TextIOBase):
    """A text stream that keeps the first so many characters of a notebook and drops the rest."""

    def __init__(self, budget: list[int]) -> None:
        self.budget = budget
        self.parts: list[str] = []

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, text: str) -> int:
        """Keep what the budget still allows."""
        if self.budget[0] > 0 and text:
            part = text[: self.budget[0]]
            self.budget[0] -= len(part)
            self.parts.append(part if self.budget[0] > 0 else part + "\n[more output was cut]\n")
        return len(text)

    def take(self) -> str:
        """Return what was kept and forget it."""
        text = "".join(self.parts)
        self.parts.clear()
        return text


def serve(sock: Any, request: dict[str, Any]) -> None:
    """Run the cells of `request`, sending what each printed, then answer calls until the judge hangs up."""
    random.seed()
    np.random.seed(int.from_bytes(os.urandom(4), "little"))  # noqa: NPY002
    sys.setrecursionlimit(RECURSION_LIMIT)
    budget = [request["limits"]["output_kb"] * 1024]
    out, err = CappedText(budget), CappedText(budget)
    sys.stdout, sys.stderr = out, err
    namespace: dict[str, Any] = {"__name__": "__main__", "__builtins__": __builtins__}
    sources = [cell["source"] for cell in request["cells"]]
    run = plain_runner(namespace)
    if any(needs_ipython(source) for source in sources):
        run = ipython_runner(namespace)
    for cell in request["cells"]:
        wire.send(sock, {"begin": cell["index"]})
        shown = run(cell["source"], cell["index"])
        streams = [("stdout", out.take()), ("stderr", err.take())]
        outputs = [{"stream": name, "text": text} for name, text in streams if text]
        wire.send(sock, {"end": cell["index"], "outputs": outputs + shown})
    answer_calls(sock, namespace)


def needs_ipython(source: str) -> bool:
    """Return whether a cell is not plain Python."""
    if NEEDS_IPYTHON.search(source):
        return True
    if "await" not in source and "async" not in source:
        return False  # most cells; so they are compiled only once
    for flags, answer in ((0, False), (ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, True)):
        with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
            compile(source, "<cell>", "exec", flags, dont_inherit=True)
            return answer
    return False


def plain_runner(namespace: dict[str, Any]) -> Any:
    """Return run(source, index) -> outputs for plain Python."""

    def run(source: str, index: int) -> list[dict[str, Any]]:
        name = f"<cell {index}>"
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        try:
            tree = ast.parse(source, name)
            last = None
            final = tree.body[-1] if tree.body else None
            if isinstance(final, ast.Expr) and not source.rstrip().endswith(";"):
                tree.body.pop()
                last = ast.Expression(final.value)
            with warnings.catch_warnings():
                exec(compile(tree, name, "exec"), namespace)
                value = eval(compile(last, name, "eval"), namespace) if last is not None else None
            return [] if value is None else [{"result": clip(repr(value))}]
        except BaseException as error:
            return [describe(error)]

    return run


def describe(error: BaseException) -> dict[str, str]:
    """Return class, message and the student's own lines of an error."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith("<cell")]
    try:
        lines = traceback.format_list(frames[-20:]) + traceback.format_exception_only(error)
        message = str(error)
    except BaseException:
        lines, message = [], "(its message cannot be shown)"
    return {"error": clip(type(error).__name__), "message": clip(message), "traceback": clip("".join(lines))}


def clip(text: str) -> str:
    """Return at most `ERROR_CHARS` characters."""
    return text if len(text) <= ERROR_CHARS else text[:ERROR_CHARS] + " [cut]"


def ipython_runner(namespace: dict[str, Any]) -> Any:
    """Return run(source, index) -> outputs with IPython's meaning of a cell."""
    from IPython.core.displayhook import DisplayHook
    from IPython.core.displaypub import DisplayPublisher
    from IPython.core.history import HistoryManager
    from IPython.core.interactiveshell import InteractiveShell

    shown: list[dict[str, Any]] = []

    class Hook(DisplayHook):
        def write_format_data(self, format_dict: dict[str, Any], md_dict: Any = None) -> None:  # noqa: ARG002
            shown.append({"result": clip(format_dict.get("text/plain", ""))})

        def write_output_prompt(self) -> None:
            pass

        def finish_displayhook(self) -> None:
            pass

    class Publisher(DisplayPublisher):
        def publish(self, data: dict[str, Any], *args: Any, **kwargs: Any) -> None:  # noqa: ARG002
            shown.append({"stream": "stdout", "text": clip(str(data.get("text/plain", ""))) + "\n"})

    HistoryManager.enabled = False
    InteractiveShell.displayhook_class, InteractiveShell.display_pub_class = Hook, Publisher
    shell = InteractiveShell.instance(user_ns=namespace)
    shell.showtraceback = shell.showsyntaxerror = lambda *args, **kwargs: None  # noqa: ARG005
    shell.register_magic_function(lambda line: None, "line", "matplotlib")  # noqa: ARG005

    def run(source: str, index: int) -> list[dict[str, Any]]:  # noqa: ARG001
        shown.clear()
        result = shell.run_cell(source, store_history=False)
        error = result.error_before_exec or result.error_in_exec
        return [*shown, describe(error)] if error is not None else list(shown)

    return run


def answer_calls(sock: Any, namespace: dict[str, Any]) -> None:
    """Answer `{"id", "call", "args"}` with a value or the name of an exception's class."""
    while True:
        try:
            request, body = wire.receive(sock)
        except wire.Closed:
            return
        call_id = request["id"]

        def outside(name: str, call_id: str = call_id) -> Any:
            return lambda *args: call_back(sock, call_id, name, args)

        if not callable(namespace.get(request["call"])):
            wire.send(sock, {"id": call_id, "missing": True})
            continue
        args = wire.decode(request["args"], body, outside)
        try:
            value = calling.call(namespace[request["call"]], args, quiet=request["quiet"])
        except BaseException as error:
            wire.send(sock, {"id": call_id, "raised": type(error).__name__})
            continue
        reply(sock, call_id, (value, args) if request["echo"] else value)


def reply(sock: Any, call_id: str, value: Any) -> None:
    """Send a value, or name its type if the wire does not carry it."""
    try:
        tree, body = wire.encode(value)
    except wire.UnsupportedValueError as error:
        tree, body = {"k": "other", "v": str(error)}, b""
    except RecursionError:
        tree, body = {"k": "other", "v": "nested"}, b""
    wire.send(sock, {"id": call_id, "value": tree}, body)


def call_back(sock: Any, call_id: str, name: str, args: tuple[Any, ...]) -> Any:
    """Call a function that the judge holds: one that was handed to the student's function as an argument."""
    tree, body = wire.encode(args)
    wire.send(sock, {"id": call_id, "callback": name, "args": tree}, body)
    answer, body = wire.receive(sock)
    if "value" not in answer:
        raise ValueError("the function cannot take this argument")
    return wire.decode(answer["value"], body)
