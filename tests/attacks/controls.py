"""Honest submissions of every kind, which must not lose a mark beside all the others."""

from __future__ import annotations

import json
from typing import Any

from tests.attacks.attack import FUNCTIONS, Attack
from tools.repository import SAMPLES

RIGHT = {
    path.stem: path.read_text("utf-8").rstrip("\n")
    for path in (SAMPLES / "full-marks-textbook").glob("*.py")
    if path.stem in FUNCTIONS
}
OTHER = {name: (SAMPLES / "full-marks-own-style" / f"{name}.py").read_text("utf-8") for name in RIGHT}


def honest(name: str, what: str, **how: Any) -> Attack:
    """Return a control."""
    return Attack(f"control-{name}", what, "lose a mark", honest=True, **({"cells": RIGHT} | how))


def _edited(**changes: Any) -> Any:
    def change(data: bytes) -> bytes:
        return json.dumps(json.loads(data) | changes).encode()

    return change


def _in_lines(data: bytes) -> bytes:
    notebook = json.loads(data)
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"]).splitlines(keepends=True)
        cell.pop("id", None)
        cell["metadata"] |= {"collapsed": True, "tags": [*cell["metadata"].get("tags", []), "mine"]}
    return json.dumps(notebook | {"nbformat_minor": 4}).encode()


def _windows(data: bytes) -> bytes:
    notebook = json.loads(data)
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"]).replace("\n", "\r\n")
    return json.dumps(notebook, indent=1).replace("\n", "\r\n").encode()


CONTROLS: tuple[Attack, ...] = (
    honest("honest", "hands in right answers", stock=True),
    honest("own-style", "hands in right answers in a style of its own", cells=OTHER, stock=True),
    honest(
        "noisy",
        "prints, warns, logs, and shows figures and tables",
        first="""
import logging, sys, warnings
for number in range(2000):
    print("line", number)
    print("error", number, file=sys.stderr)
warnings.warn("a harmless warning")
logging.basicConfig(level=logging.DEBUG)
logging.debug("a harmless message")
print("\\x1b[31mred\\x1b[0m", "\\u2713 \\U0001f600 \\u05d0")
""",
        last="display({'a': 1})\nsigmoid(np.linspace(-9, 9, 10_000))",
        stock=True,
    ),
    honest(
        "threaded",
        "works with threads, processes and a pool",
        first="""
import concurrent.futures, multiprocessing, threading
with concurrent.futures.ThreadPoolExecutor(4) as pool:
    print(sum(pool.map(abs, range(-50, 50))))
lock = threading.Lock()
threading.Timer(0.01, lambda: None).start()
process = multiprocessing.get_context("fork").Process(target=print, args=("a child",))
process.start()
process.join()
""",
        cells=RIGHT
        | {
            "sigmoid_prime": """
def sigmoid_prime(z):
    found = []
    thread = threading.Thread(target=lambda: found.append(sigmoid(z)))
    thread.start()
    thread.join()
    s = found[0]
    return s * sigmoid(-np.asarray(z, dtype=float))
"""
        },
    ),
    honest(
        "slow",
        "is slow, yet within every limit",
        first="import time\ntime.sleep(0.5)",
        cells=RIGHT
        | {
            "max_of_sigmoid_prime": "import time\n"
            + RIGHT["max_of_sigmoid_prime"].replace("):\n", "):\n    time.sleep(0.3)\n", 1)
        },
    ),
    honest(
        "with-errors",
        "has cells that raise, beside right answers",
        first="1 / 0",
        last="undefined\n%no_such_magic",
        stock=True,
    ),
    honest(
        "shell-and-magics",
        "uses magics, the shell and top-level await",
        first="%time x = 1\n!echo hello\nimport asyncio\nawait asyncio.sleep(0)",
    ),
    honest(
        "own-files",
        "writes and reads files of its own",
        first='open("notes.txt", "w").write("mine")\nprint(open("notes.txt").read())\n%pwd',
        stock=True,
    ),
    honest(
        "tuned-numpy",
        "changes numpy's settings",
        first='import numpy as np\nnp.seterr(all="raise")\nnp.set_printoptions(precision=1)\nnp.random.seed(1)',
    ),
    honest(
        "in-lines",
        "was saved by an older Jupyter, in lines, without ids, with tags",
        file=_in_lines,
        stock=True,
    ),
    honest("windows", "was saved with the line ends of Windows", file=_windows, stock=True),
    honest("byte-order-mark", "was saved with a byte order mark", file=lambda data: b"\xef\xbb\xbf" + data),
    honest("utf-16", "was saved as UTF-16", file=lambda data: data.decode().encode("utf-16")),
    honest("other-kernel", "was run with another kernel, and has no kernel named", file=_edited(metadata={})),
    honest(
        "student-of-letters",
        "has letters of many languages in the name",
        student="Zoë Ó'Brien (李) \u05d0\u05d1",
    ),
)
