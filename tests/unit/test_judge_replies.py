"""The judge takes every reply and every error, and keeps none longer than it needs."""

from __future__ import annotations

import warnings
import weakref
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.box import calls
from autograder.content import Exercise, Mistake, Property, Values
from autograder.content.calls import CallError, Crashed, Missing, Raised, TimedOut, UnusableAnswerError
from autograder.judging.judge import judge
from tests.unit.judged import Calls, every_exercise, ruling, toy, values
from vanishing_gradients import EXERCISES

# --- replies of every kind --------------------------------------------------------------------------

leaf = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(),
    st.complex_numbers(),
    st.sampled_from(
        [
            np.zeros(0),
            np.zeros((0, 3)),
            np.zeros((2,) * 8),
            np.ones(5000),
            np.float32(1.0),
            np.dtype("f8"),
            np.array(1.0),
            np.array([np.nan, np.inf]),
            np.full(3, 1j),
        ]
    ),
)
replies = st.recursive(
    leaf,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.sampled_from(["x", "w", "b", "", "\x00"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@every_exercise
@settings(max_examples=25)
@given(reply=replies)
def test_no_reply_makes_the_judge_raise_and_none_earns_marks(exercise: Exercise, reply: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert ruling(exercise, lambda *args: reply).score < exercise.points


@every_exercise
@settings(max_examples=10)
@given(reply=replies)
def test_no_reply_to_a_property_makes_the_judge_raise(exercise: Exercise, reply: Any) -> None:
    expected = 0

    def right_at_first(*args: Any) -> Any:
        nonlocal expected
        expected += 1
        return exercise.reference(*args) if expected <= asked else reply

    asked = sum(
        len(list(check.sample(np.random.default_rng(1))))
        for check in exercise.checks
        if isinstance(check, Values)
    )
    got = ruling(exercise, right_at_first)
    assert 0.0 <= got.score <= exercise.points


ERRORS: dict[CallError, str] = {
    TimedOut("a call took more than 5 s"): "timed_out",
    Crashed("gone"): "crashed",
    UnusableAnswerError("the function returned str"): "refused",
    Missing("the notebook has no function"): "not_attempted",
    Raised("ZeroDivisionError"): "raised",
}


@every_exercise
@pytest.mark.parametrize("error", ERRORS, ids=lambda e: type(e).__name__)
def test_trouble_in_every_call_is_an_outcome_with_a_reason_and_no_marks(
    exercise: Exercise, error: CallError
) -> None:
    def troubled(*args: Any) -> Any:
        raise error

    got = ruling(exercise, troubled)
    assert (got.outcome, got.score) == (ERRORS[error], 0.0)
    assert str(error) in got.reason


def test_a_reply_with_far_too_many_numbers_is_refused() -> None:
    got = ruling(EXERCISES["sigmoid"], lambda z: np.zeros(1_000_001))
    assert (got.outcome, got.score) == ("refused", 0.0)


def test_a_reply_of_very_many_empty_places_is_refused_for_a_property() -> None:
    sizes = Property("p", 1.0, lambda ask, rng: bool(len(ask(0.0)) == 2000))
    got = ruling(toy(values("a", 1.0, 1.0), sizes), lambda x: 2 * x if x else [np.zeros(0)] * 2000)
    assert got.score == 1.0


def test_a_refused_reply_is_not_kept_until_the_end() -> None:
    replies: list[weakref.ref[np.ndarray]] = []
    alive: list[int] = []

    class Floods(calls.Calls):
        """A notebook that answers every call with far too many numbers."""

        def call(self, name: str, args: Any, *, quiet: bool = False, echo: bool = False) -> Any:
            alive.append(sum(reply() is not None for reply in replies))
            flood = np.zeros(1_000_001)
            replies.append(weakref.ref(flood))
            return flood

    judge(EXERCISES, "sigmoid", Floods(), np.random.SeedSequence(1))
    assert len(alive) > 3
    assert max(alive) == 0


def test_no_mistake_is_looked_for_in_a_flood_of_places() -> None:
    def named(answer: Any) -> str | None:
        exercises = replace(
            EXERCISES, mistakes=(Mistake("sigmoid.known", "sigmoid", lambda z: answer, "Seen."),)
        )
        return judge(exercises, "sigmoid", Calls(lambda z: answer), np.random.SeedSequence(1)).mistake

    assert named([[0.0] * 200]) == "sigmoid.known"
    assert named([[0.0] * 20_000]) is None


# --- None, and what is kept of an error -------------------------------------------------------------

SOMETIMES: dict[str, tuple[Callable[..., Any], float, str]] = {
    "always": (lambda x: None, 0.0, "refused"),
    "at the first input": (lambda x: None if x == 1.0 else 2 * x, 0.0, "refused"),
    "at the second one": (lambda x: None if x == 2.0 else 2 * x, 1.0, "partial"),
    "at large ones": (lambda x: None if x > 100 else 2 * x, 2.0, "partial"),
    "never": (lambda x: 2 * x, 3.0, "correct"),
}


@pytest.mark.parametrize("name", SOMETIMES)
def test_a_function_that_returns_none_is_told_so(name: str) -> None:
    function, score, outcome = SOMETIMES[name]
    large = Property("large", 1.0, lambda ask, rng: bool(ask(1e3) == 2e3))
    got = ruling(toy(values("a", 1.0, 1.0), values("b", 1.0, 2.0), large), function)
    assert (got.score, got.outcome) == (score, outcome)
    assert ("the function returned None" in got.reason) is (name != "never")


def test_of_each_error_the_place_and_the_class_are_kept_once() -> None:
    namespace: dict[str, Any] = {}
    source = "import math\ndef f(x):\n    if x > 1:\n        return math.sqrt(-x)\n    return [][0]"
    exec(compile(source, "<cell 7>", "exec"), namespace)
    got = ruling(toy(values("a", 1.0, 1.0, 0.5, 2.0, 3.0)), namespace["f"])
    assert [(stop.account.kind, stop.account.cell, stop.account.line) for stop in got.stops] == [
        ("IndexError", 7, 5),
        ("ValueError", 7, 4),
    ]
    assert got.checks == (("a: the function raised IndexError", False),)
