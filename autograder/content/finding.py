"""Finds an assignment's exercise set: by an installed package's entry point or by the configuration.

A package says in its pyproject.toml::

    [project.entry-points."autograder.exercise_sets"]
    my-assignment = "my_exercises:EXERCISES"

A course says the same in nbgrader_config.py; there `my_exercises` may also be a file or folder beside it::

    c.Autograder.exercise_sets = {"my-assignment": "my_exercises:EXERCISES"}
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import re
import sys
from collections.abc import Mapping
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.content.exercise_set import ExerciseSet
from autograder.errors import UsageError

GROUP = "autograder.exercise_sets"
SECTION, OPTION = "Autograder", "exercise_sets"
NAME_THE_SET = (
    "Install the course's package, or name its exercise set in nbgrader_config.py: "
    f'c.{SECTION}.{OPTION} = {{"ASSIGNMENT": "MODULE:NAME"}}.'
)
"""What to do if no exercise set is known for an assignment."""


def exercise_set(assignment: str, config: Mapping[str, Any], course: Path) -> ExerciseSet:
    """Return the exercise set of an assignment; an empty one if there is none.

    Parameters
    ----------
    config
        The course's nbgrader configuration.
    course
        The course's folder: modules beside its configuration are found there.

    Raises
    ------
    UsageError
        If the named one cannot be loaded, or belongs to another assignment.
    """
    named = named_sets(config)
    if assignment in named:
        return _loaded(named[assignment], assignment, course)
    for point in entry_points(group=GROUP):
        if point.name == assignment:
            return _loaded(point.value, assignment, course)
    return ExerciseSet(assignment, ())


def installed_packages() -> set[str]:
    """Return the names of the top-level packages of all installed exercise sets, of whatever assignment."""
    return {point.value.partition(":")[0].partition(".")[0] for point in entry_points(group=GROUP)}


def modules_beside(config: Mapping[str, Any], course: Path) -> list[Path]:
    """Return the files and folders beside a course's configuration that its exercise sets are loaded from."""
    tops = {value.partition(":")[0].partition(".")[0] for value in named_sets(config).values()}
    origins = [origin for top in sorted(tops) if (origin := _origin(top, course)) is not None]
    return [origin.parent if origin.name == "__init__.py" else origin for origin in origins]


def named_sets(config: Mapping[str, Any]) -> dict[str, str]:
    """Return what a course's configuration names as the exercise sets of its assignments.

    Raises
    ------
    UsageError
        If it names them in another form.
    """
    named = config.get(SECTION, {}).get(OPTION, {})
    if not isinstance(named, Mapping) or not all(isinstance(value, str) for value in named.values()):
        raise UsageError(
            f"c.{SECTION}.{OPTION} in nbgrader_config.py must be a dictionary such as "
            '{"my-assignment": "my_exercises:EXERCISES"}.'
        )
    return {str(name): value for name, value in named.items()}


def _loaded(value: str, assignment: str, course: Path) -> ExerciseSet:
    module_name, _, attribute = value.partition(":")
    if not module_name or not attribute:
        raise UsageError(
            f"The exercise set of {assignment!r} is named {value!r}. Write MODULE:NAME, such as "
            "my_exercises:EXERCISES."
        )
    try:
        found = getattr(_module(module_name, course), attribute)
    except Exception as error:
        cause = " ".join(f"{type(error).__name__}: {error}".split())
        raise UsageError(
            f"The exercise set {value!r} of {assignment!r} cannot be loaded ({cause}). Look at that module, "
            f"and at c.{SECTION}.{OPTION} in nbgrader_config.py."
        ) from error
    if not isinstance(found, ExerciseSet):
        raise UsageError(f"{value!r} is not an ExerciseSet but {type(found).__name__}.")
    if found.assignment != assignment:
        raise UsageError(
            f"The exercise set {value!r} belongs to the assignment {found.assignment!r}, "
            f"not to {assignment!r}."
        )
    return found


def _module(name: str, course: Path) -> ModuleType:
    """Return a module beside the course's configuration if there is one, else an installed one."""
    top = name.partition(".")[0]
    origin = _origin(top, course)
    return importlib.import_module(name) if origin is None else _beside(top, name, origin)


def _origin(top: str, course: Path) -> Path | None:
    """Return the file of a module beside a course's configuration; None if it is installed from there."""
    for origin in (course / f"{top}.py", course / top / "__init__.py"):
        if origin.is_file():
            return None if top in installed_packages() and _is_found_by_name(top, origin) else origin
    return None


def _is_found_by_name(top: str, origin: Path) -> bool:
    spec = importlib.util.find_spec(top)
    return spec is not None and spec.origin is not None and Path(spec.origin).resolve() == origin.resolve()


def _beside(top: str, name: str, origin: Path) -> ModuleType:
    """Load a module from a course's folder, under its own name unless another course took that."""
    loaded = sys.modules.get(top)
    if loaded is not None and getattr(loaded, "__file__", None) == str(origin):
        return importlib.import_module(name)
    alias = top
    if loaded is not None or importlib.util.find_spec(top) is not None:
        if _imports_itself(top, origin):
            raise ImportError(
                f"it imports its own modules as {top!r}, but another module of that name is installed or "
                "in use: rename it, or write its imports as `from . import`"
            )
        alias = f"{top}_{hashlib.sha256(str(origin).encode()).hexdigest()[:12]}"
    if alias not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            alias,
            origin,
            submodule_search_locations=[str(origin.parent)] if origin.name == "__init__.py" else None,
        )
        if spec is None or spec.loader is None:
            raise ImportError(f"{origin} cannot be read as a module")
        module = importlib.util.module_from_spec(spec)
        sys.modules[alias] = module
        try:
            spec.loader.exec_module(module)
        except BaseException:
            del sys.modules[alias]
            raise
    return importlib.import_module(alias + name[len(top) :])


def _imports_itself(top: str, origin: Path) -> bool:
    """Tell whether a package imports its modules by its own name, which would find those of another one."""
    if origin.name != "__init__.py":
        return False
    own = re.compile(rf"^\s*(?:from|import)\s+{re.escape(top)}\b", re.MULTILINE)
    return any(own.search(path.read_text(encoding="utf-8")) for path in origin.parent.rglob("*.py"))
