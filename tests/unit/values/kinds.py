"""Numbers, lists and dicts of classes of one's own, and objects that are none."""

from __future__ import annotations

import collections
import enum
import numbers
import warnings
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np


class Pair(NamedTuple):
    z: Any
    a: Any


class Lying(float):
    """A float whose methods say something else than what it is."""

    def __float__(self) -> float:
        return 99.0

    def __eq__(self, other: object) -> bool:
        return True

    def __sub__(self, other: Any) -> float:
        return 0.0

    __hash__ = float.__hash__


class Whole(int):
    def __index__(self) -> int:
        return 99

    __int__ = __index__


class Turning(complex):
    def __complex__(self) -> complex:
        return 99j


class Row(np.ndarray):
    __hash__ = None  # type: ignore[assignment]

    def __array__(self, *args: Any, **kwargs: Any) -> np.ndarray:
        return np.full(3, 99.0)

    def __eq__(self, other: object) -> bool:  # type: ignore[override]
        return True


class Items(list):  # type: ignore[type-arg]
    def __iter__(self) -> Iterator[Any]:
        return iter([99.0])


class Places(tuple):  # type: ignore[type-arg]
    __slots__ = ()

    def __getitem__(self, key: Any) -> Any:
        return 99.0


class Keys(dict):  # type: ignore[type-arg]
    def __getitem__(self, key: Any) -> Any:
        return 99.0

    def items(self) -> Any:
        return [("x", 99.0)]


class Letter(enum.StrEnum):
    X = "x"
    W = "w"


class Series:
    """Stands for what other libraries hold numbers in: it can be made an array."""

    def __init__(self, numbers: Any) -> None:
        self.numbers = numbers

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        return np.asarray(self.numbers, dtype=dtype)


class Interface:
    """Says where its numbers are, as arrays of other libraries do."""

    def __init__(self, numbers: np.ndarray) -> None:
        self.kept = numbers
        self.__array_interface__ = numbers.__array_interface__

    __array_interface__: Any = None


@numbers.Real.register
class Rational:
    """A number of another library."""

    def __init__(self, value: float) -> None:
        self.value = value

    def __float__(self) -> float:
        return self.value


class Sequence(collections.abc.Sequence):  # type: ignore[type-arg]
    def __init__(self, items: Any) -> None:
        self.kept = list(items)

    def __len__(self) -> int:
        return len(self.kept)

    def __getitem__(self, index: Any) -> Any:
        return self.kept[index]


async def later(value: Any) -> Any:
    return value


def matrix(numbers: Any) -> np.ndarray:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        return np.matrix(numbers)


def objects(items: Any) -> np.ndarray:
    """Return a one-dimensional array of objects."""
    made = np.empty(len(items), dtype=object)
    made[:] = items
    return made


def nested(items: Any) -> np.ndarray:
    made = np.empty(len(items), dtype=object)
    for index, item in enumerate(items):
        made[index] = item
    return made


# --- results that are no numbers --------------------------------------------------------------------


class Point:
    """An object that holds numbers in a way that nobody else knows."""

    def __init__(self, *_: Any) -> None:
        self.value = 1.0


class Failing:
    def __array__(self, *args: Any, **kwargs: Any) -> np.ndarray:
        raise RuntimeError("no array today")
