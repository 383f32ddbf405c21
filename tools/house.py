"""Writes the generated parts of docs/house.md: tables of modules from docstrings, and the drawing of imports.

python -m tools.house
"""

from __future__ import annotations

import ast
import statistics
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

import grimp

from autograder.text import markdown_table
from tools import layers
from tools.repository import REPOSITORY

ENGINE, COURSE = "autograder", "vanishing_gradients"
PAGE, PICTURE = REPOSITORY / "docs" / "house.md", REPOSITORY / "docs" / "pictures" / "house.svg"
BEGIN, END = "<!-- made by tools/house.py -->", "<!-- end -->"
TITLE = "The packages of autograder and what they import"
DESCRIPTION = (
    "Rows of boxes, one for each package, joined by arrows that all point down: from nbgrader_hooks and "
    "front through doctor and comparing, authoring, reports, marking and collecting, grading, gradebook, "
    "judging, box, submission, course and results to content, and to notebooks, coach, atomic, text and "
    "errors. "
    f"The course's package, {COURSE}, points to content alone."
)


def contracts() -> list[dict[str, Any]]:
    """Return the contracts on imports of pyproject.toml."""
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = settings["tool"]["importlinter"]["contracts"]
    return found


def order() -> list[list[str]]:
    """Return the packages of the engine in rows, from the top, as the contract orders them."""
    layers = next(contract["layers"] for contract in contracts() if contract["id"] == "layers")
    return [layer.split(" | ") for layer in layers]


def imports() -> dict[str, set[str]]:
    """Return the modules that each module of the engine and of the course imports of the two."""
    graph = grimp.build_graph(ENGINE, COURSE, cache_dir=None)
    return {module: graph.find_modules_directly_imported_by(module) for module in sorted(graph.modules)}


def arrows() -> dict[str, set[str]]:
    """Return the packages that each package imports; the course is one package."""
    found: dict[str, set[str]] = defaultdict(set)
    for module, targets in imports().items():
        if module != ENGINE:
            found[_package(module)] |= {_package(target) for target in targets} - {_package(module)}
    return dict(found)


def _package(module: str) -> str:
    return COURSE if module.partition(".")[0] == COURSE else module.split(".")[1]


def picture() -> str:
    """Return the drawing of the packages' imports."""
    rows = order()
    lowest = next(number for number, row in enumerate(rows) if "content" in row)
    rows[lowest - 1].append(COURSE)
    return layers.svg(rows, layers.reduced(arrows()), TITLE, DESCRIPTION, {COURSE})


def tables() -> str:
    """Return a table of modules for each package, in the order of the layers."""
    engine = [name for row in order() for name in row]
    parts = [_table(f"`{ENGINE}`", [p for p in _modules(REPOSITORY / ENGINE) if p.name != "__init__.py"])]
    for name in engine:
        folder = REPOSITORY / ENGINE / name
        if folder.is_dir():
            parts.append(_table(f"`{ENGINE}.{name}`", sorted(folder.rglob("*.py"))))
    parts.append(_table(f"`{COURSE}`", sorted((REPOSITORY / COURSE).rglob("*.py"))))
    return "\n".join(parts)


def _table(title: str, files: list[Path]) -> str:
    top = next((file for file in files if file.name == "__init__.py"), None)
    lines = [f"### {title}\n"]
    if top is not None:
        lines.append(f"{summary(top)}\n")
    rows = []
    for file in files:
        if file != top:
            path = file.relative_to(REPOSITORY)
            shown = path.relative_to(top.parent.relative_to(REPOSITORY) if top else ENGINE)
            name = str(shown.parent if file.name == "__init__.py" else shown)
            rows.append((f"[`{name}`](../{path})", summary(file)))
    return "\n".join([*lines, markdown_table(("module", "what it does"), rows)])


def _modules(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.py"))


def summary(file: Path) -> str:
    """Return the first line of a module's docstring."""
    text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return text.partition("\n")[0].replace("|", "\\|")


def page(text: str) -> str:
    """Return docs/house.md with its tables of modules renewed."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{tables()}\n{END}{rest.partition(END)[2]}"


def lengths() -> dict[Path, int]:
    """Return the lines of each module of this repository."""
    folders = (ENGINE, COURSE, "bench", "tests", "tools")
    files = [file for folder in folders for file in sorted((REPOSITORY / folder).rglob("*.py"))]
    return {
        file.relative_to(REPOSITORY): len(file.read_text(encoding="utf-8").splitlines()) for file in files
    }


def main() -> None:
    """Write the page's tables and the drawing; print how long modules are."""
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    PICTURE.write_text(picture(), encoding="utf-8")
    lines = [count for path, count in lengths().items() if path.parts[0] in (ENGINE, COURSE)]
    print(f"{len(lines)} modules, median {statistics.median(lines):g} lines, longest {max(lines)}.")


if __name__ == "__main__":
    main()
