"""Single rules of what a value is made: digits, precision, subclasses, limits."""

from __future__ import annotations

import collections
import decimal
import fractions
import functools
import inspect
import json
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.box import wire
from autograder.coach import values
from autograder.coach.values import NotNumbersError, leaves, plain
from autograder.judging.judge import judge
from autograder.judging.local import LocalCalls
from tests.unit.values.exercises import EXERCISES, answering, said
from tests.unit.values.kinds import Items, Keys, Lying, Places, Row


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (2**70, 2.0**70),
        (-(10**30), -1e30),
        (np.uint64(2**64 - 1), 2.0**64),
        (decimal.Decimal("1e-400"), 0.0),
        (decimal.Decimal("Infinity"), math.inf),
        (np.float16(0.5), np.float32(0.5)),
    ],
    ids=repr,
)
def test_a_number_of_another_size_is_the_float_next_to_it(value: Any, expected: float) -> None:
    assert plain(value) == expected
    assert type(plain(value)) is type(expected)


@pytest.mark.parametrize(
    "value",
    [
        [0, fractions.Fraction(0)],
        (1, decimal.Decimal("0.5")),
        [fractions.Fraction(1, 2), 3.0, 2],
        [2**70, 1, fractions.Fraction(1)],
        [1, np.array(2.0)],
        collections.deque([1, fractions.Fraction(1, 4)]),
    ],
    ids=repr,
)
def test_a_row_of_several_kinds_of_numbers_is_a_row_of_floats(value: Any) -> None:
    assert {type(number) for number in plain(value)} == {float}
    assert list(plain(value)) == [float(number) for number in value]


def test_whole_numbers_keep_all_their_digits_as_far_as_64_bits_go() -> None:
    for number in (2**63 - 1, -(2**63), 0, -1):
        assert plain(number) == number
        assert plain([number] * 9) == [number] * 9
        assert plain(np.array([number])).tolist() == [number]


def test_single_precision_stays_single_so_that_it_can_be_named() -> None:
    for value in (
        np.float32(0.1),
        [np.float32(0.1), np.float32(0.2)],
        np.array([0.1], np.float32),
        np.float16(0.1),
    ):
        ((_, found),) = leaves(plain(value))
        assert found.dtype == np.float32


@pytest.mark.parametrize("name", ["number", "row", "table", "rows"])
def test_single_precision_is_right_for_neither_and_named_by_both(name: str) -> None:
    answer = answering(name, lambda value: np.asarray(value).astype(np.float32)[()])
    right, text = said(name, answer)
    assert not right
    assert EXERCISES.hints.first("any.float32") in text
    ruling = judge(EXERCISES, name, LocalCalls({name: answer}), np.random.SeedSequence(1))
    assert (ruling.outcome, ruling.mistake) == ("wrong", "any.float32")


def test_nan_and_infinities_are_numbers() -> None:
    assert math.isnan(plain(decimal.Decimal("nan")))
    assert plain([math.inf, -math.inf]) == [math.inf, -math.inf]


@pytest.mark.parametrize("value", [None, np.float64, np.dtype("f4")])
def test_none_and_dtypes_pass_and_are_no_numbers(value: Any) -> None:
    assert plain(value) is value
    with pytest.raises(NotNumbersError):
        list(leaves(value))


def test_a_subclass_is_read_by_its_base_class() -> None:
    assert plain(Lying(0.5)) == 0.5
    assert type(plain(Lying(0.5))) is float
    assert plain(Items([1.0, 2.0])) == [1.0, 2.0]
    assert plain(Places((1.0, 2.0))) == (1.0, 2.0)
    assert plain(Keys(w=1.0)) == {"w": 1.0}
    assert plain(np.zeros(3).view(Row)).tolist() == [0.0] * 3
    assert type(plain(np.zeros(3).view(Row))) is np.ndarray


def test_a_class_that_lies_about_itself_is_taken_for_what_it_is() -> None:
    class Liar:
        __class__ = float  # type: ignore[assignment]

    with pytest.raises(NotNumbersError, match="object"):
        plain(Liar())


def test_the_file_stands_alone_so_that_it_can_lie_in_a_box() -> None:
    source = inspect.getsource(values)
    assert "from ." not in source
    assert "import autograder" not in source


LARGEST: dict[str, Callable[[], Any]] = {
    "complex numbers in a list": lambda: [1j] * (values.ITEMS_MAX - 1),
    "arrays of one number": lambda: [np.ones((1,) * values.DIMENSIONS_MAX)] * (values.ITEMS_MAX // 2 - 1),
    "short lists": lambda: [[1.0, 2.0]] * (values.ITEMS_MAX // 4 - 1),
    "longer lists": lambda: [[1.0] * values.SHORT] * (values.ITEMS_MAX // 10 - 1),
    "keys": lambda: {chr(0x1F600 + k) * values.KEY_MAX: 1.0 for k in range(values.KEYS_MAX)},
    "one long list": lambda: [0.1] * values.NUMBERS_MAX,
    "one long array": lambda: np.full(values.NUMBERS_MAX, 1j),
    "the deepest lists": lambda: functools.reduce(
        lambda inner, _: [inner, inner], range(values.DEPTH_MAX), [1.0]
    ),
}


@pytest.mark.parametrize("made", LARGEST.values(), ids=LARGEST.keys())
def test_the_largest_plain_value_goes_over_the_wire_beside_the_arguments(made: Callable[[], Any]) -> None:
    value = plain(made())
    tree, body = wire.encode((value, (0.0, None)))
    header = json.dumps(tree)
    assert len(header) < wire.HEADER_MAX / 2
    assert len(body) < wire.BODY_MAX / 2
    wire.decode(json.loads(header), body)


@pytest.mark.parametrize(
    "value",
    [
        [1j] * (values.ITEMS_MAX + 1),
        [0.1] * (values.NUMBERS_MAX + 1),
        np.zeros(values.NUMBERS_MAX + 1),
        {str(k): 0.0 for k in range(values.KEYS_MAX + 1)},
        [{str(k): 0.0 for k in range(values.KEYS_MAX)}] * 2,
    ],
    ids=["items", "numbers", "array", "keys", "keys of all dicts"],
)
def test_one_more_than_the_limit_is_too_many(value: Any) -> None:
    with pytest.raises(NotNumbersError, match="many"):
        plain(value)
