"""Calls trusted functions in this process as the box would call a student's: through the wire."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograder.box import calling, wire
from autograder.box.calls import Calls
from autograder.box.notebook import account_of
from autograder.coach.values import NotNumbersError, finished, plain
from autograder.coach.words import not_numbers
from autograder.content.calls import CallError, Missing, Raised, UnusableAnswerError

Function = Callable[..., Any]


class LocalCalls(Calls):
    """The functions of a trusted namespace; arguments and values pass through the wire's encoding.

    Parameters
    ----------
    functions
        The functions by their names.
    """

    def __init__(self, functions: dict[str, Function]) -> None:
        self._functions = functions

    def call(self, name: str, args: tuple[Any, ...], *, quiet: bool = False, echo: bool = False) -> Any:
        """Call a function.

        Raises
        ------
        Missing, Raised, UnusableAnswerError
        """
        if name not in self._functions:
            raise Missing(f"there is no function {name}")
        handed: dict[str, Function] = {}
        arguments = wire.decode(*wire.encode(args, handed), handed.__getitem__)
        try:
            value = finished(calling.call(self._functions[name], arguments, quiet=quiet))
        except CallError:  # a function that stands for a box in trouble
            raise
        except (Exception, SystemExit) as error:
            raise Raised(account_of(calling.account(error))) from None
        try:
            value = plain(value)
            return wire.decode(*wire.encode((value, arguments) if echo else value))
        except NotNumbersError as error:
            raise UnusableAnswerError(not_numbers(error.kind, error.inside)) from None
        except wire.UnsupportedValueError:
            raise UnusableAnswerError(not_numbers("object")) from None
