"""What a student can try on a teacher's own test cells, where no exercise set judges from outside.

Each attack is the text of the student's one answer, which is wrong; some also change the file. The test cells
run in the student's process, under nbgrader and here. So some attacks earn marks with both: the table says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

NOTEBOOK = """
# %%
import unittest
import numpy as np

def assert_close(a, b):
    assert abs(a - b) < 1e-9, f"{a} is not {b}"
# %% solution total
def total(values):
    ### BEGIN SOLUTION
    result = 0
    for value in values:
        result += value
    return result
    ### END SOLUTION
# %% test test_assert 1
assert total([1, 2]) == 3
# %% test test_helper 1
assert_close(total([1, 2]), 3)
# %% test test_numpy 1
np.testing.assert_allclose(total([0.5, 1]), 1.5)
# %% test test_unittest 1
unittest.TestCase().assertEqual(total([4]), 4)
# %% test test_share 2
sum(total([n]) == n for n in (1, 2))
# %% test test_hidden 1
assert total([]) == 0
### BEGIN HIDDEN TESTS
assert total([7, 8]) == 15
### END HIDDEN TESTS
# %% test test_data 1
import json
assert total([5, 6]) == json.load(open("expected.json"))
"""
FILES = {"expected.json": "11"}
WRONG = "def total(values):\n    return -1\n"

Cells = list[dict[str, Any]]


@dataclass(frozen=True)
class Attack:
    """One attack.

    Parameters
    ----------
    tries
        What is tried, in words.
    answer
        The text of the student's answer.
    fools
        How many points it earns from nbgrader as it comes.
    edit
        Changes the cells of the file.
    files
        What is handed in beside the notebook.
    """

    tries: str
    answer: str = WRONG
    fools: float = 0.0
    edit: Callable[[Cells], None] | None = None
    files: tuple[tuple[str, str], ...] = ()


def _tests(cells: Cells) -> Cells:
    return [cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("grade")]


def weaken(cells: Cells) -> None:
    for cell in _tests(cells):
        cell["source"] = "assert True"


def skip(cells: Cells) -> None:
    for cell in _tests(cells):
        cell["metadata"]["tags"] = ["skip-execution"]


def allow_errors(cells: Cells) -> None:
    for cell in _tests(cells):
        cell["metadata"]["tags"] = ["raises-exception"]


def raise_points(cells: Cells) -> None:
    for cell in _tests(cells):
        cell["metadata"]["nbgrader"]["points"] = 100


def bring_outputs(cells: Cells) -> None:
    for cell in _tests(cells):
        data = {"text/plain": "100"}
        output = {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": data}
        cell["outputs"] = [output]


def _and(text: str) -> str:
    return f"{WRONG}{text}"


RUNNER = """
import gc, sys

async def nothing(*args, **options):
    return {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}

try:
    get_ipython().kernel.do_execute = nothing
except Exception:
    pass
frame = sys._getframe()
while frame is not None:
    for value in list(frame.f_locals.values()):
        if hasattr(value, "error") and hasattr(value, "result"):
            type(value).error = lambda *args, **options: None
    frame = frame.f_back
for module in list(sys.modules.values()):
    if (getattr(module, "__name__", None) or "").startswith("_box"):
        for value in list(vars(module).values()):
            if isinstance(value, type) and hasattr(value, "error") and hasattr(value, "result"):
                value.error = lambda *args, **options: None
"""
"""Patches a kernel, and whatever in a box looks as if it reported errors."""

ATTACKS = {
    "honest": Attack("nothing: the answer is right", "def total(values):\n    return sum(values)", 8.0),
    "wrong": Attack("nothing: the answer is wrong"),
    "weaker-tests": Attack("the test cells are written anew", edit=weaken),
    "skipped-tests": Attack("the test cells have the tag `skip-execution`", edit=skip, fools=8.0),
    "allowed-errors": Attack("the test cells have the tag `raises-exception`", edit=allow_errors),
    "more-points": Attack("the test cells are worth 100 points", edit=raise_points),
    "outputs": Attack("the test cells come with outputs", edit=bring_outputs),
    "own-data": Attack("the teacher's data file is handed in changed", files=(("expected.json", "-1"),)),
    "own-numpy": Attack(
        "a file `numpy/testing.py` is handed in", files=(("numpy/testing.py", "assert_allclose = print"),)
    ),
    "helper": Attack("the teacher's helper is defined anew", _and("def assert_close(a, b): pass"), 1.0),
    "np-testing": Attack(
        "`np.testing` is replaced", _and("import numpy\nnumpy.testing.assert_allclose = print"), 1.0
    ),
    "unittest": Attack(
        "`unittest` is replaced", _and("import unittest\nunittest.TestCase.assertEqual = print"), 1.0
    ),
    "builtins": Attack("a builtin is replaced", _and("import builtins\nbuiltins.abs = lambda x: 0"), 2.0),
    "equal-to-all": Attack(
        "an object that is equal to everything",
        "class Yes:\n    def __eq__(self, other): return True\n    __hash__ = None\n"
        "def total(values):\n    return Yes()",
        6.0,
    ),
    "prints": Attack(
        "it prints what a right test would show",
        "def total(values):\n    print('2.0\\n8 points')\n    return -1",
    ),
    "displays": Attack("it displays a value", "def total(values):\n    display(2.0)\n    return -1"),
    "exits": Attack("it leaves by SystemExit", "def total(values):\n    raise SystemExit(0)"),
    "modules": Attack(
        "`sys.modules` holds another numpy",
        _and(
            "import sys, types\nsys.modules['numpy'] = types.ModuleType('numpy')\nsys.modules['json'] = None"
        ),
    ),
    "traceback": Attack(
        "what shows errors is switched off",
        _and("shell = get_ipython()\nshell.showtraceback = shell._showtraceback = lambda *a, **k: None"),
    ),
    "transformer": Attack(
        "asserts are taken out of later cells",
        _and(
            "import ast\nclass Out(ast.NodeTransformer):\n    def visit_Assert(self, node): return ast.Pass()\n"
            "get_ipython().ast_transformers.append(Out())"
        ),
        3.0,
    ),
    "tracing": Attack(
        "a trace function changes the values of a test",
        _and("import sys\nsys.setrecursionlimit(10**6)\nsys.settrace(lambda *a: None)"),
    ),
    "runner": Attack(
        "the program that runs the cells is changed while it runs",
        _and(RUNNER),
        8.0,
    ),
    "hidden-tests": Attack(
        "the tests are looked for on the disk and in memory",
        _and(
            "import gc, glob\nfound = [o for o in gc.get_objects() if type(o) is str and 'HIDDEN' in o]\n"
            "found += [f for f in glob.glob('/**/*', recursive=True) if f.endswith('gradebook.db')][:1]\n"
            "if found:\n    total = sum"
        ),
    ),
}
