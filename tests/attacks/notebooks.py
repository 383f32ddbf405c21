"""Attacks by the notebook's file: what stands in it beside sources, and what is no notebook."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.attacks.attack import NOT_A_MARK, Attack, every_function

Notebook = dict[str, Any]


def edited(name: str, tries: str, edit: Callable[[Notebook], object], *, stock: bool = True) -> Attack:
    """Return an attack by a changed notebook."""

    def change(data: bytes) -> bytes:
        notebook = json.loads(data)
        edit(notebook)
        return json.dumps(notebook).encode()

    return Attack(name, tries, NOT_A_MARK, cells=every_function("return 7.0"), file=change, stock=stock)


def raw(name: str, tries: str, data: bytes | Callable[[bytes], bytes], *, stock: bool = True) -> Attack:
    """Return an attack by a file's bytes."""
    change = data if callable(data) else lambda _: data
    return Attack(name, tries, NOT_A_MARK, file=change, stock=stock)


def every_cell(change: Callable[[dict[str, Any]], object]) -> Callable[[Notebook], None]:
    """Return an edit of every cell."""

    def edit(notebook: Notebook) -> None:
        for cell in notebook["cells"]:
            change(cell)

    return edit


def every_own(change: Callable[[dict[str, Any]], object]) -> Callable[[Notebook], None]:
    """Return an edit of the nbgrader metadata of every cell that has it."""
    return every_cell(lambda cell: "nbgrader" in cell["metadata"] and change(cell["metadata"]["nbgrader"]))


def deep(levels: int) -> Any:
    """Return a dict in a dict, and so on."""
    inner: Any = {}
    for _ in range(levels):
        inner = {"a": inner}
    return inner


def checks(notebook: Notebook) -> list[dict[str, Any]]:
    """Return the locked test cells."""
    return [c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade")]


def forged_outputs(cell: dict[str, Any]) -> None:
    """Give a code cell the outputs of a right answer."""
    if cell["cell_type"] == "code":
        result = {"text/plain": "3.0"}
        cell["execution_count"] = 1
        cell["outputs"] = [
            {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": result},
            {"output_type": "stream", "name": "stdout", "text": "All checks pass. Well done."},
        ]


def copy_checks(notebook: Notebook) -> None:
    """Put a copy of every test cell at the end that gives a mark by itself."""
    for cell in checks(notebook):
        copied = json.loads(json.dumps(cell)) | {"source": "3.0", "id": cell["id"] + "-2"}
        notebook["cells"].append(copied)


METADATA: tuple[Attack, ...] = (
    edited(
        "tags-skip-execution",
        "tags every cell so that it is not run",
        every_cell(lambda c: c["metadata"].update(tags=["skip-execution", "raises-exception", "nbval-skip"])),
    ),
    edited(
        "changed-points",
        "gives its test cells a million points",
        every_own(lambda own: own.update(points=1e6)),
    ),
    edited(
        "negative-points",
        "gives its test cells negative points, and points that are no number",
        every_own(lambda own: own.update(points=float("nan") if own["grade"] else -9)),
    ),
    edited(
        "unlocked-tests",
        "unlocks the test cells and replaces them by a mark",
        lambda n: [
            c.update(source="3.0") or c["metadata"]["nbgrader"].update(locked=False, solution=True)
            for c in checks(n)
        ],
    ),
    edited(
        "tests-are-markdown",
        "makes the test cells markdown",
        lambda n: [
            c.update(cell_type="markdown") or c["metadata"]["nbgrader"].update(cell_type="markdown")
            for c in checks(n)
        ],
    ),
    edited(
        "tests-are-missing",
        "leaves the test cells out",
        lambda n: n.update(cells=[c for c in n["cells"] if c not in checks(n)]),
    ),
    edited("tests-are-doubled", "hands in every test cell twice, the second with a mark", copy_checks),
    edited("ids-are-missing", "takes every grade_id away", every_own(lambda own: own.pop("grade_id"))),
    edited(
        "ids-are-the-same",
        "gives every cell the same grade_id",
        every_own(lambda own: own.update(grade_id="check_sigmoid")),
    ),
    edited(
        "ids-are-exchanged",
        "exchanges the ids of tests and answers",
        every_own(
            lambda own: own.update(
                grade_id=own["grade_id"].removeprefix("check_")
                if own["grade"]
                else "check_" + own["grade_id"]
            )
        ),
    ),
    edited(
        "ids-are-no-text",
        "gives ids that are lists, numbers and nothing",
        every_own(lambda own: own.update(grade_id=[own["grade_id"]] if own["grade"] else 7)),
    ),
    edited(
        "ids-with-markup",
        "gives ids that are paths, markup and format strings",
        every_own(lambda own: own.update(grade_id="../../<script>{0}%s" + own["grade_id"])),
    ),
    edited("schema-1", "claims an old schema", every_own(lambda own: own.update(schema_version=1))),
    edited(
        "schema-99", "claims a schema of the future", every_own(lambda own: own.update(schema_version=99))
    ),
    edited(
        "schema-is-text",
        "claims a schema that is no number",
        every_own(lambda own: own.update(schema_version="3; drop")),
    ),
    edited(
        "tests-are-tasks",
        "turns tests into tasks that a human marks",
        lambda n: [c["metadata"]["nbgrader"].update(task=True, grade=False) for c in checks(n)],
    ),
    edited(
        "tests-are-solutions",
        "turns tests into written answers",
        lambda n: [c["metadata"]["nbgrader"].update(solution=True, locked=False) for c in checks(n)],
    ),
    edited(
        "kernel-of-its-own",
        "names a kernel that is a shell command",
        lambda n: n["metadata"].update(
            kernelspec={
                "name": "../../evil",
                "language": "bash",
                "display_name": "$(touch x)",
                "argv": ["sh", "-c", "touch x"],
            },
            language_info={"name": "bash", "file_extension": "/../../x"},
        ),
    ),
    edited("no-metadata", "hands in a notebook without metadata", lambda n: n.update(metadata=None)),
    edited(
        "metadata-is-a-list",
        "hands in metadata that are lists",
        every_cell(lambda c: c.update(metadata=[1, 2, 3])),
    ),
    edited(
        "deep-metadata",
        "nests its metadata a hundred levels deep",
        every_cell(lambda c: c["metadata"].update(deep=deep(100))),
    ),
    edited("outputs-of-right-answers", "hands in the outputs of right answers", every_cell(forged_outputs)),
    edited(
        "attachments",
        "hands in attachments that are scripts and large",
        every_cell(
            lambda c: c.update(
                attachments={"../../a.svg": {"image/svg+xml": "<svg onload='alert(1)'/>" * 1000}}
            )
        ),
    ),
    edited(
        "widgets",
        "hands in the state of widgets",
        lambda n: n["metadata"].update(
            widgets={
                "application/vnd.jupyter.widget-state+json": {"state": {"a": {"model_name": "HTMLModel"}}}
            }
        ),
    ),
    edited(
        "cells-that-are-none",
        "hands in cells that are texts, numbers and lists",
        lambda n: n["cells"].extend([None, 3, "text", [], {}, {"cell_type": "code"}]),
    ),
    edited(
        "types-of-cells",
        "hands in cells of types that there are not",
        every_cell(lambda c: c.update(cell_type="heading")),
    ),
    edited(
        "sources-that-are-none",
        "hands in sources that are numbers, dicts and lists of lists",
        every_cell(lambda c: c.update(source={"a": 1} if len(c["source"]) % 2 else [["a"], 3, None])),
    ),
    edited(
        "surrogates",
        "hands in letters that are half a letter",
        every_cell(lambda c: c.update(source=c["source"] + "\n# \ud800 \udfff")),
    ),
    edited(
        "control-letters",
        "hands in letters that steer a terminal",
        every_cell(lambda c: c.update(source=c["source"] + "\n# \x1b]0;x\x07\x1b[2J\x00\x7f\u202e\u2066")),
    ),
    edited("no-cells", "hands in a notebook without cells", lambda n: n.update(cells=[])),
    edited(
        "cell-ids-twice", "gives every cell the same cell id", every_cell(lambda c: c.update(id="imports"))
    ),
    edited(
        "cell-ids-of-markup",
        "gives cell ids that are markup",
        every_cell(lambda c: c.update(id="<img src=x onerror=alert(1)>" * 9)),
    ),
    edited("format-5", "claims notebook format 5", lambda n: n.update(nbformat=5, nbformat_minor=-1)),
    edited(
        "format-3",
        "hands in notebook format 3",
        lambda n: n.update(nbformat=3, worksheets=[{"cells": n.pop("cells")}]),
    ),
    edited("format-is-text", "hands in a format that is no number", lambda n: n.update(nbformat="four")),
)

BYTES: tuple[Attack, ...] = (
    raw("empty-file", "hands in an empty file", b""),
    raw("no-json", "hands in a file that is no JSON", b"\x89PNG\r\n\x1a\n" * 100),
    raw("half-a-file", "hands in half a file", lambda data: data[: len(data) // 2]),
    raw(
        "json-that-is-no-notebook",
        "hands in JSON that is no notebook",
        b'[{"cells": []}, 1e999, NaN, -Infinity]',
    ),
    raw("nested-json", "nests JSON a hundred thousand levels deep", b"[" * 100_000 + b"]" * 100_000),
    raw(
        "nested-cells",
        "nests a cell a hundred thousand levels deep",
        b'{"cells": [{"metadata": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"}]}",
    ),
    raw(
        "huge-number",
        "hands in a number of a million digits",
        b'{"cells": [], "nbformat": ' + b"9" * 1_000_000 + b"}",
    ),
    raw(
        "many-small-things",
        "hands in three million empty lists",
        b'{"cells": [' + b"[]," * 3_000_000 + b"[]]}",
    ),
    raw("large-file", "hands in a file of 40 MB", lambda data: data + b" " * (40 << 20)),
    raw(
        "same-key-twice",
        "has two lists of cells",
        lambda data: data.rstrip().removesuffix(b"}") + b', "cells": []}',
    ),
    raw("null-bytes", "hands in null bytes between the letters", lambda data: data.replace(b" ", b"\0 ")),
    raw(
        "other-encoding",
        "hands in Latin-1 in the place of UTF-8",
        lambda data: data.replace(b"# Notebook", b"# \xe4\xf6\xfc Notebook"),
    ),
    raw(
        "html",
        "hands in a web page that is named like a notebook",
        b"<!DOCTYPE html><script>alert(1)</script>",
    ),
    raw(
        "git-conflict",
        "hands in a file with the marks of a conflict",
        lambda data: data.replace(b'"cells"', b"<<<<<<< HEAD\n=======\n>>>>>>> x\n" + b'"cells"', 1),
    ),
)
