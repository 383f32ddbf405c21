"""Inside the box: functions that the judge holds. Each of their calls goes over the wire to the judge.

A check hands some of them to the student's function, as an argument. Others stand in for functions
of the notebook: errors are carried forward by them, so that no code of the course enters a box.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Collection
from typing import Any

import numpy as np

from . import wire
from . import values  # type: ignore[attr-defined]  # coach/values.py, which every box gets too

SHORT, MANY = 4096, 4096
"""Bytes of an answer that is remembered, and how many are."""


class Outside:
    """The judge's functions.

    Parameters
    ----------
    sock
        The notebook's socket.

    Attributes
    ----------
    call_id
        What the judge waits for: the id of the call that it made, or `wire.CELLS` while a cell runs.
    """

    def __init__(self, sock: Any) -> None:
        self.call_id = wire.CELLS
        self._sock = sock
        self._lock = threading.Lock()  # a student's threads must not mix their messages
        self._answers: dict[tuple[str, bytes], tuple[Any, bytes]] = {}

    def function(self, name: str) -> Callable[..., Any]:
        """Return a function that the judge answers for: each call is heard by it."""
        return _Held(name, self._ask)

    def pure_function(self, name: str) -> Callable[..., Any]:
        """Return a function of the course that the judge answers for: nothing is asked twice."""
        return _Held(name, self._ask_once)

    def _ask(self, name: str, args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        return wire.decode(*self._answer(name, *_question(name, args, keywords)))

    def _ask_once(self, name: str, args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        if any(isinstance(arg, _Held) for arg in (*args, *keywords.values())):  # another one at each call
            return self._ask(name, args, keywords)
        tree, numbers = _question(name, args, keywords)
        question = f"{name} {json.dumps(tree)}", numbers
        answer = self._answers.get(question)
        if answer is None:
            answer = self._answer(name, tree, numbers)
            self._remember(question, answer)
        return wire.decode(*answer)

    def _remember(self, question: tuple[str, bytes], answer: tuple[Any, bytes]) -> None:
        if len(question[1]) + len(answer[1]) > SHORT:
            return
        if len(self._answers) >= MANY:
            self._answers.clear()
        self._answers[question] = answer

    def _answer(self, name: str, tree: Any, numbers: bytes) -> tuple[Any, bytes]:
        """Return the judge's answer, as it was sent."""
        with self._lock:
            wire.send(self._sock, {"id": self.call_id, "callback": name, "args": tree}, numbers)
            answer, body = wire.receive(self._sock)
        if "value" not in answer:
            raise ValueError(f"{name} cannot take this argument")
        return answer["value"], body


class _Held:
    """A function that the judge holds; handed to another such function it goes by its name."""

    def __init__(self, name: str, ask: Callable[..., Any]) -> None:
        self.__name__ = self.__qualname__ = name
        self._ask = ask

    def __call__(self, *args: Any, **keywords: Any) -> Any:
        value = self._ask(self.__name__, args, keywords)
        # As numpy's own functions give it: a notebook may ask a number for its shape.
        return np.float64(value) if type(value) is float else value


def _question(name: str, args: tuple[Any, ...], keywords: dict[str, Any]) -> tuple[Any, bytes]:
    """Return the tree of a call's arguments, and their numbers."""
    pieces: list[bytes] = []
    try:
        positional = [_encoded(arg, pieces) for arg in args]
        named = [[key, _encoded(arg, pieces)] for key, arg in keywords.items()]
    except (values.NotNumbersError, wire.UnsupportedValueError):
        raise TypeError(f"{name} takes numbers") from None
    tree = {"k": "tuple", "v": [{"k": "tuple", "v": positional}, {"k": "dict", "v": named}]}
    return tree, b"".join(pieces)


def _encoded(arg: Any, pieces: list[bytes]) -> Any:
    """Return the tree of an argument; its numbers go to the pieces."""
    if isinstance(arg, _Held):
        return {"k": "function", "v": arg.__name__}
    tree, body = wire.encode(values.plain(arg))
    pieces.append(body)
    return tree


class StandIns:
    """Functions of the notebook in whose places the judge's stand.

    The notebook's own are kept: which of them are called is for the judge to say, before cells and calls.

    Parameters
    ----------
    namespace
        The notebook's names.
    names
        The functions for which the judge can stand in; it does for none at first.
    """

    def __init__(self, namespace: dict[str, Any], outside: Outside, names: Collection[str]) -> None:
        self._namespace = namespace
        self._held = {name: outside.pure_function(name) for name in names}
        self._own: dict[str, Any] = {}
        self._replaced: Collection[str] = ()

    def take(self) -> None:
        """Keep what the notebook has bound to the names."""
        for name, held in self._held.items():
            bound = self._namespace.get(name)
            if bound is not held and bound is not None:
                self._own[name] = bound

    def replace(self, names: Collection[str]) -> None:
        """Put the judge's functions in the places of these, and the notebook's own in those of the others."""
        self._replaced = names
        self.take()
        for name, held in self._held.items():
            if name in names:
                self._namespace[name] = held
            elif name in self._own:
                self._namespace[name] = self._own[name]
            else:
                self._namespace.pop(name, None)

    def again(self) -> None:
        """Put them there once more, behind a cell that may have bound the names."""
        self.replace(self._replaced)
