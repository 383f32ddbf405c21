"""How a function is called, in the box and by the doctor: one definition of what is silent and what raises.

It stands alone, as everything that runs in the box.
"""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

SILENT: Any = {"all": "ignore"}
LOUD: Any = {"over": "raise", "invalid": "raise", "divide": "raise", "under": "ignore"}
"""What numpy does about floating-point trouble. Underflow is no mistake; a cell may have set it to raise."""


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
        value = function(*args)
    if inspect.iscoroutine(value):
        import asyncio

        value = asyncio.run(value)
    return value
