"""What is no number is refused by `check` and grader in the same words."""

from __future__ import annotations

import collections
import enum
import fractions
import functools
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from autograder.coach import values, words
from autograder.coach.values import NotNumbersError, plain
from tests.unit.values.exercises import answering, ruled, said
from tests.unit.values.kinds import Failing, Point, Sequence, objects


class NoArray:
    __array__ = lambda self, *args, **kwargs: [1.0]  # noqa: E731


def endless() -> list[Any]:
    made: list[Any] = []
    made.append(made)
    return made


def wide() -> list[Any]:
    made: list[Any] = []
    made += [made] * 20
    return made


NAMED: dict[str, tuple[str, bool, Callable[[Any], Any]]] = {
    "text": ("text", False, str),
    "text in an f-string": ("text", False, lambda v: f"{v:.3f}"),
    "bytes": ("text", False, lambda v: b"1.0"),
    "a text of numpy": ("text", False, np.str_),
    "a UserString": ("text", False, collections.UserString),
    "an array of texts": ("text", False, lambda v: np.array([str(v)])),
    "a list of texts": ("text", True, lambda v: [str(v)] * 3),
    "True": ("bool", False, lambda v: True),
    "a truth value of numpy": ("bool", False, lambda v: np.bool_(True)),
    "an array of truth values": ("bool", False, lambda v: np.array([True, False])),
    "a number and True": ("bool", True, lambda v: (v, True)),
    "an array of objects with True": ("bool", True, lambda v: objects([1.0, True])),
    "a generator": ("generator", False, lambda v: (n for n in (v,))),
    "generators in a dict": ("generator", True, lambda v: {"x": (n for n in (v,))}),
    "a map": ("iterator", False, lambda v: map(float, [v])),
    "a zip": ("iterator", False, lambda v: zip([v], [v], strict=True)),
    "a filter": ("iterator", False, lambda v: filter(None, [v])),
    "what reversed gives": ("iterator", False, lambda v: reversed([v])),
    "what iter gives": ("iterator", False, lambda v: iter([v])),
    "an array's flat": ("iterator", False, lambda v: np.ones(3).flat),
    "the values of a dict": ("view", False, lambda v: {"x": v}.values()),
    "the keys of a dict": ("view", False, lambda v: {"x": v}.keys()),
    "the items of a dict": ("view", False, lambda v: {"x": v}.items()),
    "a set": ("set", False, lambda v: {v}),
    "a frozenset": ("set", False, lambda v: frozenset([v])),
    "a function": ("function", False, lambda v: lambda: v),
    "a builtin function": ("function", False, lambda v: math.exp),
    "a function of numpy": ("function", False, lambda v: np.exp),
    "a method": ("function", False, lambda v: [v].count),
    "a partial": ("function", False, lambda v: functools.partial(float, v)),
    "a class": ("class", False, lambda v: float),
    "a dtype": ("class", False, lambda v: np.dtype("f8")),
    "a class of numpy's numbers": ("class", False, lambda v: np.float32),
    "a module": ("module", False, lambda v: math),
    "an error": ("error", False, lambda v: ValueError("no such z")),
    "three dots": ("dots", False, lambda v: ...),
    "a date": ("date", False, lambda v: np.datetime64("2020-01-01")),
    "an array of dates": ("date", False, lambda v: np.array(["2020-01-01"], dtype="M8[D]")),
    "a span of time": ("date", False, lambda v: np.timedelta64(3, "s")),
    "named fields": ("fields", False, lambda v: np.array([(v,)], dtype=[("a", "f8")])),
    "one entry of named fields": ("fields", False, lambda v: np.array([(v,)], dtype=[("a", "f8")])[0]),
    "a masked array": ("masked", False, lambda v: np.ma.array([v, v], mask=[False, True])),
    "the masked constant": ("masked", False, lambda v: np.ma.masked),
    "an object": ("object", False, Point),
    "a plain Enum": ("object", False, lambda v: enum.Enum("Colour", "RED").RED),  # type: ignore[attr-defined]
    "an object that fails to be an array": ("object", False, lambda v: Failing()),
    "an object whose array is none": ("object", False, lambda v: NoArray()),
    "objects in an array": ("object", True, lambda v: objects([Point(), Point()])),
    "a dict with whole numbers as keys": ("keys", False, lambda v: {0: v, 1: v}),
    "a dict with tuples as keys": ("keys", False, lambda v: {("x",): v}),
    "a dict with a long key": ("keys", False, lambda v: {"k" * 200: v}),
    "a dict of dicts with other keys": ("keys", True, lambda v: {"x": {1: v}}),
    "a list that holds itself": ("deep", True, lambda v: endless()),
    "lists in lists": ("deep", True, lambda v: [[[[[[[[[v]]]]]]]]]),
    "an array of many dimensions": ("deep", False, lambda v: np.full((1,) * 12, v)),
    "a list that holds itself often": ("deep", True, lambda v: wide()),
    "a huge array": ("many", False, lambda v: np.broadcast_to(v, (10**9,))),
    "a huge empty array": ("many", False, lambda v: np.empty((0, 10**9))),
    "a huge range": ("many", False, lambda v: range(10**12)),
    "a long list of small lists": ("many", True, lambda v: [[v, 1j]] * 40_000),
    "very many keys": ("many", False, lambda v: {str(k): v for k in range(5_000)}),
    "a whole number beyond the floats": ("large", False, lambda v: 10**400),
    "a list with such a number": ("large", False, lambda v: [10**400, 1]),
    "a Fraction beyond the floats": ("large", False, lambda v: fractions.Fraction(10**400)),
    "None in a list": ("None", True, lambda v: [v, None]),
    "None in a dict": ("None", True, lambda v: {"x": v, "w": None}),
    "None in an array": ("None", True, lambda v: objects([v, None])),
}


@pytest.mark.parametrize(("kind", "inside", "change"), NAMED.values(), ids=NAMED.keys())
def test_what_is_no_number_is_named_in_the_same_words(kind: str, inside: bool, change: Any) -> None:
    sentence = words.not_numbers(kind, inside)
    answer = answering("number", change)
    assert said("number", answer) == (False, f"number: {sentence}.")
    assert ruled("number", answer) == (False, f"refused: Failed: values: {sentence}.")


@pytest.mark.parametrize(
    "change", [lambda v: ("0", "1"), lambda v: (True, 0.25), lambda v: (0.5, None), set, iter]
)
def test_an_exercise_of_which_only_the_form_is_looked_at_names_it_too(change: Any) -> None:
    answer = answering("place", change)
    sentence = said("place", answer)[1].removeprefix("place: ")
    assert sentence.startswith(("the function returned", "the result of the function holds"))
    assert sentence in ruled("place", answer)[1]


def test_an_attribute_that_raises_or_ends_the_program_makes_an_object_like_any_other() -> None:
    for error in (ValueError, RecursionError, MemoryError, SystemExit):

        def array(self: Any, *args: Any, error: Any = error, **kwargs: Any) -> Any:
            raise error

        with pytest.raises(NotNumbersError) as caught:
            plain(type("Own", (), {"__array__": array})())
        assert (caught.value.kind, caught.value.inside) == ("object", False)


def test_a_class_that_raises_wherever_it_is_looked_at_makes_an_object_like_any_other() -> None:
    class Meta(type):
        def __hash__(cls) -> int:
            raise RuntimeError

        def __getattribute__(cls, name: str) -> Any:
            raise RuntimeError

    class Own(metaclass=Meta):
        pass

    for value in (Own(), [Own()], {"x": Own()}, Own):
        with pytest.raises(NotNumbersError, match=r"object|class"):
            plain(value)


def test_interrupting_a_check_interrupts_it_in_a_value_too() -> None:
    def array(self: Any, *args: Any, **kwargs: Any) -> Any:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        plain(type("Own", (), {"__array__": array})())


def test_a_sequence_or_mapping_without_end_is_read_no_further_than_the_limit() -> None:
    class Endless(Sequence):
        def __iter__(self) -> Iterator[float]:
            while True:
                yield 1.0

    class Open(collections.UserDict):  # type: ignore[type-arg]
        def __iter__(self) -> Iterator[str]:
            number = 0
            while True:
                yield str(number := number + 1)

        def __getitem__(self, key: Any) -> float:
            return 1.0

    for value in (Endless([]), Open()):
        with pytest.raises(NotNumbersError, match="many"):
            plain(value)


def test_every_kind_has_its_words_and_every_word_its_kind() -> None:
    assert set(words.NOT_NUMBERS) == values.KINDS
    for kind in values.KINDS:
        text = words.not_numbers(kind)
        assert ": " in text
        assert not text.endswith(".")


@pytest.mark.parametrize("name", ["", "Gradients", "<script>", "a" * 1000, "chain_dydx = x * w"])
def test_a_kind_that_is_not_known_is_said_to_be_an_object(name: str) -> None:
    assert words.not_numbers(name) == words.not_numbers("object")
