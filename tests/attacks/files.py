"""Attacks by the file and the folder: what stands in a notebook beside sources, and what is no notebook."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.attacks.attack import CHAIN, UNIT, Attack, every_function

Notebook = dict[str, Any]
NOT_A_MARK = "earn a mark, or stop the others"


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


def placed(name: str, tries: str, put: Callable[[Path], object], must_not: str = NOT_A_MARK) -> Attack:
    """Return an attack by what lies in the submission's folder."""
    return Attack(name, tries, must_not, folder=lambda folder: put(folder) and None)


def named(name: str, tries: str, student: str) -> Attack:
    """Return an attack by the name of the student's folder."""
    return Attack(name, tries, "stop the others, or do anything but be shown", student=student)


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


METADATA = (
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

BYTES = (
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


def _notebook(folder: Path) -> Path:
    return folder / f"{UNIT}.ipynb"


def _replace(folder: Path, make: Callable[[Path], object]) -> bool:
    _notebook(folder).unlink()
    make(_notebook(folder))
    return True


def _link_to(target: Callable[[Path], Path | str]) -> Callable[[Path], object]:
    return lambda folder: _replace(folder, lambda path: path.symlink_to(target(folder)))


def _course(folder: Path) -> Path:
    return folder.parents[2]


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        os.chdir(path.parent)  # the path of a socket must be short
        try:
            server.bind(path.name)
        finally:
            os.chdir(here)


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


def _write(folder: Path, files: dict[str, str]) -> bool:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return True


def _linked_folder(folder: Path) -> bool:
    _notebook(folder).unlink()
    folder.rmdir()
    folder.symlink_to(_course(folder) / "source" / folder.name)
    return True


START = "import os\nos.makedirs('started-by-an-attack')\n"
FOLDERS = (
    placed(
        "link-to-source",
        "hands in a link to the instructor's notebook",
        _link_to(lambda folder: _course(folder) / "source" / folder.name / f"{UNIT}.ipynb"),
    ),
    placed(
        "link-to-another",
        "hands in a link to what another student handed in",
        _link_to(lambda folder: Path("..", "..", "control-honest", folder.name, f"{UNIT}.ipynb")),
    ),
    placed(
        "link-to-gradebook",
        "hands in a link to the gradebook, so that its rights may be changed",
        _link_to(lambda folder: _course(folder) / "gradebook.db"),
    ),
    placed("link-to-itself", "hands in a link to itself", _link_to(lambda folder: f"{UNIT}.ipynb")),
    placed(
        "link-to-a-device", "hands in a link to a device that never ends", _link_to(lambda _: "/dev/zero")
    ),
    placed("link-for-the-folder", "hands in a folder that is a link to the instructor's", _linked_folder),
    placed(
        "extra-links",
        "lays links to the course's files beside its notebook",
        lambda folder: [
            (folder / name).symlink_to(_course(folder) / name)
            for name in ("gradebook.db", "nbgrader_config.py", "source")
        ],
    ),
    placed(
        "hard-link-for-a-file",
        "hands in the grader's configuration under another name",
        lambda folder: _replace(
            folder, lambda path: path.hardlink_to(_course(folder) / "nbgrader_config.py")
        ),
    ),
    placed("fifo", "hands in a pipe that never speaks", lambda folder: _replace(folder, os.mkfifo)),
    placed("unix-socket-file", "hands in a socket", lambda folder: _replace(folder, _socket)),
    placed(
        "folder-for-a-file",
        "hands in a folder named like the notebook",
        lambda folder: _replace(folder, Path.mkdir),
    ),
    placed(
        "sparse-file",
        "hands in a file of a terabyte that takes no disk",
        lambda folder: _replace(folder, _sparse),
    ),
    placed(
        "no-rights",
        "hands in a file and a folder that nobody may read",
        lambda folder: [_notebook(folder).chmod(0), folder.chmod(0o500)],
    ),
    placed(
        "start-up-files-beside",
        "lays configuration and start-up files beside its notebook",
        lambda folder: _write(
            folder,
            dict.fromkeys(
                (
                    "nbgrader_config.py",
                    "jupyter_config.py",
                    "ipython_config.py",
                    "sitecustomize.py",
                    "usercustomize.py",
                    "conftest.py",
                    "numpy.py",
                    "json.py",
                    "autograder.py",
                    "evil.pth",
                    ".ipython/profile_default/startup/00.py",
                ),
                START,
            ),
        ),
    ),
    placed(
        "chainlab-beside",
        "lays a chainlab of its own beside its notebook",
        lambda folder: _write(
            folder,
            {
                "chainlab/__init__.py": "def __getattr__(name): return lambda *a, **k: None",
                "chainlab/fingerprints.json": "{}",
            },
        ),
    ),
    placed(
        "forged-results",
        "lays verdicts, feedback and graded notebooks beside its own",
        lambda folder: _write(
            folder,
            {
                "autograded/01.ipynb": "{}",
                "verdicts.json": '{"score": 99}',
                "gradebook.db": "",
                "timestamp.txt": "1970-01-01 00:00:00 UTC",
            },
        ),
    ),
    placed(
        "forged-time",
        "hands in a time that is none",
        lambda folder: _write(folder, {"timestamp.txt": "999999999-99-99 <script> {x} %s"}),
    ),
    placed(
        "names-of-files",
        "hands in files whose names are markup, options, patterns and control letters",
        lambda folder: _write(
            folder,
            dict.fromkeys(
                (
                    "<img src=x onerror=alert(1)>.ipynb",
                    "--help.ipynb",
                    "$(touch started-by-an-attack).ipynb",
                    "*.ipynb",
                    "[a-z]+.ipynb",
                    "a\nb.ipynb",
                    "\x1b[2J.ipynb",
                    "\u202egnp.ipynb",
                    "{student_id}.ipynb",
                    "%s%n.ipynb",
                    "..ipynb",
                    "'; drop table grade; --.ipynb",
                ),
                "{}",
            ),
        ),
    ),
    placed(
        "similar-names",
        "hands in notebooks whose names nearly fit",
        lambda folder: _write(
            folder,
            {f"{UNIT}{n}.ipynb": "{}" for n in ("", " (1)", "\u00a0", ".IPYNB", "\u200b")}
            | {f"{CHAIN}<b>.ipynb": "{}"},
        ),
    ),
    placed(
        "bytes-for-a-name",
        "hands in a file whose name is no text",
        lambda folder: (folder / os.fsdecode(b"\xff\xfe.ipynb")).write_text("{}"),
    ),
    placed(
        "very-many-files",
        "hands in three thousand files",
        lambda folder: _write(folder, {f"file-{n}.ipynb": "" for n in range(3000)}),
    ),
    placed(
        "deep-folder",
        "hands in a folder two hundred levels deep",
        lambda folder: folder.joinpath(*["d"] * 200).mkdir(parents=True),
    ),
)

NAMES = (
    named("student-is-markup", "is called like markup", "<img src=x onerror=pwned('name')>"),
    named("student-is-javascript", "is called like the end of a text and a call", '";pwned("name");"'),
    named(
        "student-is-javascript-too", "is called like the end of another text and a call", "'-pwned('name')-'"
    ),
    named(
        "student-is-a-console-tag", "is called like a tag of the table's own markup", "[bold red]x[link=a]"
    ),
    named("student-is-a-pattern", "is called like a pattern that fits everybody", "*"),
    named("student-is-a-set", "is called like a set of letters in a pattern", "[a-z]x"),
    named("student-is-an-option", "is called like an option", "--force"),
    named("student-is-a-command", "is called like a shell command", "$(touch started-by-an-attack); `id`"),
    named("student-is-a-format", "is called like a format string", "{student_id}{0}%s%n"),
    named("student-steers-the-terminal", "is called like orders to a terminal", "\x1b]0;x\x07\x1b[2Jx"),
    named("student-in-two-lines", "has a name of two lines", "a\nb"),
    named("student-from-right-to-left", "has a name that turns the direction of writing", "\u202excod\u2066"),
    named("student-is-a-formula", "is called like a formula of a spreadsheet", '=cmd|"x"!A1'),
    named("student-is-sql", "is called like an order to the gradebook", "'; drop table grade; --"),
    named("student-is-two-dots", "is called nearly like the folder above", "..."),
    named("student-is-hidden", "has a name that begins with a dot", ".hidden"),
    named("student-with-commas", "has commas and quotes in the name", 'a,"b",c'),
    named("student-is-long", "has a very long name", "n" * 250),
)

FILE: tuple[Attack, ...] = (*METADATA, *BYTES, *FOLDERS, *NAMES)
