"""The folder that students get needs numpy, matplotlib and ipywidgets, and nothing else that we installed."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

from tools.repository import REPOSITORY
from vanishing_gradients import ASSIGNMENT

THEIRS = ("numpy", "matplotlib", "ipywidgets")

WALL = """
import sys
from importlib.abc import MetaPathFinder

allowed, packages = set({allowed!r}), {packages!r}

class Wall(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top in packages and top not in allowed:
            raise ModuleNotFoundError(f"{{name}} is not in a student's environment", name=name)

sys.meta_path.insert(0, Wall())
sys.path.insert(0, ".")
"""


def with_requirements(names: tuple[str, ...]) -> set[str]:
    """Return the distributions and all that they require, by their names."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        try:
            known = distribution(name)
        except PackageNotFoundError:  # of another platform
            continue
        if name not in found:
            found.add(name)
            needed = [line for line in known.requires or [] if "extra ==" not in line]
            waiting += [re.split(r"[ ;<>=!~\\[(]", line)[0] for line in needed]
    return found


def modules_of(distributions: set[str]) -> set[str]:
    return {
        Path(str(file)).parts[0].removesuffix(".py")
        for name in distributions
        for file in distribution(name).files or []
        if not str(file).startswith("..")
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(REPOSITORY / "release" / ASSIGNMENT, tmp_path / "mine"))


def run(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    site = Path(distribution("numpy").locate_file(""))
    packages = {path.stem.partition(".")[0] for path in site.iterdir() if path.suffix in {"", ".py", ".so"}}
    packages |= {"autograder", "vanishing_gradients"}  # installed by path files
    wall = WALL.format(allowed=sorted(modules_of(with_requirements(THEIRS))), packages=packages)
    command = [sys.executable, "-c", wall + code]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_wall_keeps_out_what_students_do_not_have(folder: Path) -> None:
    for module in (
        "nbgrader",
        "nbformat",
        "jupyterlab",
        "autograder",
        "vanishing_gradients",
        "rich",
        "sqlalchemy",
    ):
        done = run(folder, f"import {module}")
        assert "is not in a student's environment" in done.stderr, module


def test_every_module_of_chainlab_can_be_imported(folder: Path) -> None:
    modules = [
        ".".join(path.relative_to(folder).with_suffix("").parts)
        for path in (folder / "chainlab").rglob("*.py")
        if path.stem != "__init__"
    ]
    assert len(modules) > 10
    done = run(folder, "".join(f"import {module}\n" for module in modules))
    assert done.returncode == 0, done.stderr


def test_check_predict_bring_and_a_drawing_work(folder: Path) -> None:
    done = run(
        folder,
        "import matplotlib\nmatplotlib.use('agg')\n"
        "from chainlab import bring, check, draw_unit, predict\n"
        "predict('far_right', 'about 0.01')\n"
        "check('sigmoid', lambda z: z)\n"
        "sigmoid = bring('sigmoid')\n"
        "draw_unit(sigmoid)\n",
    )
    assert done.returncode == 0, done.stderr
    assert "not there yet" in done.stdout
    assert "sigmoid is not written yet" in done.stdout
