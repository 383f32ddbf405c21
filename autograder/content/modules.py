"""Which modules a course's content is made of: those of its functions, and what these import beside them."""

from __future__ import annotations

import inspect
import sys
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

from autograder.content.imports import imported_sources


class HasFunctions(Protocol):
    """An exercise set, as far as this module knows it."""

    def functions(self) -> Iterator[Callable[..., Any]]:
        """Yield the functions of its exercises, mistakes, slips and variants."""


def modules_of(exercises: HasFunctions) -> list[ModuleType]:
    """Return the loaded modules of the packages that define the functions of an exercise set, sorted by name.

    A course's single module is its own package. A reference or a check may also be a function of numpy, of
    Python or of the grader: their modules are not the course's.
    """
    tops = packages_of(exercises)
    loaded = (
        module
        for name, module in sys.modules.items()
        if name.partition(".")[0] in tops and getattr(module, "__file__", None)
    )
    return sorted(loaded, key=lambda module: module.__name__)


def sources_of(exercises: HasFunctions) -> dict[str, str]:
    """Return the sources of the modules that define these functions, and of what these import beside them."""
    tops = packages_of(exercises)
    modules = {module for function in exercises.functions() for module in _defining(function)}
    return imported_sources(sorted(name for name in modules if name.partition(".")[0] in tops))


def _defining(function: Any) -> Iterator[str]:
    """Yield the modules of a function and of the functions that it is wrapped around."""
    yield getattr(function, "__module__", None) or ""
    for cell in getattr(function, "__closure__", None) or ():
        if inspect.isfunction(cell.cell_contents):
            yield from _defining(cell.cell_contents)


def packages_of(exercises: HasFunctions) -> set[str]:
    """Return the names of the course's top-level packages: those that define functions of an exercise set.

    No box sees these, and their code decides on a regrade. Libraries are not among them, such as numpy or
    scipy, of which a reference may be and which students may import.
    """
    tops = {(function.__module__ or "").partition(".")[0] for function in exercises.functions()}
    tops -= {"", "autograder", "numpy", "builtins", *sys.stdlib_module_names}
    return {top for top in tops if not _is_library(top)}


def _is_library(top: str) -> bool:
    """Tell whether a package is installed and knows nothing of the grader."""
    modules = [module for name, module in list(sys.modules.items()) if name.partition(".")[0] == top]
    return any(map(_is_installed, modules)) and not any(map(_knows_grader, modules))


def _is_installed(module: ModuleType) -> bool:
    file = getattr(module, "__file__", None)
    folders = (sysconfig.get_path("purelib"), sysconfig.get_path("platlib"))
    return file is not None and any(Path(file).is_relative_to(folder) for folder in folders)


def _knows_grader(module: ModuleType) -> bool:
    origins = (getattr(value, "__module__", None) for value in list(vars(module).values()))
    return any(isinstance(origin, str) and origin.startswith("autograder.") for origin in origins)
