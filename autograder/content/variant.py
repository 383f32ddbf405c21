"""What a right variant is: a right answer in another form, which must never lose a mark."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Function = Callable[..., Any]


@dataclass(frozen=True)
class Variant:
    """A right answer, written differently.

    Parameters
    ----------
    exercise
        Name of the exercise.
    style
        What is different about it, in a few words.
    right
        The function, written as a student would write it.
    """

    exercise: str
    style: str
    right: Function


class Variants:
    """Collects the variants of a module: `@variants.add("mean", "with a loop")` above each function."""

    def __init__(self) -> None:
        self.all: list[Variant] = []

    def add(self, exercise: str, style: str) -> Callable[[Function], Function]:
        """Return the decorator that adds a function and returns it unchanged."""

        def decorate(right: Function) -> Function:
            self.all.append(Variant(exercise, style, right))
            return right

        return decorate
