"""How a check calls a student's function, and what can go wrong: an outcome each, never a traceback."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from autograder.content.error_names import known_error, spelled

OWN = "an error of its own"
UNKNOWN_KINDS = frozenset({"", "BaseException", "Exception", "object"})
"""Bases that say nothing of an error."""


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


@dataclass(frozen=True)
class Account:
    """What a box tells of an error; nobody shows it before it was compared with what is known.

    Parameters
    ----------
    kinds
        Names of the class and of its bases, the class itself first.
    message
        Its text.
    cell, line
        The last place in the notebook's cells that it passed; -1 if it passed none.
    """

    kinds: tuple[str, ...] = ()
    message: str = ""
    cell: int = -1
    line: int = -1

    @property
    def kind(self) -> str:
        """The nearest class with a known name: the error's own, or one of its bases; "" if there is none."""
        return spelled(next(filter(known_error, self.kinds), ""))

    @property
    def words(self) -> str:
        """The class in words that no student chose."""
        if self.kinds[:1] and known_error(self.kinds[0]):
            return self.kind
        return OWN if self.kind in UNKNOWN_KINDS else f"{OWN}, a kind of {self.kind}"


@dataclass(frozen=True)
class Stop:
    """What is kept of a call's error: the traceback of the error itself holds every reply that led to it."""

    kind: type[CallError]
    text: str
    account: Account = Account()
    perhaps: str = ""

    @classmethod
    def of(cls, error: CallError) -> Stop:
        """Return what is kept of an error."""
        if isinstance(error, Raised):
            return cls(type(error), str(error), error.account, error.perhaps)
        return cls(type(error), str(error))


class Raised(CallError):
    """The student's function raised.

    Parameters
    ----------
    account
        What is told of its exception, or the name of its class alone.
    perhaps
        A possible cause.
    """

    def __init__(self, account: Account | str, perhaps: str = "") -> None:
        self.account = Account((account,)) if isinstance(account, str) else account
        self.name, self.perhaps = self.account.words, perhaps
        self.kinds = self.account.kinds
        super().__init__(f"the function raised {self.name}" + (f"; perhaps {perhaps}" if perhaps else ""))


class Missing(CallError):
    """The notebook has no function of this name."""


class UnusableAnswerError(CallError):
    """The reply holds something that is not a number, such as text, a truth value or an object."""


class TimedOut(CallError):
    """A call or a cell did not end within its time."""


class Crashed(CallError):
    """The process of the notebook ended by itself or broke the protocol."""
