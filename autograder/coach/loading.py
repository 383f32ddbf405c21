"""The students' package: where it is, and its functions that are loaded when they are first asked for."""

import os
from importlib import import_module
from pathlib import Path

FOLDER = Path(__file__).parent.parent
"""The student package; its name is that of the folder."""
MODEL_ANSWERS = Path(".model-answers.json")
"""Beside the notebooks of who studies alone; a class does not have it."""
PLACES = {}
"""Each function that is loaded late, and the module that holds it."""


def quiet():
    """Return whether work is being graded: then nothing is shown and nothing is loaded for it."""
    return bool(os.environ.get("COACH_QUIET"))


def alone():
    """Return whether this is self-study, in which nobody grades."""
    return MODEL_ANSWERS.is_file()


def load_late(package, folders):
    """Return the `__getattr__` of the student package, which loads what draws or reports.

    Parameters
    ----------
    package : str
        The package's `__name__`.
    folders : dict
        For each folder of the package {function: module in that folder}.
    """
    PLACES.update(
        (name, f".{folder}.{module}") for folder, held in folders.items() for name, module in held.items()
    )

    def late(name):
        if name not in PLACES:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return nothing if quiet() else getattr(import_module(PLACES[name], package), name)

    return late


def nothing(*_args, **_kwargs):
    """Stand for a function that checks, draws or reports where nothing is to be shown."""
