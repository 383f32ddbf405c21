"""Which modules a course's content is made of: those of its functions, and what these import beside them."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import TYPE_CHECKING, Any

from autograder.content.exercise import Values

if TYPE_CHECKING:
    from autograder.content.exercise_set import ExerciseSet


def modules_of(exercises: ExerciseSet) -> list[ModuleType]:
    """Return the loaded modules of the packages in which the functions of an exercise set stand, by name.

    A course's module that stands alone is its own package; modules of numpy, of Python and of the grader,
    which may also be named as a reference or a check, are not the course's.
    """
    tops = packages_of(exercises)
    loaded = (
        module
        for name, module in sys.modules.items()
        if name.partition(".")[0] in tops and getattr(module, "__file__", None)
    )
    return sorted(loaded, key=lambda module: module.__name__)


def packages_of(exercises: ExerciseSet) -> set[str]:
    """Return the names of the top-level packages in which the functions of an exercise set stand.

    No box sees these. So a reference that belongs to a library which students import must be wrapped in a
    function of the course.
    """
    tops = {(function.__module__ or "").partition(".")[0] for function in _functions(exercises)}
    return tops - {"", "autograder", "numpy", "builtins", *sys.stdlib_module_names}


def _functions(exercises: ExerciseSet) -> Iterator[Callable[..., Any]]:
    found: list[Any] = []
    for exercise in exercises.exercises:
        found += [exercise.reference, exercise.public]
        found += [check.draw if isinstance(check, Values) else check.holds for check in exercise.checks]
    found += [mistake.wrong for mistake in exercises.mistakes]
    found += [slip.shows for slip in exercises.slips]
    found += [variant.right for variant in exercises.variants]
    yield from filter(inspect.isfunction, found)
