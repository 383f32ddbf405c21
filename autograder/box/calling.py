"""How a function is called, in the box and by the doctor: one definition of what is silent and what raises.

It stands alone, as everything that runs in the box.
"""

from __future__ import annotations

import contextlib
import re
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

SILENT: Any = {"all": "ignore"}
LOUD: Any = {"over": "raise", "invalid": "raise", "divide": "raise", "under": "ignore"}
"""What numpy does about floating-point trouble. Underflow is no mistake; a cell may have set it to raise."""
CELL_FILE = re.compile(r"<cell (\d{1,6})>")
"""The file that an error names for code of the notebook's cells."""
MOST_BASES, MOST_CHARACTERS = 12, 300


def call(function: Callable[..., Any], args: tuple[Any, ...], *, quiet: bool) -> Any:
    """Return the function's value; with `quiet`, overflow, invalid values and division by 0 are raised.

    Raises
    ------
    BaseException
        Whatever the function raises.
    """
    with np.errstate(**(LOUD if quiet else SILENT)), warnings.catch_warnings():
        if not quiet:
            warnings.simplefilter("ignore")
        return function(*args)


def account(error: BaseException) -> dict[str, Any]:
    """Return what is told of an error: its class and bases, its text, and where it was in the cells.

    Its class may lie about all of them: whoever reads it compares it with what is known.
    """
    told: dict[str, Any] = {"kinds": [], "message": "", "cell": -1, "line": -1}
    with contextlib.suppress(BaseException):
        told["kinds"] = [_qualified(kind) for kind in type.mro(type(error))[:MOST_BASES]]
    with contextlib.suppress(BaseException):
        told["message"] = _plain(str(error))
    trace = error.__traceback__
    while trace is not None:
        cell = CELL_FILE.match(trace.tb_frame.f_code.co_filename)
        if cell is not None:
            told |= {"cell": int(cell[1]), "line": trace.tb_lineno}
        trace = trace.tb_next
    return told


def _qualified(kind: type) -> str:
    name = _plain(type.__dict__["__name__"].__get__(kind))
    module = getattr(kind, "__module__", "builtins")
    return name if module == "builtins" or not isinstance(module, str) else f"{_plain(module)}.{name}"


def _plain(text: str) -> str:
    """Return the beginning of a text, without what JSON or UTF-8 cannot hold."""
    return str(text)[:MOST_CHARACTERS].encode("utf-8", "replace").decode()
