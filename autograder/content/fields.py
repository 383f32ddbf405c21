"""A table of a TOML file whose fields are taken one by one; what is wrong with one is said in a sentence."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
NEEDED: Any = object()
"""In the place of a default: the field has to be there."""


class Fields:
    """The fields of a table that are not taken yet.

    Parameters
    ----------
    table
        The table as it was read.
    place
        Where it stands in its file, such as "lines[2]"; "" for the file itself.

    Raises
    ------
    ValueError
        By each method, if a field is missing or of another kind; the text begins with its place.
    """

    def __init__(self, table: Any, place: str = "") -> None:
        if not isinstance(table, dict):
            raise ValueError(f"{place} has to be a table")  # noqa: TRY004  (a fault of the file, as the others)
        self._left, self.place = dict(table), place

    def text(self, name: str, default: str = NEEDED) -> str:
        """Take a text."""
        return str(self._take(name, default, is_text, "a text"))

    def number(self, name: str, default: float = NEEDED) -> float:
        """Take a finite number."""
        number: float = self._take(name, default, is_number, "a number")
        return number

    def flag(self, name: str, default: bool = NEEDED) -> bool:
        """Take true or false."""
        return bool(self._take(name, default, lambda value: isinstance(value, bool), "true or false"))

    def numbers(self, name: str) -> dict[str, float]:
        """Take a table of numbers; an empty one if it is not there."""
        return self._table_of(name, is_number, "a number")

    def texts(self, name: str) -> dict[str, str]:
        """Take a table of texts; an empty one if it is not there."""
        return self._table_of(name, is_text, "a text")

    def tables(self, name: str, read: Callable[[Fields], T]) -> tuple[T, ...]:
        """Take a list of tables, each read to its end; an empty one if it is not there."""
        every = self._take(name, [], lambda value: isinstance(value, list), f"a list, [[{self.named(name)}]]")
        places = [f"{self.named(name)}[{count}]" for count in range(1, len(every) + 1)]
        return tuple(Fields(*each).whole(read) for each in zip(every, places, strict=True))

    def whole(self, read: Callable[[Fields], T]) -> T:
        """Return what a function makes of the fields; one that it leaves is unknown."""
        value = read(self)
        for name in self._left:
            raise ValueError(f"{self.named(name)} is not known here")
        return value

    def named(self, name: str) -> str:
        """Return the place of a field."""
        return f"{self.place}.{name}" if self.place else name

    def _table_of(self, name: str, fits: Callable[[Any], bool], kind: str) -> dict[str, Any]:
        inner = Fields(self._left.pop(name, {}), self.named(name))
        return {key: inner._take(key, NEEDED, fits, kind) for key in tuple(inner._left)}

    def _take(self, name: str, default: Any, fits: Callable[[Any], bool], kind: str) -> Any:
        value = self._left.pop(name, default)
        if value is NEEDED:
            raise ValueError(f"{self.named(name)} is missing")
        if not fits(value):
            raise ValueError(f"{self.named(name)} has to be {kind}")
        return value


def is_text(value: object) -> bool:
    """Whether a value of a TOML file is a text."""
    return isinstance(value, str)


def is_number(value: object) -> bool:
    """Whether a value of a TOML file is a finite number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
