"""Wrong answers by name, each with its hint: formulas in one module a family, words in `hints/`."""

from __future__ import annotations

import functools
import tomllib
from importlib.resources import files

from autograder.mistakes import (
    bounds,
    depth,
    differences,
    dydx,
    factors,
    forward,
    grads,
    inverse,
    layers,
    logs,
    training,
    unit,
)
from autograder.mistakes.base import Mistake

FAMILIES = (
    unit.MISTAKES,
    inverse.MISTAKES,
    forward.MISTAKES,
    factors.MISTAKES,
    dydx.MISTAKES,
    grads.MISTAKES,
    differences.MISTAKES,
    logs.MISTAKES,
    bounds.MISTAKES,
    depth.MISTAKES,
    training.MISTAKES,
    layers.MISTAKES,
)

CATALOGUE: dict[str, tuple[Mistake, ...]] = {}
"""The known mistakes of each exercise, by its name."""
for _family in FAMILIES:
    for _mistake in _family:
        CATALOGUE[_mistake.exercise] = (*CATALOGUE.get(_mistake.exercise, ()), _mistake)

STEPS = 3
"""Hints of each mistake: a question, a pointer into the notebook, a similar case nearly worked out."""


@functools.cache
def hints() -> dict[str, tuple[str, ...]]:
    """Return the three hints of every id and topic that the files in `hints/` hold.

    Raises
    ------
    ValueError
        If a topic stands in two files.
    """
    found: dict[str, tuple[str, ...]] = {}
    for file in sorted(files(__name__).joinpath("hints").iterdir(), key=lambda file: file.name):
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        if found.keys() & table.keys():
            raise ValueError(f"{file.name} repeats {', '.join(sorted(found.keys() & table.keys()))}")
        found |= {topic: tuple(" ".join(step.split()) for step in steps) for topic, steps in table.items()}
    return found


def hint_steps(mistake_id: str) -> tuple[str, ...]:
    """Return the three hints of a mistake.

    A slip that several chain exercises share may have its words once, under `chain.<slip>`.

    Raises
    ------
    KeyError
        If there are no words for this mistake.
    """
    slip = mistake_id.partition(".")[2]
    for topic in (mistake_id, f"chain.{slip}"):
        if topic in hints():
            return hints()[topic]
    raise KeyError(f"no hint for {mistake_id}: add it to a file in autograder/mistakes/hints/")


def hint(mistake_id: str, step: int = 1) -> str:
    """Return one hint of a mistake: 1 a question, 2 a pointer, 3 a similar case.

    Raises
    ------
    KeyError
        If there are no words for this mistake.
    """
    return hint_steps(mistake_id)[min(max(step, 1), STEPS) - 1]


__all__ = ["CATALOGUE", "FAMILIES", "STEPS", "Mistake", "hint", "hint_steps", "hints"]
