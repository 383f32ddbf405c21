"""The students' own package beside the notebooks, loaded for code that must see what students see."""

from __future__ import annotations

import functools
import importlib
import importlib.util
import pkgutil
import sys
from pathlib import Path
from types import ModuleType

from autograder.content import ExerciseSet

KINDS = frozenset({".py", ".json"})
"""Kinds of files of the package that a box gets to see."""


def student_package(folder: Path, exercises: ExerciseSet) -> Path | None:
    """Return the folder of the students' package in an assignment's folder; None if it has none."""
    package = folder / exercises.student_package
    return package if exercises.student_package and package.is_dir() else None


def files(package: Path) -> list[Path]:
    """Return the files of the package that a box gets to see, in order."""
    return sorted(path for path in package.rglob("*") if path.suffix in KINDS and path.is_file())


@functools.cache
def load(name: str, folder: Path) -> ModuleType:
    """Load one module of the package, once for each folder.

    Parameters
    ----------
    name
        Name of the module, such as "coach.findings".
    folder
        The package's folder.

    Raises
    ------
    ImportError
        If the folder does not hold it.
    """
    return importlib.import_module(f"{_package(folder.resolve())}.{name}")


def module_names(folder: Path) -> list[str]:
    """Return the names of all modules of the package."""
    return sorted(info.name for info in pkgutil.walk_packages([str(folder)]) if not info.ispkg) + sorted(
        ".".join(path.relative_to(folder).with_suffix("").parts) for path in folder.rglob("*/[!_]*.py")
    )


@functools.cache
def _package(folder: Path) -> str:
    """Load the package under a name of its own, so that two courses can be looked at in one process."""
    name = f"{folder.name}_{abs(hash(folder)):x}"
    spec = importlib.util.spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None or not (folder / "__init__.py").is_file():
        raise ImportError(f"{folder} holds no package {folder.name}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return name
