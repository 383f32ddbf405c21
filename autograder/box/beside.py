"""Inside the box: the modules in a notebook's folder, found in a kernel's order."""

from __future__ import annotations

import sys
from collections.abc import Collection
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import FrameType
from typing import Any

IMPORT_SYSTEM = "importlib"
HERE = ""
"""The entry of `sys.path` for the folder that a process is in."""


class BesideNotebook:
    """Finds modules in the notebook's folder: after Python's own, and before packages.

    That is a kernel's order. But a package and the box itself never find a student's file that has the name
    of what they look for, nor does anybody for what the course's own code imports: there packages come first.

    Parameters
    ----------
    folder
        The notebook's folder.
    released
        Names of the course's own modules in it.
    imports
        Names of what the course's own code imports.
    """

    def __init__(self, folder: str, released: Collection[str] = (), imports: Collection[str] = ()) -> None:
        self.folder, self.released, self.imports = folder, frozenset(released), frozenset(imports)

    def install(self) -> None:
        """Let it find what is imported from now on; files without a package of their name come last."""
        sys.path.append(HERE)
        sys.meta_path.insert(0, self)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:  # noqa: ARG002
        """Return where a module is, if it is here and comes before a package of its name."""
        if path is not None or name in sys.stdlib_module_names or not self._comes_first(name):
            return None
        # It remembers the folder's files, and may miss one that was written a moment ago.
        sys.path_importer_cache.pop(self.folder, None)
        spec = PathFinder.find_spec(name, [self.folder])
        return spec if spec is not None and spec.loader is not None else None  # a bare folder is no module

    def _comes_first(self, name: str) -> bool:
        return name in self.released or (name not in self.imports and self._student_asks())

    def _student_asks(self) -> bool:
        frame: FrameType | None = sys._getframe(3)
        while frame is not None and _is_import_system(frame.f_globals):
            frame = frame.f_back
        if frame is None:
            return False
        file = frame.f_globals.get("__file__")
        own = isinstance(file, str) and Path(self.folder, file).parent == Path(self.folder)
        return own or frame.f_globals.get("__name__") == "__main__"


def _is_import_system(names: dict[str, Any]) -> bool:
    return str(names.get("__name__")).partition(".")[0] == IMPORT_SYSTEM
