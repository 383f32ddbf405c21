"""Inside the box: modules that are imported once for many boxes, and handed to who imports them.

A zygote imports what the release's own cells import, and puts it aside. A notebook finds in `sys.modules`
what it would find there without this: nothing of it at first; behind an import the module, and all that this
has imported. What an import prints, warns of and sets comes with it.
"""

from __future__ import annotations

import builtins
import contextlib
import copy
import importlib.util
import io
import os
import sys
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from types import FrameType
from typing import Any

from . import at_import

OWN_FILES = {__file__, at_import.__file__}
HERE = ""
"""The file of a warning about the line that imports."""


@dataclass(frozen=True)
class Heard:
    """What an import did beside making modules.

    Parameters
    ----------
    printed
        Names of streams and what was written to them.
    warned
        Its warnings, each with the module that it is about.
    filters
        Filters of warnings that it has put first.
    variables
        Environment variables that it has set.
    """

    printed: list[tuple[str, str]]
    warned: list[tuple[warnings.WarningMessage, str | None]]
    filters: list[Any]
    variables: dict[str, str]

    def repeat(self) -> None:
        """Do it in this process, as if the line that imports had caused it."""
        warnings.filters[:0] = self.filters  # type: ignore[index]
        with warnings.catch_warnings():
            pass  # the filters have changed
        os.environ.update(self.variables)
        for stream, text in self.printed:
            getattr(sys, stream).write(text)
        frame = _frame_that_imports()
        for warning, module in self.warned:
            if warning.filename != HERE:
                names = warning.filename, warning.lineno, module
                warnings.warn_explicit(warning.message, warning.category, *names)
            elif frame is not None:
                names = frame.f_code.co_filename, frame.f_lineno, frame.f_globals.get("__name__")
                seen = frame.f_globals.setdefault("__warningregistry__", {})
                warnings.warn_explicit(warning.message, warning.category, *names, seen)


class Shelf:
    """Modules that are imported and put aside."""

    def __init__(self) -> None:
        self._modules: dict[str, Any] = {}
        self._parents: dict[str, Any] = {}
        self._needs: defaultdict[str, set[str]] = defaultdict(set)
        self._heard: dict[str, Heard] = {}

    def fill(self, names: Iterable[str]) -> None:
        """Import modules, as far as they are there, and put aside all that came with them."""
        before = set(sys.modules)
        with _noting(self._needs):
            for name in names:
                self._heard[name] = _import(name)
        after = dict(sys.modules)
        self._modules |= {name: after[name] for name in after if name not in before and after[name]}
        for name, module in self._modules.items():
            parent, _, child = name.rpartition(".")
            holder = self._parents[name] = after.get(parent)
            if getattr(holder, "__dict__", {}).get(child) is module:
                delattr(holder, child)
            sys.modules.pop(name, None)

    def install(self) -> None:
        """Let these modules be found before those on the path."""
        if self._modules:
            sys.meta_path.insert(0, self)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:  # noqa: ARG002
        """Return the spec of a module that is here, with a loader that hands it out."""
        module = self._modules.get(name)
        if module is None or sys.modules.get(name.rpartition(".")[0]) is not self._parents[name]:
            return None
        genuine = getattr(module, "__spec__", None)
        spec = copy.copy(genuine) if genuine is not None else ModuleSpec(name, None)
        spec.name, spec.loader = name, _Handing(self, module, genuine)
        return spec

    def hand(self, name: str) -> None:
        """Put a module, and all that it needs, where a first import puts them."""
        needed = self._needed(name)
        for each in [each for each in self._modules if each in needed]:
            module, parent = self._modules.pop(each), self._parents[each]
            if sys.modules.setdefault(each, module) is module and parent is not None:
                setattr(parent, each.rpartition(".")[2], module)
        at_import.have_come(needed)
        for each in needed.intersection(self._heard):
            self._heard.pop(each).repeat()

    def _needed(self, name: str) -> set[str]:
        needed, waiting = set[str](), [name]
        while waiting:
            each = waiting.pop()
            if each in self._modules and each not in needed:
                needed.add(each)
                waiting += [each.rpartition(".")[0], *self._needs[each]]
        return needed


class _Handing:
    """The loader of a module that is there already."""

    def __init__(self, shelf: Shelf, module: Any, spec: ModuleSpec | None) -> None:
        self._shelf, self._module, self._spec = shelf, module, spec

    def create_module(self, spec: ModuleSpec) -> Any:  # noqa: ARG002
        """Return the module."""
        return self._module

    def exec_module(self, module: Any) -> None:
        """Put it where a first import puts it; from now on its own loader is asked, as by a reload."""
        name = module.__spec__.name
        module.__spec__ = self._spec
        self._shelf.hand(name)


def _import(name: str) -> Heard:
    streams = {"stdout": io.StringIO(), "stderr": io.StringIO()}
    variables = dict(os.environ)
    with (
        warnings.catch_warnings(record=True) as warned,
        contextlib.redirect_stdout(streams["stdout"]),
        contextlib.redirect_stderr(streams["stderr"]),
    ):
        warnings.simplefilter("always")
        filters = list(warnings.filters)
        with contextlib.suppress(BaseException):  # the cell that imports it shows what is wrong
            __import__(name)
        added = [each for each in warnings.filters if each not in filters]
    files = {getattr(module, "__file__", None): name for name, module in list(sys.modules.items())}
    for each in warned:
        each.filename = HERE if each.filename == __file__ else each.filename
    set_now = {name: value for name, value in os.environ.items() if variables.get(name) != value}
    os.environ.clear()
    os.environ.update(variables)
    return Heard(
        [(stream, text.getvalue()) for stream, text in streams.items() if text.getvalue()],
        [(each, files.get(each.filename)) for each in warned],
        added,
        set_now,
    )


class _Loads:
    """Notes which module is loaded for which other; Cython's modules import without `__import__`."""

    def __init__(self, needs: Mapping[str, set[str]]) -> None:
        self._needs, self._stack = needs, list[str]()

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:  # noqa: ARG002
        """Find nothing."""
        while self._stack and not _is_loading(self._stack[-1]):
            self._stack.pop()
        if self._stack:
            self._needs[self._stack[-1]].add(name)
        self._stack.append(name)


def _is_loading(name: str) -> bool:
    spec = getattr(sys.modules.get(name), "__spec__", None)
    return bool(getattr(spec, "_initializing", False))


@contextlib.contextmanager
def _noting(needs: Mapping[str, set[str]]) -> Iterator[None]:
    """Note which module imports which others, by whatever is imported meanwhile."""
    genuine, loads = builtins.__import__, _Loads(needs)

    def noting(name: str, names: Any = None, local: Any = None, fromlist: Any = (), level: int = 0) -> Any:
        module = genuine(name, names, local, fromlist or (), level)
        asks = names or {}
        if level:
            package = asks.get("__package__") or str(asks.get("__name__")).rpartition(".")[0]
            name = importlib.util.resolve_name("." * level + name, package)
        found = (name, *(f"{name}.{each}" for each in fromlist or ()))
        needs[str(asks.get("__name__"))].update(each for each in found if each in sys.modules)
        return module

    builtins.__import__ = noting  # type: ignore[assignment]
    sys.meta_path.insert(0, loads)
    try:
        yield
    finally:
        builtins.__import__ = genuine
        sys.meta_path.remove(loads)


def _frame_that_imports() -> FrameType | None:
    frame: FrameType | None = sys._getframe()
    while frame is not None and (
        frame.f_code.co_filename in OWN_FILES or "importlib" in frame.f_code.co_filename
    ):
        frame = frame.f_back
    return frame


SHELF = Shelf()
"""That of this process and of all that it forks."""
