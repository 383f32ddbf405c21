"""What can go wrong while a student's function is asked; each becomes an outcome, never a traceback."""

from __future__ import annotations

import builtins

ERRORS = frozenset(
    name
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, BaseException)
) | {"LinAlgError"}
"""Names of errors that are repeated; one of the student's own could carry other words out."""


class AskError(Exception):
    """The box gave no value; the text is for staff."""


class Raised(AskError):
    """The student's function raised; `name` is the class of its exception, where that is a known one."""

    def __init__(self, name: str) -> None:
        self.name = name if name in ERRORS else "an error of its own"
        super().__init__(f"the function raised {self.name}")


class Missing(AskError):
    """The notebook has no function of this name."""


class Unfit(AskError):
    """The reply holds something that is not a number, such as a text, a truth value or an own class."""


class TimedOut(AskError):
    """A call or a cell did not end within its time."""


class Crashed(AskError):
    """The process of the notebook ended by itself or broke the protocol."""
