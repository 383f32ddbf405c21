"""The solved notebooks in packages that are older than ours: Colab's, and the oldest that students may have."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from packaging.version import Version

from autograder.authoring.samples import SOLVED, build_submission
from tests.conftest import SAMPLES
from tests.installed import Environment, make_environment
from tests.pipeline.conftest import Once
from tools.repository import RELEASE, SOURCE

pytestmark = pytest.mark.slow

COLAB = ("ipywidgets==7.7.1", "ipykernel==6.17.1", "ipython==7.34.0", "numpy==2.1.3", "matplotlib==3.10.0")
REQUIREMENTS = tuple((SOURCE / "requirements.txt").read_text("utf-8").split())
RUNNER = "nbclient==0.10.2"
WIDGET, STATE = "application/vnd.jupyter.widget-view+json", "application/vnd.jupyter.widget-state+json"
OPEN = "predict-tiny-slope"
"""The cell of a guess that is left open."""


@dataclass(frozen=True)
class Ran:
    """The solved notebooks after they ran in an environment.

    Parameters
    ----------
    environment
        The environment.
    packages
        Its packages as they were asked for.
    notebooks
        The notebooks by their names.
    """

    environment: Environment
    packages: tuple[str, ...]
    notebooks: dict[str, dict[str, Any]]

    @property
    def cells(self) -> list[dict[str, Any]]:
        """The cells of code."""
        return [cell for each in self.notebooks.values() for cell in codes(each)]


def codes(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def solve(folder: Path) -> list[str]:
    """Make a student's folder in which all is solved, and one guess is left open; return its notebooks."""
    shutil.copytree(RELEASE, folder)
    build_submission(SAMPLES / SOLVED, RELEASE, folder.with_name("handed-in"))
    names = sorted(path.name for path in folder.with_name("handed-in").glob("*.ipynb"))
    for name in names:
        released = {cell["id"]: cell for cell in json.loads((folder / name).read_bytes())["cells"]}
        notebook = json.loads((folder.with_name("handed-in") / name).read_bytes())
        notebook["cells"] = [released[OPEN] if cell["id"] == OPEN else cell for cell in notebook["cells"]]
        (folder / name).write_text(json.dumps(notebook), encoding="utf-8")
    return names


@pytest.fixture(scope="module", params=["colab", "oldest"])
def ran(request: pytest.FixtureRequest, once: Once) -> Ran:
    """The notebooks, solved, in Colab's packages, and in the oldest that requirements.txt allows."""
    packages, resolution = {"colab": (COLAB, "highest"), "oldest": (REQUIREMENTS, "lowest-direct")}[
        request.param
    ]

    def make(folder: Path) -> None:
        environment = make_environment(folder / "environment", *packages, RUNNER, resolution=resolution)
        names = solve(folder / "work")
        command = ("jupyter", "execute", "--inplace", "--allow-errors", *names)
        done = environment.run(*command, cwd=folder / "work")
        assert done.returncode == 0, done.stderr[-3000:]

    folder = once(f"solved-in-packages-of-{request.param}", make)
    notebooks = {
        path.name: json.loads(path.read_bytes()) for path in sorted((folder / "work").glob("0[1-9]*.ipynb"))
    }
    return Ran(Environment(folder / "environment"), packages, notebooks)


def data(cell: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what a cell displays, in all its forms."""
    return [output["data"] for output in cell["outputs"] if "data" in output]


def text(cell: dict[str, Any]) -> str:
    """Return all that a cell displays as HTML."""
    return "".join("".join(shown.get("text/html", "")) for shown in data(cell))


def test_the_packages_are_as_old_as_that(ran: Ran) -> None:
    wanted = dict(re.split("[=>]=", line) for line in ran.packages)
    code = f"from importlib.metadata import version\nfor name in {list(wanted)}: print(version(name))"
    there = ran.environment.run("python", "-c", code, cwd=ran.environment.folder).stdout.split()
    assert list(map(Version, there)) == list(map(Version, wanted.values()))


def test_all_five_notebooks_ran(ran: Ran) -> None:
    assert len(ran.notebooks) == 5
    assert all(cell["execution_count"] for cell in ran.cells)


def test_no_cell_stops_with_an_error(ran: Ran) -> None:
    errors = [
        (cell["id"], output["ename"], output["evalue"])
        for cell in ran.cells
        for output in cell["outputs"]
        if output["output_type"] == "error"
    ]
    assert errors == []


def test_every_check_praises(ran: Ran) -> None:
    checks = [cell for cell in ran.cells if "".join(cell["source"]).startswith("check(")]
    assert len(checks) > 20
    assert [cell["id"] for cell in checks if "Well done so far" not in text(cell)] == []


def test_every_widget_is_shown_and_has_a_picture_and_words_in_its_place(ran: Ran) -> None:
    explored = [cell for cell in ran.cells if re.search(r"^explore_\w+\(", "".join(cell["source"]), re.M)]
    assert len(explored) > 8
    for cell in explored:
        (widget,) = (shown for shown in data(cell) if WIDGET in shown)
        assert "".join(widget["text/plain"]), cell["id"]
        assert '<div class="chainlab-still">' in text(cell), cell["id"]
        assert 'src="data:image/svg+xml;base64,' in text(cell), cell["id"]


def test_a_guess_that_is_open_has_buttons(ran: Ran) -> None:
    (cell,) = (cell for cell in ran.cells if cell["id"] == OPEN)
    assert sum(WIDGET in shown for shown in data(cell)) == 1


def test_the_kernel_knows_every_widget_that_is_shown(ran: Ran) -> None:
    for name, notebook in ran.notebooks.items():
        known = notebook["metadata"]["widgets"][STATE]["state"]
        shown = {s[WIDGET]["model_id"] for cell in codes(notebook) for s in data(cell) if WIDGET in s}
        assert shown, name
        assert shown <= set(known), name
