"""What is right in value and shape is right for `check` and grader, in whatever it is held; another shape is not."""

from __future__ import annotations

import array
import asyncio
import collections
import decimal
import enum
import fractions
import types
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest

from tests.unit.values.exercises import answering, ruled, said
from tests.unit.values.kinds import (
    Interface,
    Items,
    Keys,
    Letter,
    Lying,
    Pair,
    Places,
    Rational,
    Row,
    Sequence,
    Series,
    Turning,
    Whole,
    later,
    matrix,
    nested,
    objects,
)

ACCEPTED: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "a float": ("number", float),
    "a float64": ("number", np.float64),
    "a longdouble": ("number", np.longdouble),
    "an array without dimensions": ("number", np.array),
    "a Fraction": ("number", fractions.Fraction),
    "a Decimal": ("number", decimal.Decimal),
    "a subclass of float": ("number", Lying),
    "a subclass of float64": ("number", type("Own", (np.float64,), {"__float__": lambda self: 99.0})),
    "a number of another library": ("number", Rational),
    "a number of mpmath": ("number", mpmath.mpf),
    "a complex number of mpmath": ("complex", mpmath.mpc),
    "an array of one object without dimensions": (
        "number",
        lambda v: np.array(fractions.Fraction(v), dtype=object),
    ),
    "a scalar that can be made an array": ("number", Series),
    "an async function's value": ("number", later),
    "an int": ("whole", int),
    "a float that is whole": ("whole", float),
    "a uint16": ("whole", np.uint16),
    "an int64": ("whole", np.int64),
    "a float32 that is whole": ("whole", np.float32),
    "a float16 that is whole": ("whole", np.float16),
    "a subclass of int": ("whole", Whole),
    "an IntEnum": ("whole", lambda v: enum.IntEnum("Step", {"LAST": v}).LAST),  # type: ignore[attr-defined]
    "a whole Fraction": ("whole", fractions.Fraction),
    "a whole Decimal": ("whole", decimal.Decimal),
    "a complex": ("complex", complex),
    "a complex128": ("complex", np.complex128),
    "a clongdouble": ("complex", np.clongdouble),
    "a subclass of complex": ("complex", Turning),
    "an array": ("row", np.array),
    "a list": ("row", np.ndarray.tolist),
    "a tuple": ("row", lambda v: tuple(v.tolist())),
    "a list of float64": ("row", list),
    "a list of Fractions": ("row", lambda v: [fractions.Fraction(n) for n in v.tolist()]),
    "a list of arrays without dimensions": ("row", lambda v: [np.array(n) for n in v]),
    "a strided array": ("row", lambda v: np.repeat(v, 2)[::2]),
    "a big-endian array": ("row", lambda v: v.astype(">f8")),
    "an array of longdoubles": ("row", lambda v: v.astype(np.longdouble)),
    "a subclass of ndarray": ("row", lambda v: v.view(Row)),
    "a recarray": ("row", lambda v: v.view(np.recarray)),
    "a masked array without masked entries": ("row", np.ma.array),
    "an array of objects that are floats": ("row", lambda v: objects(v.tolist())),
    "an array of Decimals": ("row", lambda v: objects([decimal.Decimal(n) for n in v.tolist()])),
    "a subclass of list": ("row", lambda v: Items(v.tolist())),
    "a subclass of tuple": ("row", lambda v: Places(v.tolist())),
    "a deque": ("row", collections.deque),
    "a UserList": ("row", lambda v: collections.UserList(v.tolist())),
    "a sequence of one's own": ("row", Sequence),
    "an array.array": ("row", lambda v: array.array("d", v.tolist())),
    "a memoryview": ("row", memoryview),
    "what can be made an array": ("row", Series),
    "what says where its numbers are": ("row", Interface),
    "a table": ("table", np.array),
    "a list of lists": ("table", np.ndarray.tolist),
    "a list of arrays": ("table", list),
    "a tuple of tuples": ("table", lambda v: tuple(map(tuple, v.tolist()))),
    "a list of tuples, as zip makes it": ("table", lambda v: list(zip(*v.T.tolist(), strict=True))),
    "a matrix": ("table", matrix),
    "a transposed array": ("table", np.asfortranarray),
    "a memoryview of two dimensions": ("table", memoryview),
    "a table that can be made an array": ("table", Series),
    "an array of objects of two dimensions": ("table", lambda v: v.astype(object)),
    "an array of rows as objects": ("table", lambda v: nested(list(v))),
    "a pair": ("pair", tuple),
    "a list of number and array": ("pair", list),
    "a named tuple": ("pair", lambda v: Pair(*v)),
    "a deque of number and array": ("pair", collections.deque),
    "a pair with a list": ("pair", lambda v: [fractions.Fraction(v[0]), v[1].tolist()]),
    "an array of a number and an array": ("pair", nested),
    "two rows": ("rows", tuple),
    "two rows as a list": ("rows", list),
    "two rows as a named tuple": ("rows", lambda v: Pair(*v)),
    "two rows as one array": ("rows", np.array),
    "two rows of different lengths": ("ragged", list),
    "two rows of different lengths as objects": ("ragged", nested),
    "a named tuple of rows of different lengths": ("ragged", lambda v: Pair(*map(tuple, v))),
    "a dict": ("gradients", dict),
    "a dict in another order": ("gradients", lambda v: dict(reversed(v.items()))),
    "an OrderedDict": ("gradients", collections.OrderedDict),
    "a defaultdict": ("gradients", lambda v: collections.defaultdict(float, v)),
    "a Counter": ("gradients", collections.Counter),
    "a UserDict": ("gradients", collections.UserDict),
    "a ChainMap": ("gradients", collections.ChainMap),
    "a mappingproxy": ("gradients", types.MappingProxyType),
    "a subclass of dict": ("gradients", Keys),
    "a dict whose keys are of an Enum of texts": (
        "gradients",
        lambda v: {Letter(k): n for k, n in v.items()},
    ),
    "a dict whose keys are numpy's texts": ("gradients", lambda v: {np.str_(k): n for k, n in v.items()}),
    "a dict as an object in an array": ("gradients", lambda v: np.array(v, dtype=object)),
    "a pair of Decimals": ("place", lambda v: tuple(map(decimal.Decimal, v))),
    "a place as an array": ("place", np.array),
    "a place as a named tuple": ("place", lambda v: Pair(*v)),
}


@pytest.mark.parametrize(("name", "change"), ACCEPTED.values(), ids=ACCEPTED.keys())
def test_what_is_right_in_value_and_shape_is_right_for_check_and_grader(name: str, change: Any) -> None:
    answer = answering(name, change)
    assert said(name, answer)[0], said(name, answer)[1]
    assert ruled(name, answer) == (True, "correct: ")


def test_an_async_function_is_right_also_where_an_event_loop_runs_already() -> None:
    async def in_a_notebook() -> tuple[bool, str]:
        answer = answering("number", later)
        assert said("number", answer)[0]
        return ruled("number", answer)

    assert asyncio.run(in_a_notebook()) == (True, "correct: ")


# --- shapes -----------------------------------------------------------------------------------------

RESHAPED: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "an array of one number": ("number", lambda v: np.array([v])),
    "a tuple of one number": ("number", lambda v: (v,)),
    "a matrix of one number": ("number", matrix),
    "a dict of one number": ("number", lambda v: {"x": v}),
    "a row as a matrix": ("row", matrix),
    "a column": ("row", lambda v: v[:, np.newaxis]),
    "a row in a list": ("row", lambda v: [v]),
    "a row with one more": ("row", lambda v: [*v, 0.0]),
    "an empty list": ("row", lambda v: []),
    "a transposed table": ("table", lambda v: v.T),
    "a flat table": ("table", np.ravel),
    "a pair with one more": ("pair", lambda v: (*v, 1.0)),
    "a pair the other way round": ("pair", lambda v: v[::-1]),
    "an empty dict": ("gradients", lambda v: {}),
    "a dict without a key": ("gradients", lambda v: {"x": v["x"]}),
    "the values of a dict as a list": ("gradients", lambda v: list(v.values())),
    "a complex number": ("number", complex),
}


@pytest.mark.parametrize(("name", "change"), RESHAPED.values(), ids=RESHAPED.keys())
def test_another_shape_is_right_for_neither(name: str, change: Any) -> None:
    answer = answering(name, change)
    assert not said(name, answer)[0]
    right, reason = ruled(name, answer)
    assert not right
    assert reason.startswith("wrong: ")


@pytest.mark.parametrize(
    ("change", "yours"),
    [
        (lambda v: (v[1], v[1]), "two results: first an array of 3 numbers, then an array of 3 numbers"),
        (lambda v: [v[1], v[1], v[1]], "three results, each an array of 3 numbers"),
        (lambda v: np.zeros((2, 3)), "two results: first an array of 3 numbers, then an array of 3 numbers"),
        (lambda v: np.zeros((9, 3)), "a table of shape (9, 3)"),
        (lambda v: np.zeros(3), "an array of 3 numbers"),
        (lambda v: 0.0, "one number"),
    ],
)
def test_rows_in_the_place_of_results_are_spoken_of_as_results(change: Any, yours: str) -> None:
    _, text = said("ragged", answering("ragged", change))
    assert "should be two results: first an array of 2 numbers, then an array of 3 numbers; " in text
    assert f"yours is {yours}." in text
