"""How a check calls a student's function, and what can go wrong: an outcome each, never a traceback."""

from __future__ import annotations

import builtins
from typing import Any, Protocol

ERRORS = frozenset(
    name
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, BaseException)
) | {"LinAlgError"}
"""Names of errors that are repeated; a name that the student chose could smuggle other words out."""


class Call(Protocol):
    """The student's function, which lives in another process, as a check calls it."""

    def __call__(self, *args: Any, quiet: bool = False) -> Any:
        """Return the function's value; with `quiet`, floating-point warnings count as errors.

        Raises
        ------
        Raised
            If the student's function raised; carries the name of the exception's class.
        """

    def keeps_input(self, *args: Any) -> bool:
        """Return whether the arguments are the same after the call as before it."""


class CallError(Exception):
    """A call gave no value; the text is for staff."""


class Raised(CallError):
    """The student's function raised.

    Parameters
    ----------
    name
        The class of its exception, if that is a known one.
    perhaps
        A possible cause.
    """

    def __init__(self, name: str, perhaps: str = "") -> None:
        self.name = name if name in ERRORS else "an error of its own"
        super().__init__(f"the function raised {self.name}" + (f"; perhaps {perhaps}" if perhaps else ""))


class Missing(CallError):
    """The notebook has no function of this name."""


class UnusableAnswerError(CallError):
    """The reply holds something that is not a number, such as text, a truth value or an object."""


class TimedOut(CallError):
    """A call or a cell did not end within its time."""


class Crashed(CallError):
    """The process of the notebook ended by itself or broke the protocol."""
