"""Values of any kind: their class makes no difference, their shape does, and each is carried or named."""

from __future__ import annotations

import collections
import decimal
import fractions
import json
import types
from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from autograder.box import wire
from autograder.coach import values
from autograder.coach.values import NotNumbersError, leaves, plain
from autograder.judging.local import LocalCalls
from tests.unit.values.exercises import RIGHT, answering, ruled, said
from tests.unit.values.kinds import (
    Failing,
    Items,
    Keys,
    Lying,
    Pair,
    Places,
    Point,
    Rational,
    Sequence,
    Series,
    nested,
)

NUMBERS: tuple[Callable[[float], Any], ...] = (
    float,
    np.float64,
    np.longdouble,
    np.array,
    fractions.Fraction,
    decimal.Decimal,
    Lying,
    Rational,
    Series,
)
LISTS: tuple[Callable[[Any], Any], ...] = (
    list,
    tuple,
    Items,
    Places,
    collections.deque,
    collections.UserList,
    Sequence,
    nested,
    lambda items: Pair(*items) if len(items) == 2 else tuple(items),
)
DICTS: tuple[Callable[[Any], Any], ...] = (
    dict,
    collections.OrderedDict,
    lambda items: collections.defaultdict(list, items),
    collections.UserDict,
    types.MappingProxyType,
    Keys,
)
exact = st.integers(-10_000, 10_000).filter(bool).map(lambda n: n / 64)
trees = st.recursive(
    exact,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(st.sampled_from("xwb"), inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


def disguised(tree: Any, data: st.DataObject) -> Any:
    """Return the same numbers in other containers, as other kinds of numbers."""
    if isinstance(tree, dict):
        return data.draw(st.sampled_from(DICTS))({key: disguised(item, data) for key, item in tree.items()})
    if isinstance(tree, list):
        return data.draw(st.sampled_from(LISTS))([disguised(item, data) for item in tree])
    return data.draw(st.sampled_from(NUMBERS))(tree)


def seen(value: Any) -> list[tuple[str, tuple[int, ...], list[float]]]:
    """Return the numbers of a result and where they stand."""
    return [(path, np.shape(found), np.ravel(found).tolist()) for path, found in leaves(value)]


def outside(value: Any) -> Any:
    """Return what the judge gets of a result."""
    return LocalCalls({"f": lambda: value}).call("f", ())


@given(trees, st.data())
def test_the_kinds_of_containers_and_numbers_make_no_difference(tree: Any, data: st.DataObject) -> None:
    value = disguised(tree, data)
    assert seen(plain(value)) == seen(tree)
    assert seen(outside(value)) == seen(tree)


@given(trees, st.data())
def test_check_and_judge_take_the_same_numbers_from_a_result(tree: Any, data: st.DataObject) -> None:
    value = disguised(tree, data)
    told, _ = said("pair", lambda x: value)
    right, reason = ruled("pair", lambda x: value)
    assert (told, right) == (False, False)
    assert reason.startswith("wrong: ")


def changed(tree: Any, data: st.DataObject) -> Any:
    """Return the same numbers in another shape."""
    kind = data.draw(st.sampled_from(["in a list", "in a dict", "one more", "another key"]))
    if kind == "one more" and isinstance(tree, list):
        return [*tree, 1.0]
    if kind == "another key" and isinstance(tree, dict):
        return {**tree, "z": 1.0}
    return {"x": tree} if kind == "in a dict" else [tree]


@given(trees, st.data())
def test_any_change_of_shape_is_seen_on_both_sides(tree: Any, data: st.DataObject) -> None:
    value = disguised(changed(tree, data), data)
    assert seen(plain(value)) != seen(tree)
    assert seen(outside(value)) != seen(tree)


@settings(max_examples=60)
@given(st.sampled_from(sorted(RIGHT)), st.data())
def test_a_right_result_in_any_disguise_is_right_for_check_and_judge(name: str, data: st.DataObject) -> None:
    def disguise(value: Any) -> Any:
        if isinstance(value, dict):
            return data.draw(st.sampled_from(DICTS))({key: disguise(item) for key, item in value.items()})
        if isinstance(value, tuple):
            return data.draw(st.sampled_from(LISTS))([disguise(item) for item in value])
        if isinstance(value, np.ndarray):
            return data.draw(st.sampled_from(LISTS))([disguise(item) for item in value])
        return value if isinstance(value, complex) else data.draw(st.sampled_from(NUMBERS))(float(value))

    answer = answering(name, disguise)
    assert said(name, answer)[0], said(name, answer)[1]
    assert ruled(name, answer) == (True, "correct: ")


anything = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.complex_numbers(),
        st.text(max_size=3),
        st.binary(max_size=3),
        st.fractions(),
        st.decimals(),
        st.sampled_from(
            [np.float16(1), np.float32(1), np.bool_(1), np.zeros((2, 0)), np.array("a"), ..., len, int]
        ),
        st.builds(lambda n: (k for k in range(n)), st.integers(0, 3)),
        st.builds(Failing),
        st.builds(Point),
        st.sets(st.integers(), max_size=2),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.lists(inner, max_size=4).map(nested),
        st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=3),
    ),
    max_leaves=10,
)


def made_of(value: Any) -> tuple[str, Any]:
    """Return what is made of a result: "plain" and the value, or what it is called and None."""
    try:
        return "plain", plain(value)
    except NotNumbersError as error:
        return error.kind, None


@settings(max_examples=300)
@given(anything)
def test_whatever_is_returned_is_carried_by_the_wire_or_named(value: Any) -> None:
    kind, made = made_of(value)
    assert kind in values.KINDS | {"plain"}
    tree, body = wire.encode((made, 0.0))
    got, _ = wire.decode(json.loads(json.dumps(tree)), body)
    if made is not None:
        assert repr(seen(got)) == repr(seen(made))


@given(anything)
@example([0, fractions.Fraction(0)])
def test_a_plain_value_is_plain_already(value: Any) -> None:
    _, made = made_of(value)
    assert repr(plain(made)) == repr(made)
