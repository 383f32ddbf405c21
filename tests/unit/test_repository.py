"""Facts about the repository itself."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml

from vanishing_gradients import EXERCISES

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "source" / "vanishing-gradients"
RELEASE = ROOT / "release" / "vanishing-gradients"
NOTEBOOKS = sorted(path.name for path in SOURCE.glob("*.ipynb"))


def cells_of(folder: Path, name: str) -> list[dict]:
    return json.loads((folder / name).read_text(encoding="utf-8"))["cells"]


def pinned(lines: list[str]) -> set[str]:
    return {line.replace(" ", "") for line in lines}


def test_environment_yml_and_pyproject_name_the_same_dependencies() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    conda = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    names = [line for line in conda if isinstance(line, str) and line != "pip"]
    assert pinned(names) == pinned([*project["dependencies"], "python" + project["requires-python"]])


def test_the_five_core_packages_are_dependencies() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = {re.split(r"[<>=]", line)[0] for line in project["dependencies"]}
    assert {"jupyterlab", "nbgrader", "numpy", "matplotlib", "ipywidgets"} <= names


def test_the_students_environment_and_requirements_name_the_same_packages() -> None:
    conda = yaml.safe_load((SOURCE / "environment.yml").read_text())["dependencies"]
    pip = (SOURCE / "requirements.txt").read_text().split()
    assert pinned(conda) - {"python>=3.11"} == pinned(pip)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_source_notebooks_carry_no_outputs(name: str) -> None:
    assert not any(cell.get("outputs") for cell in cells_of(SOURCE, name))


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=list(EXERCISES))
def test_points_of_notebook_and_exercise_agree(exercise) -> None:
    cells = cells_of(SOURCE, f"{exercise.notebook}.ipynb")
    check = next(
        c for c in cells if c["metadata"].get("nbgrader", {}).get("grade_id") == f"check_{exercise.name}"
    )
    assert check["metadata"]["nbgrader"]["points"] == exercise.points
    assert "".join(check["source"]) == f'check("{exercise.name}", {exercise.name})'


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_check_cell_has_an_exercise(name: str) -> None:
    ids = [c["metadata"].get("nbgrader", {}).get("grade_id", "") for c in cells_of(SOURCE, name)]
    assert {key.removeprefix("check_") for key in ids if key.startswith("check_")} <= set(EXERCISES)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_image_of_a_notebook_exists_and_has_alt_text(name: str) -> None:
    text = "\n".join("".join(c["source"]) for c in cells_of(SOURCE, name) if c["cell_type"] == "markdown")
    images = re.findall(r"!\[(.*?)\]\((.*?)\)", text, re.DOTALL)
    assert images
    assert all(len(alt) > 20 and (SOURCE / path).is_file() for alt, path in images)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_release_holds_no_solution_and_no_rubric(name: str) -> None:
    text = (RELEASE / name).read_text(encoding="utf-8")
    assert not re.search(r"(BEGIN|END) (SOLUTION|MARK SCHEME|HIDDEN TESTS)", text)
    solutions = {
        line.strip()
        for cell in cells_of(SOURCE, name)
        for block in re.findall(
            r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", "".join(cell["source"]), re.DOTALL
        )
        for line in block.splitlines()
        if len(line.strip()) > 25
    }
    released = {
        line.strip() for cell in cells_of(RELEASE, name) for line in "".join(cell["source"]).splitlines()
    }
    assert solutions
    assert not solutions & released
