"""Packages that lie elsewhere than a Python's others: editable installs and .pth files, as a kernel finds them."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.box.notebook import CodeCell
from autograder.box.pythons import Python
from autograder.box.sandbox import Sandbox
from autograder.box.selftest import prepare, self_test
from autograder.box.session import Box
from autograder.box.warm import Zygotes
from autograder.grading.runner import Runner
from tests.pipeline.box.notebook import LIMITS, Ran

FINDER = """
import sys
from importlib.util import spec_from_file_location
MAPPING = {{"flat": {flat!r}, "alone": {alone!r}}}
class _EditableFinder:
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        place = MAPPING.get(name)
        return place and spec_from_file_location(name, place + "/__init__.py")
def install():
    sys.meta_path.append(_EditableFinder)
"""
"""What setuptools writes for an editable install of packages beside other things."""
LOOK = """
import os
for name in ("src_layout", "flat", "alone", "autograder", "secret", "answers"):
    try:
        print(name, __import__(name).ANSWER)
    except ImportError:
        print(name, "is not here")
print(sorted(os.listdir("/opt/beside")))
"""


def package(folder: Path, name: str, answer: int) -> Path:
    (folder / name).mkdir(parents=True)
    (folder / name / "__init__.py").write_text(f"ANSWER = {answer}\n")
    return folder / name


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Python:
    """A Python with packages of three kinds of editable installs, beside answers and a gradebook."""
    folder = tmp_path_factory.mktemp("editable")
    environment, projects = folder / "environment", folder / "projects"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    (site,) = environment.glob("lib/python*/site-packages")
    (site / "these.pth").write_text(sysconfig.get_path("purelib"))
    package(projects / "one" / "src", "src_layout", 1)
    flat = package(projects / "two", "flat", 2)
    (projects / "three").mkdir()
    (projects / "three" / "alone.py").write_text("ANSWER = 3\n")
    package(projects / "grader", "autograder", 4)
    package(projects / "grader", "answers", 5)
    package(projects / "course" / "tools", "secret", 6)
    names = {"flat": str(flat), "alone": str(projects / "three" / "alone")}
    (site / "__editable___two_finder.py").write_text(FINDER.format(**names))
    (site / "__editable__.two.pth").write_text(
        "import __editable___two_finder; __editable___two_finder.install()"
    )
    paths = (projects / "one" / "src", projects / "grader", projects / "course" / "tools")
    (site / "paths.pth").write_text("\n".join(map(str, paths)))
    for path in (folder, *folder.rglob("*")):
        path.chmod(path.stat().st_mode | 0o555)
    return Python.of((str(environment / "bin" / "python"),)).without(["autograder"], [projects / "course"])


@pytest.fixture
def made(sandbox: Sandbox, python: Python) -> Iterator[Sandbox]:
    changed = replace(sandbox, python=python, zygotes=Zygotes())
    yield changed
    changed.zygotes.close()


def test_a_box_sees_them_and_nothing_that_lies_beside_a_grader_or_in_a_course(made: Sandbox) -> None:
    assert self_test(made) == []
    with Box(made) as box:
        runner = Runner(box, [CodeCell(0, LOOK)], {})
        runner.run_to(1)
        text = Ran(runner).text
    assert text.splitlines()[:3] == ["src_layout 1", "flat 2", "alone 3"]
    assert [line.split()[1] for line in text.splitlines()[3:6]] == ["is"] * 3
    assert text.splitlines()[6] == "['alone.py', 'flat', 'src_layout']"


def test_without_a_choice_a_box_sees_none(sandbox: Sandbox) -> None:
    assert sandbox.python.beside == ()


def test_this_repository_is_not_seen_although_it_is_installed_from_here() -> None:
    made = prepare(None, LIMITS, sandboxed=False)
    made.close()
    assert made.python.beside == ()
