"""What decides whether a submission is graded again: whatever a result is made from, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.box.sandbox import Kit, Sandbox
from autograder.content.imports import imported_sources
from autograder.content.modules import sources_of
from autograder.course.limits import Limits
from autograder.grading.provenance import ENGINE, decisive_modules, grader_digest, record_of_class
from autograder.submission.assignment import Assignment
from vanishing_gradients import EXERCISES

LOADED = """
import sys
import {module}
print(*(name for name in sys.modules if name.partition(".")[0] == {module!r}.partition(".")[0]))
"""


def loaded_by(module: str) -> set[str]:
    """Return the modules of its own package that a module loads."""
    program = LOADED.format(module=module)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_every_module_that_the_engine_loads_decides() -> None:
    assert loaded_by(ENGINE) <= decisive_modules().keys()


def test_every_module_that_the_course_loads_decides() -> None:
    assert loaded_by("vanishing_gradients") <= sources_of(EXERCISES).keys()


def test_figures_of_the_course_do_not_decide() -> None:
    assert [name for name in sources_of(EXERCISES) if ".figures" in name] == []


def test_only_the_exercises_of_the_assignment_count(tmp_path: Path) -> None:
    one = replace(EXERCISES, exercises=EXERCISES.exercises[:1])
    sandbox = Sandbox("none", Kit(tmp_path), Limits())
    versions = record_of_class(Assignment("a", (), tmp_path), one, sandbox, b"key").versions
    assert versions == {"sigmoid": EXERCISES["sigmoid"].version}


def test_other_hints_are_another_grader() -> None:
    changed = replace(EXERCISES.hints, steps=EXERCISES.hints.steps | {"any.sign": ("a", "b", "c")})
    assert grader_digest(replace(EXERCISES, hints=changed)) != grader_digest(EXERCISES)


@pytest.mark.parametrize(
    "name",
    [
        "autograder.results.words",
        "autograder.text",
        "autograder.notebooks",
        "autograder.grading.document",
        "autograder.judging.naming",
        "autograder.submission.ingest",
        "autograder.content.values",
        "autograder.coach.values",
        "autograder.box.worker",
        "autograder.box.zygote",
        "autograder.box.cells",
    ],
)
def test_what_graded_notebooks_are_made_of_decides(name: str) -> None:
    assert name in decisive_modules()


@pytest.mark.parametrize(
    "package",
    ["front", "reports", "marking", "doctor", "authoring", "collecting", "gradebook", "grading.cluster"],
)
def test_what_only_reads_results_does_not_decide(package: str) -> None:
    assert [name for name in decisive_modules() if f"{name}.".startswith(f"autograder.{package}.")] == []


FILES = {
    "__init__.py": "",
    "begin.py": "from package.inner import NAME\nimport package.whole.deep\n",
    "inner/__init__.py": "from . import beside\nfrom .late import call\n\nNAME = 1\n",
    "inner/beside.py": "NUMBER = 1\n",
    "inner/late.py": "def call():\n    from ..last import END\n    import numpy\n    return END\n",
    "last.py": "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from package.unused import Kind\n\nEND = 1\n",
    "whole/__init__.py": "",
    "whole/deep.py": "import package.begin  # a circle\n",
    "unused.py": "Kind = int\n",
    "other.py": "",
}


def test_imports_are_followed_through_a_package_and_no_further(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in FILES.items():
        path = tmp_path / "package" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    modules = ("", ".begin", ".inner", ".inner.beside", ".inner.late", ".last", ".whole", ".whole.deep")
    assert list(imported_sources(["package.begin"])) == [f"package{name}" for name in modules]
    assert imported_sources(["package.begin"])["package.inner.beside"] == FILES["inner/beside.py"]
