"""A check knows that the cell above it failed: it does not judge the version before."""

from __future__ import annotations

import pytest
from IPython.core.interactiveshell import InteractiveShell

GOOD = "def area(r):\n    return 3 * r**2\n"
OTHER = "def area(r):\n    return 4 * r**2\n"


@pytest.fixture
def run(lab, monkeypatch, tmp_path):
    """Run cells in a notebook's shell; return what is said of the function at the last one."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    shell = InteractiveShell.instance()
    latest = __import__("chainlab.coach.latest", fromlist=["did_not_run"])

    def run(*cells):
        for cell in cells:
            shell.run_cell(cell, store_history=True, silent=False)
        shell.run_cell("said = did_not_run('area', area)", store_history=True)
        return shell.user_ns["said"]

    shell.user_ns["did_not_run"] = latest.did_not_run
    yield run
    InteractiveShell.clear_instance()


@pytest.mark.parametrize(
    ("broken", "error"),
    [
        ("def area(r)\n    return r\n", "SyntaxError in line 1 (expected ':')"),
        ("x = 1\ndef area(r):\nreturn r\n", "IndentationError in line 3 ("),
        ("1 / 0\n" + OTHER, "its cell stopped before it came to the function"),
        ("import no_such_module\n" + OTHER, "its cell stopped before it came to the function"),
    ],
)
def test_a_version_that_did_not_run_is_named(run, broken, error):
    assert f"area: your last version did not run: {error}" in run(GOOD, broken)


@pytest.mark.parametrize(
    "cells",
    [
        [GOOD],
        [GOOD, OTHER],
        [OTHER + "1 / 0"],
        ["def area(r) return", GOOD],
        [GOOD, "area(2) +"],
        [GOOD, "x = (1"],
        ["1 / 0\n" + OTHER, GOOD],
        [GOOD, "import numpy as np\narea = np.vectorize(area)"],
        ["import functools\n@functools.lru_cache\n" + GOOD],
        ["%time 1 + 1\n" + GOOD],
        [GOOD, "if False:\n    def area(r):\n        return r\n"],
        [GOOD, "area = lambda r: r"],
        [OTHER + "other = area\n" + GOOD],
    ],
)
def test_nothing_is_said_of_a_function_that_is_the_last_version(run, cells):
    assert run(*cells) is None
