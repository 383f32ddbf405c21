"""Inside the box: the notebook as the module `__main__`, in a process that looks like a kernel's."""

from __future__ import annotations

import builtins
import sys
from types import ModuleType
from typing import Any

ARGUMENTS = ("ipykernel_launcher.py", "-f", "/tmp/kernel.json", "--HistoryManager.hist_file=:memory:")
"""A kernel's: code that reads the arguments of a program finds none of its own there."""
PROMPTS = ("In : ", "...: ", "Out: ")
"""By their presence code knows that it is run by hand."""
DOC = "Automatically created module for IPython interactive environment"


def main_module() -> dict[str, Any]:
    """Return the namespace of a new module `__main__`."""
    module = sys.modules["__main__"] = ModuleType("__main__", DOC)
    sys.argv[:] = ARGUMENTS
    sys.ps1, sys.ps2, sys.ps3 = PROMPTS  # type: ignore[attr-defined]
    namespace = vars(module)
    namespace |= {"__builtin__": builtins, "__builtins__": builtins}
    return namespace
