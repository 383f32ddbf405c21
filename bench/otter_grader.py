"""otter-grader as ways of the bench: an environment of its own, an equivalent assignment, a driver.

Equivalent: the same notebooks of the same students; where a notebook brings functions along, the student's
own cells stand in its place, because otter grades one notebook alone; where the module checks, nothing
stands, because otter's tests come in a zip. Each test calls a function on the inputs of its exercise's first
check and compares with the right values. Exercises that take or find functions have no test there.
"""

from __future__ import annotations

import base64
import json
import os
import pickle
import subprocess
import sys
import textwrap
import zipfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from autograder.content import Exercise, Values
from autograder.notebooks import CHECK
from bench.ways import Way
from tools.repository import REPOSITORY
from vanishing_gradients import ASSIGNMENT, EXERCISES

VERSION = "7.0.0"
ENVIRONMENT = REPOSITORY / ".cache" / f"otter-{VERSION}"
SHARED = ("numpy", "matplotlib", "ipywidgets", "ipykernel", "nbclient")
"""Packages of the same versions there as here."""
WAYS = {"api": "otter-grader, its API", "run": "otter run"}
DRIVER = Path(__file__).with_name("otter_driver.py")
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


def otter_ways() -> list[Way]:
    """Return the ways by otter's API and by its command.

    Raises
    ------
    OSError
        Where its environment cannot be made; the message is the beginning of uv's.
    """
    python = str(ENVIRONMENT / "bin" / "python")
    packages = (f"otter-grader=={VERSION}", *(f"{name}=={version(name)}" for name in SHARED))
    if not Path(python).exists():
        _uv("venv", "--clear", "--python", sys.executable, str(ENVIRONMENT))
    _uv("pip", "install", "--compile-bytecode", "--python", python, *packages)
    return [
        Way(name, ((python, "-P", str(DRIVER), how, ASSIGNMENT),), by_otter=True)
        for how, name in WAYS.items()
    ]


def _uv(*arguments: str) -> None:
    """Run uv; the system's certificates are obeyed, as for the repository's own environment."""
    command = [sys.executable, "-m", "uv", "--quiet", *arguments]
    settings = {**os.environ, "UV_SYSTEM_CERTS": "1"}
    done = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise OSError(textwrap.shorten(done.stderr.removeprefix("error: "), 160))


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
    drawn = [(args, exercise.reference(*args)) for args in check.sample(np.random.default_rng(1))]
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
            if str(about.get("grade_id", "")).startswith(CHECK):
                continue
            if 'bring("' in source and not about.get("solution"):
                kept.append({**cell, "source": "\n\n".join(before.values())})
            else:
                kept.append(cell)
        before |= {name: source for name, source in own.items() if name in EXERCISES}
        (folder / path.name).write_text(json.dumps({**content, "cells": kept}), encoding="utf-8")


def points(course: Path) -> dict[tuple[str, str], tuple[float, float]]:
    """Return (points, most points) that otter gave, by student and notebook."""
    found = {}
    for path in sorted((course / "otter").glob("*/*.score")):
        got, most = map(float, path.read_text().split())
        found[path.parent.name, path.stem] = got, most
    return found


def misgraded(found: dict[tuple[str, str], tuple[float, float]], samples: dict[str, str]) -> list[str]:
    """Return where right answers did not get all points, or untouched ones got any."""
    wrong = []
    for (student, notebook), (got, most) in found.items():
        due = {"untouched": 0.0, "full": most}.get(samples[student].partition("-")[0])
        if most <= 0 or due not in {None, got}:
            wrong.append(f"{got:g} of {most:g} for {student} ({samples[student]}) in {notebook}")
    return wrong
