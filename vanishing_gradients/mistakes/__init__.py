"""Wrong answers by name, each with its hint: formulas in one module a family, words in `hints/`."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from importlib.resources import files

from autograder.content import Hints, Mistake

ALL: tuple[Mistake, ...] = tuple(
    mistake
    for module in sorted(info.name for info in pkgutil.iter_modules(__path__))
    for mistake in getattr(import_module(f"{__name__}.{module}"), "MISTAKES", ())
)
"""Every known mistake: whatever a module beside this one calls `MISTAKES`."""

HINTS = Hints.read(files(__name__).joinpath("hints").iterdir(), families=("chain",))
"""The words, one file a notebook; a slip that several exercises on chains share has its words once."""
