"""What is installed where boxes find their packages: they see libraries, but no grader and no course."""

from __future__ import annotations

import compileall
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.box import selftest
from autograder.box.notebook import CodeCell
from autograder.box.pythons import Python
from autograder.box.sandbox import Sandbox
from autograder.box.selftest import new_sandbox, self_test
from autograder.box.session import Box
from autograder.box.warm import Zygotes
from autograder.grading.runner import Runner
from tests.pipeline.box.notebook import LIMITS, Ran
from vanishing_gradients import EXERCISES

HIDDEN = ("autograder", "vanishing_gradients")
IMPORTABLE = """
import importlib, os
def importable(name):
    try:
        return hasattr(importlib.import_module(name), "ANSWER")
    except ImportError:
        return False
folder = "/opt/packages/1"
read = [os.path.join(top, file) for top, _, files in os.walk(folder) for file in files
        if os.path.isfile(os.path.join(top, file))]
print([importable(name) for name in ("autograder", "course", "course_in_a_file", "library")], read)
"""


@pytest.fixture
def installed(tmp_path: Path) -> Python:
    """A Python with a second folder of packages, in which are a grader, two courses and a library."""
    folder = tmp_path / "site-packages"
    for name in ("autograder", "course"):
        (folder / name / "reference").mkdir(parents=True)
        (folder / name / "__init__.py").write_text("ANSWER = 42\n")
        (folder / name / "reference" / "__init__.py").write_text("ANSWER = 42\n")
    for name in ("course_in_a_file", "library"):
        (folder / f"{name}.py").write_text("ANSWER = 42\n")
    compileall.compile_file(folder / "course_in_a_file.py", quiet=2)
    for path in (tmp_path, *tmp_path.rglob("*")):
        path.chmod(0o755)
    here = Python.here()
    return replace(here, folders=(*here.folders, folder), beside=())


def _text(sandbox: Sandbox) -> str:
    with Box(sandbox) as box:
        runner = Runner(box, [CodeCell(0, IMPORTABLE)], {})
        runner.run_to(1)
        return Ran(runner).text


@pytest.mark.parametrize("warm", [True, False])
def test_of_what_is_installed_a_box_sees_neither_the_grader_nor_the_courses(
    warm: bool, sandbox: Sandbox, installed: Python
) -> None:
    hidden = ("autograder", "course", "course_in_a_file")
    made = replace(sandbox, warm=warm, hidden=hidden, python=installed, zygotes=Zygotes())
    try:
        assert self_test(made) == []  # an empty folder of the grader's name is not the grader
        assert _text(made) == "[False, False, False, True] ['/opt/packages/1/library.py']\n"
    finally:
        made.zygotes.close()


def test_where_a_course_is_installed_the_self_test_notices_that_it_is_seen(
    sandbox: Sandbox, installed: Python
) -> None:
    class Open(Sandbox):
        def _bubblewrap(self, *args: Any) -> list[str]:
            return replace(sandbox, hidden=("autograder",), python=installed)._bubblewrap(*args)

    hidden = ("autograder", "course")
    made = Open("bubblewrap", sandbox.kit, LIMITS, warm=False, hidden=hidden, python=installed)
    assert self_test(made) == ["no content of a course", "no file of a course"]


def test_every_installed_course_is_hidden_whatever_is_graded() -> None:
    made = new_sandbox(None, LIMITS, sandboxed=False)
    made.close()
    assert made.hidden == HIDDEN


def test_a_course_that_no_package_announces_is_hidden_when_it_is_graded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(selftest, "installed_packages", set)
    made = new_sandbox(None, LIMITS, EXERCISES, sandboxed=False)
    made.close()
    assert made.hidden == HIDDEN
