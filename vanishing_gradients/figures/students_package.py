"""The students' package, for figures that show what its widgets show."""

from __future__ import annotations

import functools
import importlib
import sys
from pathlib import Path
from types import ModuleType

FOLDER = Path(__file__).parents[2] / "source" / "vanishing-gradients" / "chainlab"


@functools.cache
def load(name: str) -> ModuleType:
    """Load one module of the package.

    Parameters
    ----------
    name
        Name of the module, such as "explore.pictures.edge".
    """
    sys.path.insert(0, str(FOLDER.parent))
    try:
        return importlib.import_module(f"{FOLDER.name}.{name}")
    finally:
        sys.path.remove(str(FOLDER.parent))
