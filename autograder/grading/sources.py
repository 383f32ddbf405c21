"""The code of a notebook's cells, to say what a box may only point to: a line, a function, a name."""

from __future__ import annotations

import ast
import builtins
import re
import sys
from collections.abc import Iterator
from functools import cache, cached_property

import numpy as np

from autograder.coach import code
from autograder.coach.causes import GONE, MODULES
from autograder.notebooks import CHECK
from autograder.results import words
from autograder.submission.code import answers, parsed
from autograder.submission.ingest import CleanNotebook
from autograder.text import shown

Function = ast.FunctionDef | ast.AsyncFunctionDef

SHOWN = 60
"""Most characters of a line that are repeated."""
LARGEST = 100_000
"""Characters of code that are looked through: several times those of an honest notebook."""
NOWHERE = -1
"""The index of a cell that there is not."""
TYPES = frozenset({"NoneType", "function", "lambda", "method", "module", "generator", "coroutine"})


class Sources:
    """The cells of a notebook that run.

    Parameters
    ----------
    notebook
        The clean notebook.
    name
        Name of the exercise that is looked at.
    """

    def __init__(self, notebook: CleanNotebook, name: str) -> None:
        self._cells, self._name = notebook.cells, name
        self._check, self._own = notebook.index(f"{CHECK}{name}"), notebook.index(name)

    @cached_property
    def running(self) -> dict[int, str]:
        """The sources of the cells that run, by their index, without those that go beyond `LARGEST`."""
        sources, left = {}, LARGEST
        for index, cell in enumerate(self._cells):
            if cell.runs and len(cell.source) <= left:
                sources[index] = cell.source
                left -= len(cell.source)
        return sources

    @property
    def released(self) -> set[str]:
        """The names of the release's own cells: of its exercises."""
        return {cell.release.grade_id for cell in self._cells if cell.release is not None}

    @cached_property
    def written(self) -> dict[int, str]:
        """Those that the student wrote or changed."""
        return {
            index: source
            for index, source in self.running.items()
            if self._cells[index].release is None or self._cells[index].changed
        }

    @cached_property
    def home(self) -> int:
        """The cell in which the function is written, or should be."""
        wrote = re.compile(rf"^[^\S\n]*+(?:async\s++)?def\s++{re.escape(self._name)}\b", re.MULTILINE)
        found = [
            index
            for index, source in self.running.items()
            if answers(source, self._name) or (wrote.search(source) and parsed(source) is None)
        ]
        before = [index for index in found if self._check is None or index < self._check]
        return (before or found or [NOWHERE if self._own is None else self._own])[-1]

    def source(self, index: int) -> str:
        """Return the source of a cell that runs; "" if there is none."""
        return self.running.get(index, "")

    def nodes(self, index: int) -> Iterator[ast.AST]:
        """Yield the nodes of a cell's syntax tree, outer ones first."""
        yield from ast.walk(parsed(self.source(index)) or ast.Module([], []))

    def line(self, index: int, line: int) -> str:
        """Return a line of a cell in quotes; "" if there is none."""
        lines = code.lines(self.source(index))
        return _short(lines[line - 1]) if 0 < line <= len(lines) else ""

    def beginning(self, index: int) -> str:
        """Return the first line of a cell that holds something, in quotes."""
        return next(filter(None, map(_short, code.lines(self.source(index)))), '""')

    def place(self, index: int, line: int) -> str:
        """Return where something was, to stand behind what it was; "" if that is not known."""
        spot = self.spot(index, line)
        return words.IN_LINE.format(spot=spot) if spot else ""

    def spot(self, index: int, line: int) -> str:
        """Return a line with its text, and its function or cell if another one; "" if there is none."""
        text = self.line(index, line)
        if not text:
            return ""
        around, where = self.around(index, line), ""
        if around and around != self._name:
            where = words.OF_FUNCTION.format(function=around)
        elif index != self.home:
            where = words.OF_CELL.format(cell=self.beginning(index))
        return words.LINE.format(line=line, where=where, code=text)

    def around(self, index: int, line: int) -> str:
        """Return the name of the outermost function around a line; "" if there is none."""
        inside = (node for node in self.nodes(index) if isinstance(node, Function) and _covers(node, line))
        return next((node.name for node in inside), "")

    def statements(self, index: int, line: int) -> list[ast.stmt]:
        """Return the statements on a line that hold no others."""
        return [
            node
            for node in self.nodes(index)
            if isinstance(node, ast.stmt) and not hasattr(node, "body") and _covers(node, line)
        ]

    def function(self) -> Function | None:
        """Return the syntax tree of the function."""
        named = [n for n in self.nodes(self.home) if isinstance(n, Function) and n.name == self._name]
        return named[-1] if named else None

    def known(self, name: str) -> bool:
        """Return whether a name may be repeated: it stands in the cells, or is Python's or numpy's own."""
        return name in self._words or name in public_names()

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(word for source in self.running.values() for word in re.findall(r"\w+", source))


@cache
def public_names() -> frozenset[str]:
    """Return the names of Python, of its modules and of numpy that a sentence may hold."""
    names = {*dir(builtins), *sys.stdlib_module_names, *dir(np.ndarray), *GONE, *TYPES}
    return frozenset(names.union(*map(dir, MODULES.values())))


def _covers(node: ast.stmt, line: int) -> bool:
    return node.lineno <= line <= (node.end_lineno or node.lineno)


def _short(line: str) -> str:
    line = shown(line.strip())
    line = line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"
    return f'"{line}"' if line else ""
