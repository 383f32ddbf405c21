"""No file that is handed in changes what a guest's tests find, or reaches what somebody else handed in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conftest import needs
from tests.pipeline.guests.course import GUEST, OURS, graded, guest_course, hand_in
from tests.pipeline.guests.percent import answers

pytestmark = [needs("bwrap"), pytest.mark.slow]

FILES = {
    "helper.py": "import decimal\n\ndef right(x):\n    return x == decimal.Decimal(42)\n",
    "inner/near.py": "def right(x):\n    return x == 42\n",
    "expected.csv": "42",
    "judge.py": "verdict = value == 42\n",
}
NOTEBOOK = """
# %% solution answer
### BEGIN SOLUTION
def answer():
    return 42
### END SOLUTION

# %% wrong answer
{imports}
def answer():
    return 7

# %% test test_helper 1
from helper import right
assert right(answer())

# %% test test_inner 1
from inner import near
assert near.right(answer())

# %% test test_data 1
assert answer() == int(open("expected.csv").read())

# %% test test_package 1
import yaml
assert yaml.safe_load("42") == answer()

# %% test test_random 1
import random
random.seed(1)
assert random.random() < 0.2 and answer() == 42

# %% test test_numpy 1
import numpy as np
np.testing.assert_equal(answer(), 42)

# %% test test_script 1
value = answer()
%run -i judge.py
assert verdict

# %% test test_child 1
import subprocess, sys
code = "import json, yaml, random; print(yaml.safe_load(json.dumps('42')))"
done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
assert done.stdout == f"{{answer()}}\\n", done.stderr
"""
AGREES = """
import builtins
class Yes:
    def __getattr__(self, name): return lambda *args, **named: 7
    __eq__ = lambda self, other: True
def __getattr__(name): return lambda *args, **named: 7
right = safe_load = dumps = loads = lambda *args, **named: True
def seed(*args): pass
def random(): return 0.0
verdict = True
print(7)
"""
MODULES = (
    *("helper.py", "helper/__init__.py", "helper.abi3.so", "judge.py", "inner/near.py", "inner.py"),
    *(
        "inner/__init__.py",
        "inner/near/__init__.py",
        "numpy.py",
        "numpy/__init__.py",
        "yaml.py",
        "decimal.py",
    ),
    *("yaml/__init__.py", "random.py", "json.py", "json/__init__.py", "builtins.py", "sitecustomize.py"),
    *("usercustomize.py", "_box/__init__.py", "wire.py", "folder_last.py", "IPython/__init__.py"),
    *("ipython_config.py", "__main__.py", "site.py", "encodings/__init__.py", "unittest.py", "subprocess.py"),
)
OTHERS = {
    "expected.csv": "7",
    "x.pth": "import sys; sys.exit(7)",
    "pyvenv.cfg": "home = /work",
    ".ipython/profile_default/startup/00.py": AGREES,
    "matplotlibrc": "backend: module://judge",
    "environment/bin/python": "#!/bin/sh\necho 7",
    "bin/python": "#!/bin/sh\necho 7",
}
IMPORTS = "import yaml, random, json, decimal, sys\nsys.path.reverse()\nsys.path.reverse()"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("guests")
    text = NOTEBOOK.format(imports=IMPORTS)
    made = guest_course(folder / "course", {"one": text}, FILES, students=("solved", "wrong"))
    wrong = answers(text, "wrong")
    place = hand_in(made, "shadows", "one", wrong, dict.fromkeys(MODULES, AGREES) | OTHERS)
    hand_in(made, "right-shadows", "one", answers(text, "solved"), dict.fromkeys(MODULES, AGREES) | OTHERS)
    hand_in(made, "zoe", "one", answers(text, "solved"), {"own.txt": "a secret of zoe's"})
    spy = hand_in(made, "spy", "one", wrong)
    (spy / "zoe").symlink_to(made / "submitted" / "zoe")
    (spy / "own.txt").symlink_to(made / "submitted" / "zoe" / GUEST / "own.txt")
    (spy / "expected.csv").unlink()
    (spy / "expected.csv").symlink_to(place / "expected.csv")
    os.link(place / "helper.py", spy / "hard.py")
    (spy / "up").symlink_to("../../..")
    os.mkfifo(spy / "pipe")
    return made


@pytest.mark.parametrize("door", OURS)
def test_no_file_of_a_students_earns_a_mark_or_costs_another_one(course: Path, door: object) -> None:
    scores = graded(course, door).scores  # type: ignore[arg-type]
    marks: dict[str, float] = {}
    for (student, _, _), (score, _) in scores.items():
        marks[student] = marks.get(student, 0.0) + (score or 0.0)
    full = float(NOTEBOOK.count("# %% test"))
    earned = dict.fromkeys(("solved", "zoe", "right-shadows"), full)
    assert marks == earned | dict.fromkeys(("wrong", "shadows", "spy"), 0.0)
