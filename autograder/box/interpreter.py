"""Inside the box: run cells with a kernel's meaning, without IPython as long as that makes no difference.

Its import costs more than everything else here, so it is loaded for the first cell that needs it: one that is
not plain Python (magics, `!`, `?`, prompts, an indent, top-level await), or that imports or asks for IPython.
"""

from __future__ import annotations

import contextvars
import re
import warnings
from collections.abc import Callable, Iterable
from types import CodeType
from typing import Any, ClassVar

from . import figures
from .at_import import AtImport
from .bundles import bundle_of, needs_ipython
from .compiling import Compiler
from .history import History, keep_error
from .outputs import Record

AT_WORK = ("IPython", "asyncio", "ipywidgets", "nest_asyncio", "tqdm")
"""Packages that look for IPython, or for the event loop of a kernel, before a cell needs it."""
IMPORTS = re.compile(rf"\b(?:from|import)\b.*\b(?:{'|'.join(AT_WORK)})\b")


class Interpreter:
    """Runs the cells of a notebook, one after the other, in one namespace.

    Parameters
    ----------
    namespace
        That of the module `__main__`, with the names that a kernel gives.
    sources
        The cells that may be run.
    record
        Takes what they put out.

    Attributes
    ----------
    context
        In it cells and calls run: what one of them sets, such as numpy's `seterr`, the next one finds.
    """

    current: ClassVar[Interpreter | None] = None

    def __init__(self, namespace: dict[str, Any], sources: Iterable[str], record: Record) -> None:
        self.namespace = namespace
        self.context = contextvars.copy_context()
        self._given = dict(namespace)
        self._history = History(namespace)
        self._compiler = Compiler(namespace)
        self._record = record
        self._ipython: Any = None
        self._at_import = AtImport("IPython", self._load_ipython)
        Interpreter.current = self
        text = "\n".join(sources)
        if any(name in text for name in AT_WORK) and IMPORTS.search(text):
            self._load_ipython()

    def run(self, source: str, index: int) -> None:
        """Run a cell, and show and close the figures that it leaves open."""
        if not source.strip():
            return  # a kernel is never sent such a cell
        self._recorded(self._run, source, f"<cell {index}>")
        self._recorded(self.context.run, figures.flush_figures)

    def _recorded(self, do: Callable[..., object], *args: Any) -> None:
        try:
            do(*args)
        except BaseException as error:
            keep_error(error)
            self._record.error(error)

    def _run(self, source: str, name: str) -> None:
        with warnings.catch_warnings():
            pass  # a warning that an earlier cell has shown is shown again
        code = self._compiler.code(source, name) if self._ipython is None else None
        if code is None:
            self._load_ipython().run(source, name)
            return
        self._history.begin(source)
        if isinstance(code, SyntaxError):
            raise code
        self.context.run(self._plainly, *code)

    def _plainly(self, code: CodeType, last: CodeType | None) -> None:
        exec(code, self.namespace)
        value = None if last is None else eval(last, self.namespace)
        if value is None:
            return
        if self._ipython is not None or needs_ipython(value):
            self._load_ipython().show(value)
            return
        errors: list[BaseException] = []
        shown = bundle_of(value, errors)
        for error in errors:
            self._record.error(error)
        self._record.result(shown)
        self._history.keep(value)

    def shell(self) -> Any:
        """Return IPython's shell."""
        return self._load_ipython().shell

    def _load_ipython(self) -> Any:
        if self._ipython is None:
            self._at_import.forget()
            from .shell import Shell

            self._ipython = Shell(
                self.namespace,
                self._given,
                self._history,
                self._record,
                self.context,
                self._compiler.futures,
            )
        return self._ipython
