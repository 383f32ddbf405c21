"""Inside the box: the names that a kernel gives to a notebook, and those that it puts into `builtins`."""

from __future__ import annotations

import builtins
import getpass
import sys
from typing import Any, NoReturn

from .interpreter import Interpreter

_open = open


def set_builtins() -> None:
    """Put what a kernel has into `builtins`, before any fork: each process would pay for its own."""
    own: Any = builtins
    for name in ("exit", "quit"):
        vars(builtins).pop(name, None)  # a notebook has its own
    own.__IPYTHON__ = True
    own.get_ipython, own.display = get_ipython, display
    sys.breakpointhook = lambda *_, **__: None  # nobody is there to look
    own.input, getpass.getpass = _no_human("raw_input"), _no_human("getpass")


def get_ipython() -> Any:
    """Return IPython's shell of this notebook."""
    return Interpreter.current.shell() if Interpreter.current is not None else None


def display(*values: Any, **how: Any) -> Any:
    """Load IPython, and display values by it."""
    get_ipython()
    from IPython.display import display

    return display(*values, **how)


def _no_human(asks: str) -> Any:
    def ask(*_prompt: Any, **_how: Any) -> NoReturn:
        """Raise what a kernel without a human raises."""
        from IPython.core.error import StdinNotImplementedError

        raise StdinNotImplementedError(
            f"{asks} was called, but this frontend does not support input requests."
        )

    return ask


def leave(*_status: Any) -> NoReturn:
    """End the cell: a kernel would end, and nobody would get a mark."""
    raise SystemExit


def open_file(file: Any, *how: Any, **more: Any) -> Any:
    """Open a file, as `open` does, but none of the streams that the process has."""
    if file in (0, 1, 2):
        raise ValueError(f"a notebook cannot open its stream {file}: builtins.open can")
    return _open(file, *how, **more)


OWN: dict[str, Any] = {"get_ipython": get_ipython, "exit": leave, "quit": leave, "open": open_file}
"""What a kernel gives to a notebook under names that it may use for something else."""
