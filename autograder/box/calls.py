"""How the judge calls a notebook's functions, in whatever process they run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from autograder.content.calls import CallError, Crashed, TimedOut


class Calls(Protocol):
    """A notebook whose functions can be called; after a stop it starts again by itself."""

    def call(self, name: str, args: tuple[Any, ...], *, quiet: bool = False, echo: bool = False) -> Any:
        """Call a function; with `echo` return (value, arguments after the call).

        Raises
        ------
        CallError
            If there is no value.
        """

    def call_each(self, name: str, inputs: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        """Call a function once for each tuple of arguments; yield its value, or its error.

        Raises
        ------
        TimedOut, Crashed
            Instead of the values that are left.
        """
        for args in inputs:
            yield value_or_error(self.call, name, args)


def value_or_error(call: Callable[..., Any], *args: Any) -> Any:
    """Return the value of a call, or its error unless that ends the notebook."""
    try:
        return call(*args)
    except (TimedOut, Crashed):
        raise
    except CallError as error:
        error.__cause__ = error.__context__ = None  # what led to it holds the reply, however large
        return error.with_traceback(None)
