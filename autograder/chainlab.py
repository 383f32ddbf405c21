"""The students' own package `chainlab`, loaded from source/ for those who need the same definitions."""

from __future__ import annotations

import functools
import importlib
import importlib.util
import pkgutil
import sys
from pathlib import Path
from types import ModuleType

FOLDER = Path(__file__).resolve().parent.parent / "source" / "vanishing-gradients" / "chainlab"


@functools.cache
def load(name: str, folder: Path = FOLDER) -> ModuleType:
    """Load one module of chainlab, once for each folder.

    Parameters
    ----------
    name
        Name of the module, such as "rounding" or "drawing.base".
    folder
        The package's folder: this repository's, or that of a course.

    Raises
    ------
    ImportError
        Where the folder does not hold it.
    """
    return importlib.import_module(f"{_package(folder.resolve())}.{name}")


def module_names(folder: Path = FOLDER) -> list[str]:
    """Return the names of all modules of the package."""
    return sorted(info.name for info in pkgutil.walk_packages([str(folder)]) if not info.ispkg) + sorted(
        ".".join(path.relative_to(folder).with_suffix("").parts) for path in folder.rglob("*/[!_]*.py")
    )


@functools.cache
def _package(folder: Path) -> str:
    """Load the package under a name of its own, so that two courses can be looked at in one process."""
    name = f"chainlab_{abs(hash(folder)):x}"
    spec = importlib.util.spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None or not (folder / "__init__.py").is_file():
        raise ImportError(f"{folder} holds no package chainlab")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return name
