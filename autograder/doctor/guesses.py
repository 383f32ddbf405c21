"""Guesses at a result that need no work: constants, and what can be read off the arguments at a glance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

Guess = tuple[str, Any]
"""What it is, in words, and the number or the array."""

CONSTANTS = (0.0, 1.0, -1.0, 0.25, 0.5, 2.0)
PLACES = 10
"""How many entries of a row are looked at from each end, as they stand and in order."""


def guesses(names: list[str], args: tuple[Any, ...]) -> Iterator[Guess]:
    """Yield what could be guessed from one call's arguments; what is no number gives no guess."""
    yield from ((f"{constant:g}", constant) for constant in CONSTANTS)
    parts = {
        name: part for name, arg in zip(names, args, strict=False) if (part := _numbers(arg)) is not None
    }
    if len(parts) > 1:
        parts["all arguments"] = np.concatenate([part.ravel() for part in parts.values()])
    for name, part in parts.items():
        with np.errstate(all="ignore"):
            yield from [(f"{what} of {name}", guess) for what, guess in _of(part)]


def _numbers(argument: Any) -> np.ndarray | None:
    """Return the numbers of an argument: of a number, a row, a table, or of a list of tables in one row."""
    if isinstance(argument, list) and any(isinstance(part, np.ndarray) for part in argument):
        return np.concatenate([np.ravel(part) for part in argument])
    numbers = np.asarray(argument)
    return numbers if numbers.dtype.kind in "iufc" and numbers.size else None


def _of(part: np.ndarray) -> Iterator[Guess]:
    row = part.ravel()
    ordered = np.sort(row)
    yield "a copy", part
    yield "the negative", -part
    yield "the sizes", np.abs(part)
    yield "the signs", np.sign(part)
    yield "the reverse", row[::-1]
    yield "the order", ordered
    yield "the length", row.size
    yield "the sum", row.sum()
    yield "the mean", row.mean()
    yield "the product", row.prod()
    yield "the sign", np.sign(row).prod()
    yield "the logarithm", np.log(np.abs(row)).sum()
    for place in range(min(PLACES, row.size)):
        yield f"entry {place}", row[place]
        yield f"entry {place} from the end", row[-1 - place]
        yield f"number {place} from below", ordered[place]
        yield f"number {place} from above", ordered[-1 - place]
