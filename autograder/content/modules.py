"""Which modules a course's content is made of: those of its functions, and what these import beside them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, Protocol


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


def packages_of(exercises: HasFunctions) -> set[str]:
    """Return the names of the top-level packages that define the functions of an exercise set.

    No box sees these. So a reference that belongs to a library which students import must be wrapped in a
    function of the course.
    """
    tops = {(function.__module__ or "").partition(".")[0] for function in exercises.functions()}
    return tops - {"", "autograder", "numpy", "builtins", *sys.stdlib_module_names}
