"""The comparator: exact shape, finite, relative; and 0 is no gradient."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.box.wire import DEPTH_MAX
from autograder.content import Values
from autograder.content.calls import UnusableAnswerError
from autograder.content.values import agrees, leaves, matches
from vanishing_gradients import EXERCISES

RTOL = 1e-9
nonzero = st.floats(allow_nan=False, allow_infinity=False).filter(lambda x: x != 0)
ordinary = st.floats(1e-300, 1e300) | st.floats(-1e300, -1e-300)
rows = hnp.arrays("f8", hnp.array_shapes(min_dims=0, max_dims=3, min_side=1, max_side=4), elements=nonzero)


@given(nonzero)
def test_zero_is_never_accepted_for_a_gradient(gradient: float) -> None:
    assert not agrees(gradient, 0.0, RTOL)
    assert not agrees(gradient, -0.0, RTOL)
    assert not agrees(np.array([gradient]), np.zeros(1), 1e-3)
    assert not agrees({"x": gradient}, {"x": 0}, 0.5)


@pytest.mark.parametrize("tiny", [5e-324, 1e-310, 1e-200, 1e-20])
def test_zero_is_not_accepted_however_tiny_the_gradient_is(tiny: float) -> None:
    assert not agrees(tiny, 0.0, RTOL)
    assert not agrees(tiny, tiny * 3, RTOL)
    assert agrees(tiny, tiny, RTOL)


def test_where_zero_is_right_only_zero_is_right() -> None:
    assert agrees(0.0, 0.0, RTOL)
    assert agrees(0.0, -0.0, RTOL)
    assert not agrees(0.0, 5e-324, RTOL)


@given(st.floats(), st.sampled_from([np.nan, np.inf, -np.inf]))
def test_nan_and_infinities_agree_with_nothing(expected: float, got: float) -> None:
    assert not agrees(expected, got, RTOL)
    assert not agrees(np.array([expected, 1.0]), np.array([got, 1.0]), RTOL)
    assert not agrees(expected, complex(1.0, got), RTOL)


@given(st.sampled_from([np.nan, np.inf, -np.inf]), st.floats())
def test_nothing_agrees_with_nan_and_infinities(expected: float, got: float) -> None:
    assert not agrees(expected, got, RTOL)


@given(rows)
def test_the_right_numbers_agree_and_are_matched(right: np.ndarray) -> None:
    assert agrees(right, right.copy(), RTOL)
    assert matches(right, right.copy())


@given(rows)
def test_a_list_agrees_as_an_array_of_the_same_shape_does(right: np.ndarray) -> None:
    if right.ndim == 1:
        assert agrees(right, right.tolist(), RTOL)
        assert agrees(right, tuple(right.tolist()), RTOL)
        assert agrees(right.tolist(), right, RTOL)
    if right.ndim == 0:
        assert agrees(right, float(right), RTOL)


@given(rows)
def test_the_shape_counts(right: np.ndarray) -> None:
    assert not agrees(right, right[np.newaxis], RTOL)
    assert not agrees(right, right[..., np.newaxis], RTOL)
    assert not agrees(right, np.concatenate([right.ravel(), right.ravel()]), RTOL)
    assert not agrees(right, np.zeros((0, *right.shape)), RTOL)
    if right.size > 1:
        assert not agrees(right, right.ravel()[0], RTOL)  # no broadcasting
        assert not agrees(right, np.full(1, right.ravel()[0]), RTOL)


def test_a_row_of_one_is_no_number() -> None:
    assert not agrees(2.0, [2.0], RTOL)
    assert not agrees(np.array([2.0]), 2.0, RTOL)


@given(ordinary, st.floats(0, 0.9), st.floats(1.1, 100), st.sampled_from([1e-9, 1e-6, 1e-3]))
def test_the_tolerance_is_relative(right: float, inside: float, outside: float, rtol: float) -> None:
    assert agrees(right, right * (1 + inside * rtol), rtol)
    assert agrees(right, right * (1 - inside * rtol), rtol)
    assert not agrees(right, right * (1 + outside * rtol), rtol)
    assert not agrees(right, right * (1 - outside * rtol), rtol)


@given(ordinary)
def test_a_sign_counts(right: float) -> None:
    assert not agrees(right, -right, RTOL)


@given(hnp.arrays("f8", 5, elements=ordinary), st.integers(0, 4))
def test_one_wrong_number_of_many_is_wrong(right: np.ndarray, place: int) -> None:
    wrong = right.copy()
    wrong[place] *= 1 + 1e-6
    assert not agrees(right, wrong, RTOL)
    assert not agrees({"a": 1.0, "b": right}, {"a": 1.0, "b": wrong}, RTOL)


def test_dicts_agree_by_key_and_nothing_may_be_missing_or_added() -> None:
    right = {"x": 1.0, "w": np.array([1.0, 2.0])}
    assert agrees(right, {"w": [1.0, 2.0], "x": 1}, RTOL)
    for wrong in ({"x": 1.0}, {**right, "y": 1.0}, {"x": 1.0, "v": right["w"]}, [1.0, right["w"]], {}, []):
        assert not agrees(right, wrong, RTOL)


def test_pairs_agree_place_by_place() -> None:
    z, a = np.array([1.0, 2.0]), np.array([3.0, 4.0, 5.0])
    assert agrees((z, a), [z, a], RTOL)
    assert not agrees((z, a), (a, z), RTOL)
    assert not agrees((z, a), (z,), RTOL)
    assert not agrees((z, a), (z, a, a), RTOL)


def test_a_complex_reply_is_no_real_number() -> None:
    assert not agrees(2.0, 2.0 + 0.0j, RTOL)
    assert agrees(2.0 + 1.0j, 2.0 + 1.0j, RTOL)


@pytest.mark.parametrize(
    "value",
    [None, True, False, "1", [True], [None], {"a": "b"}, np.array([True]), np.array(["1"]), np.dtype("f8")],
)
def test_what_is_no_number_is_an_unusable_answer(value: Any) -> None:
    with pytest.raises(UnusableAnswerError):
        list(leaves(value))


@given(rows)
def test_what_matches_a_wrong_answer_may_hold_nan_and_inf(right: np.ndarray) -> None:
    odd = right.copy()
    odd.flat[0] = np.nan
    assert matches(odd, odd.copy())
    assert not agrees(odd, odd.copy(), RTOL)


def test_a_reply_with_endless_places_is_not_walked_to_its_end() -> None:
    walked = []

    class Counted(list):  # type: ignore[type-arg]
        def __iter__(self) -> Any:
            for item in super().__iter__():
                walked.append(1)
                yield item

    many = Counted([np.zeros(0)] * 10_000)
    assert not agrees((1.0, 2.0), many, RTOL)
    assert len(walked) < 10


def test_a_deep_reply_is_compared_without_trouble() -> None:
    deep: Any = 1.0
    for _ in range(DEPTH_MAX):
        deep = [deep, deep, np.zeros(0)] if not isinstance(deep, list) else [deep]
    assert agrees(deep, deep, RTOL)
    assert not agrees(1.0, deep, RTOL)


@pytest.mark.parametrize("name", sorted(EXERCISES))
def test_no_exercise_accepts_zero_where_its_reference_is_not_zero(name: str) -> None:
    exercise = EXERCISES[name]
    rng = np.random.default_rng(1)
    for check in exercise.checks:
        if isinstance(check, Values):
            for args in check.sample(rng):
                for place, right in leaves(exercise.reference(*args)):
                    for number in right.ravel():
                        if number != 0:
                            assert not agrees(number, 0.0, check.rtol), (check.title, place)
