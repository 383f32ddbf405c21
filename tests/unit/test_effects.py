"""Names that a cell looks up in the notebook: found without making code of it."""

from __future__ import annotations

import pytest

from autograder.submission.effects import global_names

LOOKED_UP = {
    "total = first + second": {"total", "first", "second"},
    "def f(a, b=width):\n    c = a\n    return c * height": {"f", "width", "height"},
    "def outer():\n    k = 1\n    def inner():\n        return k + depth\n    return inner": {
        "outer",
        "depth",
    },
    "[row for row in rows if row > least]": {"rows", "least"},
    "[x for x in x]": {"x"},
    "class A:\n    size = size": {"A", "size"},
    "def f():\n    global count\n    count = 1": {"f", "count"},
    "f = lambda z: z + shift": {"f", "shift"},
    "plot.axes.set(x)": {"plot", "axes", "set", "x"},
    "import numpy as np": {"np", "numpy"},
    "from os.path import join": {"join", "os", "path"},
    "%matplotlib inline\ny = x": {"x", "y"},
    "x = (": set(),
}


@pytest.mark.parametrize("source", LOOKED_UP)
def test_names_of_the_notebook_are_told_from_those_of_functions(source: str) -> None:
    assert global_names(source) == LOOKED_UP[source]


def nested(inner: str, levels: int = 20) -> str:
    """Return a block `finally` in a block `finally`, and so on."""
    blocks = "".join(f"{' ' * n}try:\n{' ' * n} pass\n{' ' * n}finally:\n" for n in range(levels))
    return f"{blocks}{' ' * levels}{inner}"


def test_blocks_of_which_python_makes_code_twice_take_no_time() -> None:
    """As code this cell has a million copies of its last line."""
    assert global_names(nested("x = y")) == {"x", "y"}
