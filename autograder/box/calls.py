"""How the judge asks a notebook's functions, wherever they live."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from autograder.content.calls import CallError, Crashed, TimedOut


class Calls(Protocol):
    """A notebook whose functions can be called; after a stop it starts anew by itself."""

    def call(self, name: str, args: tuple[Any, ...], *, quiet: bool = False, echo: bool = False) -> Any:
        """Call a function; with `echo` return (value, arguments after the call).

        Raises
        ------
        CallError
            When there is no value.
        """

    def call_each(self, name: str, inputs: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        """Call a function with each of the arguments; yield its value, or the error in its place.

        Raises
        ------
        TimedOut, Crashed
            In place of the rest.
        """
        for args in inputs:
            yield value_or_error(self.call, name, args)


def value_or_error(ask: Callable[..., Any], *args: Any) -> Any:
    """Return what a call gives, or the error in its place, unless the notebook answers no more."""
    try:
        return ask(*args)
    except (TimedOut, Crashed):
        raise
    except CallError as error:
        error.__cause__ = error.__context__ = None  # what led to it holds the reply, however large
        return error.with_traceback(None)
