"""Strange notebooks and strange frames, and what must hold for each: our own errors, and nothing else."""

from __future__ import annotations

import copy
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder.box import clock, wire
from autograder.box import notebook as calling
from autograder.box.calls import Calls
from autograder.box.notebook import CellStopped, Notebook
from autograder.content.calls import CallError
from autograder.course.limits import Limits
from autograder.grading.document import write_notebook
from autograder.grading.plan import code_cells, notebook_for_bring
from autograder.judging.judge import judge
from autograder.notebooks import STUDENTS, read_notebook
from autograder.notebooks import Notebook as Released
from autograder.results.verdict import OUTCOMES
from autograder.submission.files import RefusedError, parse
from autograder.submission.ingest import overlay
from tools.repository import RELEASE
from vanishing_gradients import EXERCISES

LIMITS = Limits(call_seconds=5, cell_seconds=5, cells=200, notebook_mb=1)
NUMBER = "0123456789abcdef"
"""The id of every question, known to whoever lies."""


@cache
def release() -> list[tuple[Released, dict[str, Any]]]:
    """Return the released notebooks: as the grader reads them, and as JSON."""
    return [
        (read_notebook(path), json.loads(path.read_text("utf-8")))
        for path in sorted(RELEASE.glob("0[1-9]-*.ipynb"))
    ]


# Notebooks

words = st.sampled_from(
    [
        *(
            "cells",
            "metadata",
            "nbgrader",
            "grade_id",
            "source",
            "outputs",
            "cell_type",
            "id",
            "nbformat",
            "tags",
        ),
        *(
            "code",
            "markdown",
            "raw",
            "sigmoid",
            "check_sigmoid",
            "chain_dydx",
            "imports",
            "",
            "\ud800",
            "\x00",
            "<b>",
        ),
    ]
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats() | st.text(max_size=8) | words,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(words | st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=8,
)
places = st.lists(st.integers(0, 200), min_size=1, max_size=6)
edits = st.tuples(st.sampled_from(["replace", "remove", "double", "move", "nest"]), places, json_values)
cuts = st.tuples(
    st.sampled_from(["cut", "drop", "put", "flip"]), st.floats(0, 1), st.binary(min_size=1, max_size=8)
)
encodings = st.sampled_from(["utf-8"] * 6 + ["utf-8-sig", "utf-16", "utf-32", "latin-1"])


@st.composite
def notebooks(draw: st.DrawFn) -> tuple[int, bytes]:
    """Draw (which release it stands for, bytes): a released notebook with a few changes, or any JSON or bytes."""
    which = draw(st.integers(0, len(release()) - 1))
    kind = draw(st.sampled_from(["edited"] * 6 + ["cut"] * 3 + ["json", "bytes"]))
    if kind == "bytes":
        return which, draw(st.binary(max_size=400))
    if kind == "json":
        return which, json.dumps(
            {"cells": draw(st.lists(json_values, max_size=5))}
            | draw(st.dictionaries(words, json_values, max_size=3))
        ).encode()
    content = copy.deepcopy(release()[which][1])
    content["cells"] = content["cells"][: draw(st.sampled_from([3, 12, 60]))]
    for how, place, value in draw(st.lists(edits, max_size=5)):
        change(content, how, place, value)
    data = json.dumps(content).encode(draw(encodings), "replace")
    if kind == "cut":
        for how, where, piece in draw(st.lists(cuts, min_size=1, max_size=3)):
            data = cut(data, how, where, piece)
    return which, data


def change(content: Any, how: str, place: list[int], value: Any) -> None:
    """Change something in the depth of a notebook; every number of `place` is one step down."""
    holder, key = None, None
    here = content
    for step in place:
        if isinstance(here, dict) and here:
            holder, key = here, sorted(here, key=repr)[step % len(here)]
        elif isinstance(here, list) and here:
            holder, key = here, step % len(here)
        else:
            break
        here = holder[key]
    if holder is None:
        return
    if how == "replace":
        holder[key] = value
    elif how == "nest":
        holder[key] = {"a": [here]}
    elif how == "remove":
        del holder[key]
    elif isinstance(holder, list):
        if how == "double":
            holder.append(copy.deepcopy(here))
        else:
            holder.insert(0, holder.pop(key))


def cut(data: bytes, how: str, where: float, piece: bytes) -> bytes:
    """Damage bytes at a place between 0, the beginning, and 1, the end."""
    at = int(where * len(data))
    if how == "cut":
        return data[:at]
    if how == "drop":
        return data[:at] + data[at + 3 * len(piece) :]
    if how == "put":
        return data[:at] + piece + data[at:]
    return (
        data[:at]
        + bytes(b ^ 1 << p % 8 for b, p in zip(data[at : at + len(piece)], piece, strict=False))
        + data[at + len(piece) :]
    )


def ingest(which: int, data: bytes) -> str:
    """Take a file in as grading does; return "accepted" or "refused"."""
    released, _ = release()[which]
    try:
        cells = parse(data, LIMITS).cells
    except RefusedError as error:
        return "refused" if str(error) else "refused without a word"
    clean = overlay(released, cells)
    laid = [c.release for c in clean.cells if c.release is not None]
    assert sorted(laid, key=released.cells.index) == list(released.cells)
    for cell in clean.cells:
        assert type(cell.source) is str
        assert cell.kind in {"code", "markdown"}
        assert cell.release is None or not cell.release.locked or cell.source == cell.release.source
    assert len(clean.digest) == 64
    json.dumps([cell.source for cell in code_cells(clean, EXERCISES)]).encode()
    notebook_for_bring(clean)
    page = json.loads(write_notebook(clean, {}, {}, [], "bubblewrap", EXERCISES).encode())
    told = [{name: c["metadata"][name] for name in c["metadata"].keys() - {STUDENTS}} for c in page["cells"]]
    assert list(filter(None, told)) == [c.metadata for c in laid if c.metadata]
    return "accepted"


# Values that the wire carries

numbers = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(),
    st.complex_numbers(),
    st.lists(st.floats(), max_size=6).map(np.array),
    st.sampled_from(
        [np.float32, np.zeros((2, 0)), np.zeros((1, 1, 1)), np.array(2.0), np.float32(3), (), [], {}]
    ),
)
values = st.recursive(
    numbers,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.sampled_from(["x", "w", "b", "loss", "<b>", ""]), inner, max_size=4)
    ),
    max_leaves=8,
)


# Frames

kinds = st.sampled_from(
    ["f8", "i8", "f4", "c16", "null", "tuple", "list", "dict", "row", "dtype", "function", "other", "O", ""]
)
trees = st.recursive(
    st.fixed_dictionaries(
        {"k": kinds | json_values},
        optional={"v": json_values, "s": st.lists(st.integers(-2, 5) | json_values, max_size=5)},
    ),
    lambda inner: st.fixed_dictionaries(
        {"k": st.sampled_from(["tuple", "list", "dict", "row"])},
        optional={"v": st.lists(inner, max_size=4) | st.lists(st.tuples(words, inner).map(list), max_size=4)},
    ),
    max_leaves=6,
)
accounts = st.fixed_dictionaries(
    {"kinds": st.lists(words | st.sampled_from(["ValueError", "numpy.exceptions.AxisError"]), max_size=4)},
    optional=dict.fromkeys(
        ("message", "cell", "line"), st.integers(-1, 9) | st.text(max_size=400) | json_values
    ),
)
ids = st.sampled_from([NUMBER] * 6 + ["", "0" * 16]) | json_values
headers = st.one_of(
    st.fixed_dictionaries(
        {"id": ids},
        optional={
            "value": trees,
            "raised": words | json_values | accounts,
            "missing": json_values,
            "callback": st.sampled_from(["f0", "f1", ""]) | json_values,
            "args": trees,
        },
    ),
    st.fixed_dictionaries(
        {},
        optional={
            "end": st.integers(0, 2) | json_values,
            "outputs": json_values,
        },
    ),
    json_values,
)
bodies = st.binary(max_size=40) | st.lists(st.floats(), max_size=9).map(
    lambda numbers: np.array(numbers, "<f8").tobytes()
)
lies = st.sampled_from([0, 1, 100, 2**22, 2**22 + 1, 2**26, 2**26 + 1, 2**31, 2**32 - 1])
true_ids = st.sampled_from([NUMBER] * 9 + ["0" * 16])
Frame = tuple[Any, bytes]


@st.composite
def answers(draw: st.DrawFn) -> Frame:
    """Draw a well-formed answer, of which the tree is sometimes changed a little."""
    number = draw(true_ids)
    how = draw(st.sampled_from(["value", "value", "changed", "args", "raised", "missing"]))
    if how == "raised":
        return {"id": number, "raised": draw(accounts | words | json_values)}, b""
    if how == "missing":
        return {"id": number, "missing": True}, b""
    tree, body = wire.encode(draw(values))
    if how == "changed":
        change(tree, *draw(edits))
    if how == "args":
        return {
            "id": number,
            "callback": draw(st.sampled_from(["f0", "f0", "f1"])),
            "args": {"k": "tuple", "v": [tree]},
        }, body
    return {"id": number, "value": tree}, body


@st.composite
def reports(draw: st.DrawFn) -> Frame:
    """Draw what a cell's end is told with."""
    return draw(st.sampled_from([{"end": 0, "outputs": []}, {"end": 1, "outputs": []}])), b""


@st.composite
def frames(draw: st.DrawFn) -> bytes:
    """Draw one frame: mostly well formed, sometimes with lengths that lie, sometimes any bytes."""
    if draw(st.sampled_from([False] * 9 + [True])):
        return draw(st.binary(min_size=1, max_size=60))
    content, body = draw(answers() | answers() | reports() | st.tuples(headers, bodies))
    header = json.dumps(content).encode("utf-8", "replace")
    if draw(st.sampled_from([False] * 9 + [True])):
        header = cut(header, *draw(cuts))
    told = [len(header), len(body)]
    if draw(st.sampled_from([False] * 9 + [True])):
        told[draw(st.integers(0, 1))] = draw(lies)
    return wire.PREFIX.pack(*told) + header + body


def _told(*contents: Any) -> list[bytes]:
    texts = [json.dumps(content).encode() for content in contents]
    return [wire.PREFIX.pack(len(text), 0) + text for text in texts]


outputs = st.lists(
    st.dictionaries(
        st.sampled_from(["stream", "text", "result", "error", "message", "traceback"]),
        st.text(max_size=20) | json_values,
        max_size=4,
    ),
    max_size=4,
)
whole_reports = st.tuples(outputs | json_values, outputs).map(
    lambda two: _told({"end": 0, "outputs": two[0]}, {"end": 1, "outputs": two[1]})
)
talks = st.lists(frames(), min_size=1, max_size=5)
tellings = whole_reports | talks


@contextmanager
def known_id() -> Iterator[None]:
    """Let every question have the id that the liar knows."""
    real = calling.secrets
    calling.secrets = SimpleNamespace(token_hex=lambda _: NUMBER)  # type: ignore[assignment]
    try:
        yield
    finally:
        calling.secrets = real


def converse(stream: list[bytes]) -> str:
    """Let the judge ask a notebook that sends these frames and hangs up; return what came of it."""
    ours, theirs = socket.socketpair()
    with ours, theirs, known_id():
        theirs.sendall(b"".join(stream))
        theirs.shutdown(socket.SHUT_WR)
        sandbox = SimpleNamespace(limits=LIMITS)
        ends = {"submission_seconds": clock.now() + 20}
        notebook = Notebook(ours, sandbox, ends, lambda: None)  # type: ignore[arg-type]
        try:
            value = notebook.call("f", (1.0, np.zeros(3), lambda t: t * t))
        except CallError as error:
            return type(error).__name__ if len(str(error)) < 500 else "a long error"
        wire.encode(value)
        return "a value"


def run_cells(stream: list[bytes]) -> str:
    """Let the judge wait for two cells of a notebook that sends these frames and hangs up."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(b"".join(stream))
        theirs.shutdown(socket.SHUT_WR)
        sandbox = SimpleNamespace(limits=LIMITS)
        ends = {"submission_seconds": clock.now() + 20}
        notebook = Notebook(ours, sandbox, ends, lambda: None)  # type: ignore[arg-type]
        try:
            outputs = [ran.outputs for _, ran in notebook.run([0, 1])]
        except CellStopped as stop:
            return type(stop.cause).__name__
        json.dumps(outputs, ensure_ascii=False).encode()
        return "outputs"


# Judging


def rule(exercise: str, replies: list[Any]) -> str:
    """Judge a function that returns these values in turn; return the outcome."""

    class InTurn(Calls):
        asked = 0

        def call(self, name: str, args: tuple[Any, ...], *, quiet: bool = False, echo: bool = False) -> Any:
            self.asked += 1
            value = replies[self.asked % len(replies)]
            return (value, args) if echo and self.asked % 2 else value

    ruling = judge(EXERCISES, exercise, InTurn(), np.random.SeedSequence(1))
    assert ruling.outcome in OUTCOMES
    assert 0 <= ruling.score <= EXERCISES[exercise].points
    return ruling.outcome
