"""Inside the box: do something behind the first import of a package, whoever imports it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from typing import Any


class AtImport:
    """Does something once.

    Parameters
    ----------
    name
        The package.
    then
        What is done.
    """

    def __init__(self, name: str, then: Callable[[], object]) -> None:
        self.name, self._then = name, then
        sys.meta_path.insert(0, self)

    def forget(self) -> None:
        """Do nothing any more."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def come(self) -> None:
        """Do it now."""
        self.forget()
        self._then()

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:  # noqa: ARG002
        """Return where the package is, with a loader that does what is to be done."""
        if name != self.name:
            return None
        self.forget()
        spec = find_spec(name)
        if spec is not None and spec.loader is not None:
            load: Any = spec.loader.exec_module

            def load_and_then(module: Any) -> None:
                load(module)
                self._then()

            spec.loader.exec_module = load_and_then  # type: ignore[method-assign]
        return spec


def have_come(names: Collection[str]) -> None:
    """Do what waits for these packages: they were imported before, and are now handed out."""
    for finder in [each for each in sys.meta_path if isinstance(each, AtImport) and each.name in names]:
        finder.come()
