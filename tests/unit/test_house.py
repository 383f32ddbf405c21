"""The house: which package may import which, what the engine may not know, and how long a module may be."""

from __future__ import annotations

import ast
import re
import statistics
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from click.testing import CliRunner
from importlinter.cli import lint_imports_command

from autograder.box.sandbox import KIT_FILES, VALUES
from tools import house
from tools.repository import REPOSITORY

TOPIC = re.compile(
    r"sigmoid|vanish|gradient|dy/?dx|chain|jacobian|neuron|neural|backprop|derivative|explod", re.IGNORECASE
)
"""Words of this repository's course: its topic, and the name of its students' package."""
GENERAL = re.compile(r"itertools\.chain|itertools import chain|chain\.from_iterable|linear-gradient")
"""The same letters where they mean something else."""
TEXT = {".py", ".toml", ".j2", ".css", ".html", ".js", ".json", ".md", ".svg", ".ipynb"}
CONTRACTS = [contract["id"] for contract in house.contracts()]


@pytest.mark.parametrize("contract", CONTRACTS)
def test_the_imports_keep_the_contract(contract: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    done = CliRunner().invoke(lint_imports_command, ["--no-cache", "--contract", contract])
    assert done.exit_code == 0, done.output


def test_no_module_imports_itself_through_others() -> None:
    TopologicalSorter(house.imports()).prepare()  # raises CycleError, which names the circle


def test_the_files_of_the_box_stand_alone() -> None:
    """They run where the grader is not installed: what they import is in their folder, in Python or numpy."""
    ours = {
        target
        for file in (*(REPOSITORY / "autograder" / "box" / name for name in KIT_FILES), VALUES)
        for target in imported(file)
        if target.partition(".")[0] in {"autograder", "vanishing_gradients"}
    }
    assert ours == set()


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def engine_files() -> list[Path]:
    files = (REPOSITORY / house.ENGINE).rglob("*")
    return sorted(file for file in files if file.suffix in TEXT and "__pycache__" not in file.parts)


def test_the_engine_holds_no_word_of_the_topic() -> None:
    words = [
        f"{file.relative_to(REPOSITORY)}:{number}: {line.strip()}"
        for file in engine_files()
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if TOPIC.search(GENERAL.sub("", line))
    ]
    assert words == []


def test_no_file_of_the_engine_is_named_after_the_topic() -> None:
    names = [str(path.relative_to(REPOSITORY)) for path in (REPOSITORY / house.ENGINE).rglob("*")]
    assert [name for name in names if TOPIC.search(name)] == []


def test_no_module_is_longer_than_400_lines() -> None:
    assert {path: count for path, count in house.lengths().items() if count > 400} == {}


def test_half_of_the_modules_have_120_lines_or_fewer() -> None:
    counts = [
        count for path, count in house.lengths().items() if path.parts[0] in {house.ENGINE, house.COURSE}
    ]
    assert statistics.median(counts) <= 120


def registries() -> set[str]:
    """Return the names of constants of engine and course that hold several things."""
    collections = ast.Dict | ast.Set | ast.List | ast.Tuple | ast.Call
    return {
        target.id
        for folder in (house.ENGINE, house.COURSE)
        for file in (REPOSITORY / folder).rglob("*.py")
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, collections)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and target.id.isupper() and not target.id.startswith("_")
    }


def patches() -> Iterator[tuple[str, str]]:
    """Yield (position, what it patches) of each use of pytest's monkeypatch that changes a global."""
    for file in sorted((REPOSITORY / "tests").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            position = f"{file.relative_to(REPOSITORY)}:{node.lineno}"
            if node.func.attr in {"setitem", "delitem"}:
                yield position, ast.unparse(node.args[0]).rpartition(".")[2]
            elif node.func.attr in {"setattr", "delattr"} and len(node.args) > 1:
                yield position, str(getattr(node.args[1], "value", ""))


def test_no_test_patches_a_registry_of_the_engine_or_the_course() -> None:
    known = registries()
    assert [f"{position}: {name}" for position, name in patches() if name in known] == []


def test_the_drawing_of_the_packages_is_current() -> None:
    assert house.PICTURE.read_text(encoding="utf-8") == house.picture(), "run `make house`"


def test_the_tables_of_modules_are_current() -> None:
    page = house.PAGE.read_text(encoding="utf-8")
    assert page == house.page(page), "run `make house`"


def test_every_call_that_the_house_names_exists() -> None:
    """A call is written as `path/of/file.py: name`."""
    text = house.PAGE.read_text(encoding="utf-8")
    calls = re.findall(r"`([\w/.-]+\.py): ([\w.]+)`", text)
    assert len(calls) > 20
    assert [f"{path}: {name}" for path, name in calls if name.split(".")[-1] not in names_in(path)] == []


def names_in(path: str) -> set[str]:
    tree = ast.parse((REPOSITORY / path).read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    names = {node.name for node in ast.walk(tree) if isinstance(node, kinds)}
    return names | {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
