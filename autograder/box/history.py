"""Inside the box: what a kernel remembers of the cells that it ran, under the names by which it is found."""

from __future__ import annotations

import builtins
import re
import sys
from pathlib import Path
from typing import Any

VALUES = ("_", "__", "___")
BLANK_LINES = re.compile(r"(?:[^\S\n]*\n)*")


class History:
    """The code and the values of the cells: `In`, `Out`, `_`, `_i`, `_1`, `_i1` and their kin.

    IPython, once it is loaded, goes on with the same lists.

    Parameters
    ----------
    namespace
        That of the module `__main__`.

    Attributes
    ----------
    inputs, raw
        The code of each cell by its number, and what was typed; the first entry is empty.
    outputs
        The values of cells by their numbers.
    folders
        The folders that the notebook has been in.
    count
        The number of the next cell.
    names
        What it has put into the namespace for good, and `_`, `__` and `___` as it last set them.
    latest
        The last three values, latest first.
    typed
        The last four cells, latest first.
    """

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace
        self.inputs, self.raw = [""], [""]
        self.outputs: dict[int, Any] = {}
        self.folders = [Path.cwd()]
        self.count = 1
        self.latest: list[Any] = [""] * 3
        self.typed = [""] * 4
        self.names: dict[str, Any] = {"In": self.inputs, "Out": self.outputs, "_dh": self.folders}
        self.names |= {"_ih": self.inputs, "_oh": self.outputs, **dict.fromkeys(VALUES, "")}
        namespace |= self.names

    def begin(self, source: str) -> None:
        """Remember a cell before it runs."""
        number, self.count = self.count, self.count + 1
        typed = source.rstrip("\n")
        blank = BLANK_LINES.match(typed)
        self.inputs.append(typed[blank.end() :] if blank is not None else typed)
        self.raw.append(typed)
        self.typed = [typed, *self.typed[:3]]
        names = self._namespace
        names[f"_i{number}"], names["_i"], names["_ii"], names["_iii"] = self.typed

    def keep(self, value: Any) -> None:
        """Remember the value of the cell that runs; `_` and its kin stay what a student has made of them."""
        if value is self.outputs:
            return
        self.latest = [value, *self.latest[:2]]
        ours = all(self._namespace.get(name, set_to) is set_to for name, set_to in self._set())
        if ours and not hasattr(builtins, "_"):
            self.names |= zip(VALUES, self.latest, strict=True)
            self._namespace |= self._set()
        self.outputs[self.count - 1] = self._namespace[f"_{self.count - 1}"] = value

    def _set(self) -> list[tuple[str, Any]]:
        return [(name, self.names[name]) for name in VALUES]


def keep_error(error: BaseException) -> None:
    """Remember the last error where Python's own tools look for it."""
    sys.last_type, sys.last_value, sys.last_traceback = type(error), error, error.__traceback__
