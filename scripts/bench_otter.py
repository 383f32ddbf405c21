"""otter-grader as ways of the bench: an environment of its own, an equivalent assignment, a driver.

Equivalent: the same notebooks of the same students; where a notebook brings functions along, the student's
own cells stand in its place, because otter grades one notebook alone; where the module checks, nothing
stands, because otter's tests come in a zip. Each test calls a function on the inputs of its exercise's first
check and compares with the right values. Exercises that take or find functions have no test there.
"""

from __future__ import annotations

import base64
import json
import pickle
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from autograder.exercises import EXERCISES, Exercise, Values
from autograder.release import REPOSITORY

VERSION = "7.0.0"
ENVIRONMENT = REPOSITORY / ".cache" / f"otter-{VERSION}"
PACKAGES = (f"otter-grader=={VERSION}", f"numpy=={np.__version__}", "matplotlib", "ipywidgets", "ipykernel")
DRIVER = REPOSITORY / "scripts" / "bench_otter_driver.py"
TEST = """OK_FORMAT = True
test = {{"name": "{name}", "points": 1, "suites": [{{"scored": True, "setup": "", "teardown": "",
    "type": "doctest", "cases": [{{"hidden": False, "locked": False, "code": {code!r}}}]}}]}}
"""
CODE = """
>>> import base64, pickle
>>> import numpy as np
>>> def same(got, right):
...     if isinstance(right, dict):
...         return set(got) == set(right) and all(same(got[key], right[key]) for key in right)
...     if isinstance(right, (tuple, list)):
...         return len(got) == len(right) and all(map(same, got, right))
...     return bool(np.allclose(got, right, rtol={rtol}, atol={atol}))
>>> all(same({name}(*args), right) for args, right in pickle.loads(base64.b64decode("{data}")))
True
"""


def command(how: str) -> tuple[str, ...]:
    """Return the command that grades a course's notebooks by otter's "api" or by its command "run"."""
    return str(environment()), str(DRIVER), how


def environment() -> Path:
    """Return the Python of otter's environment, made where it is not there yet."""
    python = ENVIRONMENT / "bin" / "python"
    if not (ENVIRONMENT / "made").exists():
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        uv = [sys.executable, "-m", "uv"]
        steps = [
            [*uv, "venv", "-q", "--clear", "--python", version, str(ENVIRONMENT)],
            [*uv, "pip", "install", "-q", "--python", str(python), *PACKAGES],
        ]
        if any(subprocess.run(step, check=False).returncode for step in steps):
            sys.exit("The environment of otter-grader could not be made; run without --otter.")
        (ENVIRONMENT / "made").touch()
    return python


def write_assignment(course: Path) -> None:
    """Write the zips of tests and each handed-in notebook, as otter takes them, into the folder otter."""
    for notebook in sorted({exercise.notebook for exercise in EXERCISES.values()}):
        place = course / "otter" / f"{notebook}.zip"
        place.parent.mkdir(exist_ok=True)
        with zipfile.ZipFile(place, "w") as archive:
            archive.writestr("otter_config.json", json.dumps({"show_stdout": False, "score_threshold": None}))
            for exercise in EXERCISES.values():
                if exercise.notebook == notebook and (test := _test(exercise)):
                    archive.writestr(f"tests/{exercise.name}.py", test)
    for student in sorted((course / "submitted").iterdir()):
        _convert(sorted(student.rglob("*.ipynb")), course / "otter" / student.name)


def _test(exercise: Exercise) -> str:
    check = exercise.checks[0]
    if not isinstance(check, Values):
        return ""
    drawn = [(args, exercise.reference(*args)) for args in check.draw(np.random.default_rng(1))]
    if any(callable(arg) for args, _ in drawn for arg in args):
        return ""
    data = base64.b64encode(pickle.dumps(drawn)).decode()
    code = CODE.format(name=exercise.name, rtol=check.rtol, atol=check.atol, data=data)
    return TEST.format(name=exercise.name, code=code)


def _convert(notebooks: list[Path], folder: Path) -> None:
    """Write a student's notebooks, each with the cells that it brought along."""
    folder.mkdir()
    before: dict[str, str] = {}
    for path in notebooks:
        content = json.loads(path.read_text("utf-8"))
        own: dict[str, str] = {}
        kept: list[dict[str, Any]] = []
        for cell in content["cells"]:
            about = cell["metadata"].get("nbgrader", {})
            source = "".join(cell["source"])
            if about.get("solution") and cell["cell_type"] == "code":
                own[about["grade_id"]] = source
            if str(about.get("grade_id", "")).startswith("check_"):
                continue
            if 'bring("' in source and not about.get("solution"):
                kept.append({**cell, "source": "\n\n".join(before.values())})
            else:
                kept.append(cell)
        before |= {name: source for name, source in own.items() if name in EXERCISES}
        (folder / path.name).write_text(json.dumps({**content, "cells": kept}), encoding="utf-8")


def full_marks(course: Path) -> set[str]:
    """Return the students to whom otter gave every point of every notebook."""
    found: dict[str, bool] = {}
    for path in (course / "otter").rglob("*.score"):
        got, most = map(float, path.read_text().split())
        found[path.parent.name] = found.get(path.parent.name, True) and got == most > 0
    return {student for student, full in found.items() if full}
