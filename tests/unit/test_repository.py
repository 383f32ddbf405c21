"""Facts about the repository itself."""

from __future__ import annotations

import re
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from autograder.content.finding import GROUP
from autograder.notebooks import CHECK, Cell, read_notebook
from tools.repository import RELEASE, REPOSITORY, SOURCE
from vanishing_gradients import ASSIGNMENT, EXERCISES

ENGINE, CONTENT = (
    tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for folder in (REPOSITORY, REPOSITORY / "vanishing_gradients")
)
NOTEBOOKS = sorted(path.name for path in SOURCE.glob("*.ipynb"))


def cells_of(folder: Path, name: str) -> tuple[Cell, ...]:
    return read_notebook(folder / name).cells


def pinned(lines: list[str]) -> set[str]:
    return {line.replace(" ", "") for line in lines}


def environment() -> list[Any]:
    """Return the lines of the teachers' conda environment."""
    text = (REPOSITORY / "environment.yml").read_text(encoding="utf-8")
    return list(yaml.safe_load(text)["dependencies"])


def test_environment_yml_and_both_packages_name_the_same_dependencies() -> None:
    conda = [line for line in environment() if isinstance(line, str) and line != "pip"]
    named = [
        line
        for project in (ENGINE, CONTENT)
        for line in [*project["dependencies"], "python" + project["requires-python"]]
    ]
    assert pinned(conda) == pinned(named) - {ENGINE["name"]}


def test_environment_yml_installs_the_engine_and_the_course() -> None:
    assert {"pip": ["-e .", "-e ./vanishing_gradients"]} in environment()


def test_the_course_depends_on_the_engine_and_the_engine_on_no_course() -> None:
    assert (ENGINE["name"], CONTENT["name"]) == ("autograder-engine", ASSIGNMENT)
    assert ENGINE["name"] in CONTENT["dependencies"]
    assert CONTENT["name"] not in ENGINE["dependencies"]


def test_the_course_brings_its_exercise_set_as_an_entry_point() -> None:
    ((assignment, value),) = CONTENT["entry-points"][GROUP].items()
    module, _, name = value.partition(":")
    assert assignment == ASSIGNMENT
    assert getattr(import_module(module), name) is EXERCISES


def test_the_five_core_packages_are_dependencies() -> None:
    names = {re.split(r"[<>=]", line)[0] for line in ENGINE["dependencies"]}
    assert {"jupyterlab", "nbgrader", "numpy", "matplotlib", "ipywidgets"} <= names


def test_the_students_environment_and_requirements_name_the_same_packages() -> None:
    conda = yaml.safe_load((SOURCE / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    pip = (SOURCE / "requirements.txt").read_text().split()
    assert pinned(conda) - {"python>=3.11"} == pinned(pip)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_source_notebooks_carry_no_outputs(name: str) -> None:
    assert not any(cell.has_outputs for cell in cells_of(SOURCE, name))


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=list(EXERCISES))
def test_points_of_notebook_and_exercise_agree(exercise) -> None:
    cells = cells_of(SOURCE, f"{exercise.notebook}.ipynb")
    check = next(cell for cell in cells if cell.grade_id == CHECK + exercise.name)
    assert check.points == exercise.points
    assert check.source == f'check("{exercise.name}", {exercise.name})'


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_check_cell_has_an_exercise(name: str) -> None:
    cells = [cell for cell in cells_of(SOURCE, name) if cell.grade_id.startswith(CHECK)]
    assert {cell.grade_id.removeprefix(CHECK) for cell in cells} <= set(EXERCISES)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_image_of_a_notebook_exists_and_has_alt_text(name: str) -> None:
    text = "\n".join(cell.source for cell in cells_of(SOURCE, name) if cell.kind == "markdown")
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
        for block in re.findall(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", cell.source, re.DOTALL)
        for line in block.splitlines()
        if len(line.strip()) > 25
    }
    released = {line.strip() for cell in cells_of(RELEASE, name) for line in cell.source.splitlines()}
    assert solutions
    assert not solutions & released
