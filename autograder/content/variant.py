"""What a right variant is: a right answer in a form of its own, which must never lose a mark."""

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
    """Collects the variants of a module: `@variants.add("sigmoid", "through tanh")` above each function."""

    def __init__(self) -> None:
        self.all: list[Variant] = []

    def add(self, exercise: str, style: str) -> Callable[[Function], Function]:
        """Return the decorator that takes a function in and gives it back as it is."""

        def added(right: Function) -> Function:
            self.all.append(Variant(exercise, style, right))
            return right

        return added
