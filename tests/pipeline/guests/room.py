"""A guest's notebook whose cells need what lies beside it, and that is there: by nbgrader's folder `autograded`."""

from __future__ import annotations

import io
import sqlite3
from pathlib import Path

import numpy as np

HELPER = "import random\nimport numpy as np\n\ndef double(x):\n    return 2 * np.asarray(x)\n"


def _table() -> bytes:
    memory = io.BytesIO()
    np.save(memory, np.arange(6.0).reshape(2, 3))
    return memory.getvalue()


def _base(scratch: Path) -> bytes:
    path = scratch / "base.sqlite"
    with sqlite3.connect(path) as base:
        base.execute("create table t (n int)")
        base.executemany("insert into t values (?)", [(1,), (2,), (3,)])
    base.close()
    return path.read_bytes()


def _picture() -> bytes:
    from matplotlib.image import imsave

    memory = io.BytesIO()
    imsave(memory, np.zeros((4, 5, 3)), format="png")
    return memory.getvalue()


def files(scratch: Path) -> dict[str, bytes | str]:
    """Return what the course releases beside its notebooks."""
    return {
        "data.csv": "a,b\n1,2\n3,4\n",
        "data/deep/er/numbers 1.txt": "7",
        "données é/zwei wörter.csv": "x\n5\n",
        "helper.py": HELPER,
        "pkg/__init__.py": "",
        "pkg/sub.py": "from . import near\nvalue = near.value + 1\n",
        "pkg/near.py": "value = 41\n",
        "bare/inner.py": "value = 6\n",
        "script.py": "import sys\nfrom_script = sum(map(int, sys.argv[1:])) or 3\n",
        "text.tex": "a text",
        ".hidden": "hidden",
        "table.npy": _table(),
        "base.sqlite": _base(scratch),
        "picture.png": _picture(),
    }


NOTEBOOK = """
# %%
import csv, os, sqlite3, subprocess, sys
import numpy as np
from helper import double

# %% solution rows
### BEGIN SOLUTION
def rows(path):
    with open(path, newline="") as file:
        return list(csv.reader(file))
### END SOLUTION

# %% test test_data 1
assert rows("data.csv") == [["a", "b"], ["1", "2"], ["3", "4"]]

# %% test test_folders 1
assert open("data/deep/er/numbers 1.txt").read() == "7"
assert rows("données é/zwei wörter.csv") == [["x"], ["5"]]
assert open(".hidden").read() == "hidden"
assert {"data", "helper.py", "pkg", "picture.png"} <= set(os.listdir())

# %% test test_helper 1
assert double([1, 2]).tolist() == [2, 4]
assert os.path.exists(os.path.join(os.path.dirname(sys.modules["helper"].__file__), "data.csv"))

# %% test test_package 1
import pkg.sub
from bare.inner import value
assert (pkg.sub.value, value) == (42, 6)

# %% test test_script 1
%run script.py 3 4
assert from_script == 7

# %% test test_array 1
assert np.load("table.npy").sum() == 15

# %% test test_base 1
with sqlite3.connect("base.sqlite") as base:
    base.execute("insert into t values (10)")
base.close()

# %% test test_base_again 1
with sqlite3.connect("base.sqlite") as base:
    assert base.execute("select sum(n) from t").fetchone() == (16,)
base.close()

# %% test test_picture 1
from matplotlib.image import imread
assert imread("picture.png").shape[:2] == (4, 5)

# %% test test_writing 1
with open("data.csv", "a") as file:
    file.write("5,6\\n")
os.makedirs("made", exist_ok=True)
open("made/new.txt", "w").write("new")
os.rename("text.tex", "made/moved.tex")

# %% test test_written 1
assert rows("data.csv")[-1] == ["5", "6"]
assert sorted(os.listdir("made")) == ["moved.tex", "new.txt"] and not os.path.exists("text.tex")

# %% solution written
### BEGIN SOLUTION
with open("m.py", "w") as file:
    file.write("answer = 42")
### END SOLUTION

# %% test test_module 1
import m
assert m.answer == 42

# %%
%%writefile mine.py
answer = 43

# %% test test_mine 1
import mine
assert mine.answer == 43 and "" in sys.path

# %% test test_child 1
code = "import numpy, helper, os; print(helper.double(21), os.path.exists('data.csv'))"
done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
assert done.stdout == "42 True\\n", done.stderr

# %% test test_shell 1
out = !python script.py && python -c "import numpy; print(numpy.ones(2).sum())"
assert out == ["2.0"], out

# %% test test_pool 1
from concurrent.futures import ProcessPoolExecutor
with ProcessPoolExecutor(2) as pool:
    assert list(pool.map(double, [1, 2])) == [2, 4]

# %% test test_spawn 1
import multiprocessing
with multiprocessing.get_context("spawn").Pool(1) as pool:
    assert pool.map(double, [4]) == [8]

# %% test test_outside 1
try:
    assert "submitted" not in os.listdir("..") and "gradebook.db" not in os.listdir("..")
except PermissionError:
    pass
"""
SECOND = """
# %% solution again
### BEGIN SOLUTION
import os
found = sorted(os.listdir("made")) if os.path.exists("made") else []
### END SOLUTION

# %% test test_first_ran 1
assert found == ["moved.tex", "new.txt"]

# %% test test_second_helper 1
from helper import double
assert double(3) == 6
"""
