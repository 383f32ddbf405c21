"""In each Python that a notebook starts: modules in its folder come after Python's own and after packages.

Such a Python looks into its folder first: there a file that was handed in would stand for a package that a
test, or a package itself, asks for.
"""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec, PathFinder
from typing import Any

PATH = list(sys.path)
"""Python's own folders and those of packages: this is imported before the folder is added."""


class FolderLast:
    """Finds modules that are not in the folder."""

    @staticmethod
    def find_spec(name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:  # noqa: ARG004
        """Return where a module or a package is; those inside packages are found by these."""
        spec = PathFinder.find_spec(name, PATH) if path is None else None
        return spec if spec is not None and spec.loader is not None else None  # a bare folder is no module


def install() -> None:
    """Let it find what is imported from now on."""
    sys.meta_path.insert(sys.meta_path.index(PathFinder), FolderLast)


def remove() -> None:
    """Take it out again: a notebook's own process has a kernel's order."""
    if FolderLast in sys.meta_path:
        sys.meta_path.remove(FolderLast)
