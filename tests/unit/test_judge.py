"""The judge: repeatable inputs, a gate, and properties after values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.content import Exercise, Property, Values
from autograder.judging.judge import judge, seed_for
from autograder.results.verdict import Verdict, clamp
from tests.unit.judged import ALWAYS, KEY, Calls, alone, every_exercise, ruling, toy, values
from vanishing_gradients import EXERCISES

# --- right and wrong --------------------------------------------------------------------------------


@every_exercise
@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_reference_as_an_answer_gets_full_marks(exercise: Exercise, number: int) -> None:
    got = ruling(exercise, exercise.reference, number)
    assert got.outcome == "correct", got.reason
    assert got.score == exercise.points
    assert got.mistake is None
    assert got.reason == ""


CHEAP = {
    "zero": lambda *args: 0,
    "zero float": lambda *args: 0.0,
    "one": lambda *args: 1.0,
    "a half": lambda *args: 0.5,
    "nan": lambda *args: np.nan,
    "inf": lambda *args: np.inf,
    "true": lambda *args: True,
    "none": lambda *args: None,
    "text": lambda *args: "1.0",
    "empty": lambda *args: (),
    "empty row": lambda *args: np.zeros(0),
    "empty dict": lambda *args: {},
    "its input": lambda *args: args[0] if args else 0.0,
    "zeros of its input": lambda *args: np.zeros_like(args[0]) if args else 0.0,
    "everything": lambda *args: {"x": 0.0, "w": np.zeros(3), "b": np.zeros(3)},
    "an exception": lambda *args: 1 / 0,
    "a ValueError": lambda *args: int("x"),
    "a dtype": lambda *args: np.float64,
    "a float of its own": lambda *args: type("Always", (float,), {"__eq__": lambda a, b: True})(1.0),
    "an array of objects": lambda *args: np.array([1.0], dtype=object),
    "complex": lambda *args: 0j,
}


@every_exercise
@pytest.mark.parametrize("answer", CHEAP.values(), ids=CHEAP.keys())
def test_a_cheap_answer_earns_nothing(exercise: Exercise, answer: Callable[..., Any]) -> None:
    got = ruling(exercise, answer)
    assert got.score == 0.0
    assert got.outcome not in {"correct", "partial"}
    assert got.reason


@every_exercise
def test_one_part_in_a_thousand_off_is_not_full_marks(exercise: Exercise) -> None:
    factor = 1.001 if exercise.tolerance[1] == 0 else 1.1  # a count may be off by one

    def off(*args: Any) -> Any:
        return _scaled(exercise.reference(*args), factor)

    if exercise.name != "find_counterexample":  # there any clear counterexample is right
        assert ruling(exercise, off).outcome != "correct"


def _scaled(value: Any, factor: float) -> Any:
    if isinstance(value, dict):
        return {key: _scaled(item, factor) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(_scaled(item, factor) for item in value)
    return np.asarray(value) * factor if np.ndim(value) else float(value) * factor


@pytest.mark.parametrize(
    "answer", [(0.0, [0.0, 0.0]), (1e308, [1e308, 1e308]), (1.0, []), (1.0, [2.0]), (1.0, 2.0)]
)
def test_a_counterexample_that_shows_nothing_earns_nothing(answer: Any) -> None:
    assert ruling(EXERCISES["find_counterexample"], lambda: answer).score == 0.0


# --- inputs -----------------------------------------------------------------------------------------


def inputs(
    exercise: Exercise, *, key: bytes = KEY, student: str = "ann", sources: str = "a" * 64
) -> list[bytes]:
    calls = Calls(exercise.reference)
    seed = seed_for(key, exercise, EXERCISES.assignment, student, sources)
    judge(EXERCISES, exercise.name, calls, seed)
    return calls.seen


@every_exercise
def test_the_same_submission_gets_the_same_inputs_again(exercise: Exercise) -> None:
    assert inputs(exercise) == inputs(exercise)


DRAWN = [e for e in EXERCISES.values() if e.name not in {"max_of_sigmoid_prime", "find_counterexample"}]


@pytest.mark.parametrize("exercise", DRAWN, ids=lambda e: e.name)
def test_an_edit_another_student_and_another_key_draw_anew(exercise: Exercise) -> None:
    drawn = [
        inputs(exercise),
        inputs(exercise, sources="b" * 64),
        inputs(exercise, student="bob"),
        inputs(exercise, key=b"other"),
    ]
    assert len({b"".join(one) for one in drawn}) == 4


def test_two_different_submissions_never_share_a_seed_by_where_a_name_ends() -> None:
    exercise = EXERCISES["sigmoid"]
    one = seed_for(KEY, exercise, "ab", "c", "d")
    other = seed_for(KEY, exercise, "a", "bc", "d")
    assert one.entropy != other.entropy


def test_the_inputs_of_one_check_do_not_depend_on_what_an_earlier_check_drew() -> None:
    def last_input(first: Callable[[Any], Any]) -> bytes:
        second = Values("b", 1.0, lambda rng: [(float(rng.uniform()),)])
        exercise = Exercise("f", "0", "n", lambda x: x, (Values("a", 1.0, first), second), first)
        calls = Calls(lambda x: x)
        judge(alone(exercise), "f", calls, np.random.SeedSequence(1))
        return calls.seen[-1]

    many = last_input(lambda rng: [(x,) for x in rng.uniform(1, 2, 9).tolist()])
    assert many == last_input(lambda rng: [(1.0,)])


ODD = Property("odd", 1.0, lambda ask, rng: ask(-1.0) == -ask(1.0), "double.even")


# --- the gate, and properties -----------------------------------------------------------------------


def test_where_the_gate_fails_nothing_is_earned_and_nothing_more_is_asked() -> None:
    calls = Calls(lambda x: 2 * x if x > 1 else 0)
    exercise = toy(values("gate", 1.0, 1.0), values("more", 1.0, 2.0), ALWAYS)
    got = judge(alone(exercise), exercise.name, calls, np.random.SeedSequence(1))
    assert (got.score, got.checks) == (0.0, (("gate", False),))
    assert not any(np.float64(2.0).tobytes() in question for question in calls.seen)


def test_a_function_that_takes_no_notice_of_an_argument_is_named_by_probing() -> None:
    for name, wrong in (
        ("h", lambda f, x, h=1e-5: (f(x + 1.0) - f(x - 1.0)) / 2.0),
        ("x", lambda f, x, h=1e-5: h),
    ):
        got = ruling(EXERCISES["central_difference"], wrong)
        assert got.mistake == "any.ignores_argument"
        assert name in got.evidence


def test_a_function_that_uses_all_arguments_is_not_named_by_probing() -> None:
    got = ruling(EXERCISES["relative_error"], lambda a, b: abs(a - b) / (abs(a) + 7 * abs(b)))
    assert (got.outcome, got.mistake) == ("wrong", None)


def test_behind_the_gate_a_value_check_fails_alone() -> None:
    got = ruling(
        toy(values("a", 1.0, 1.0), values("b", 2.0, 2.0), values("c", 4.0, 3.0)),
        lambda x: 2 * x if x != 2 else 0,
    )
    assert (got.score, got.outcome) == (5.0, "partial")
    assert got.checks == (("a", True), ("b", False), ("c", True))


def test_a_property_counts_only_where_all_values_are_right() -> None:
    exercise = toy(values("a", 1.0, 1.0), values("b", 1.0, 2.0), ALWAYS, ODD)
    assert ruling(exercise, lambda x: 2 * x).score == 4.0
    assert ruling(exercise, lambda x: 2 * x if abs(x) != 2 else 0).score == 1.0


def test_a_property_of_right_values_does_not_hold_of_others() -> None:
    """An answer that counts its calls knows when it is asked for a property: many wrong values have it too."""
    asked: list[float] = []

    def counts(x: float) -> float:
        asked.append(x)
        return 2 * x if len(asked) == 1 else 0.0 * x

    for of_right_values, score in ((False, 2.0), (True, 1.0)):
        asked.clear()
        odd = replace(ODD, of_right_values=of_right_values)
        assert ruling(toy(values("a", 1.0, 1.0), odd), counts).score == score
        assert ruling(toy(values("a", 1.0, 1.0), odd), lambda x: 2 * x).score == 2.0


def test_a_failed_property_names_its_mistake() -> None:
    got = ruling(toy(values("a", 1.0, 1.0), ODD), lambda x: 2 * abs(x))
    assert (got.mistake, got.score, got.outcome) == ("double.even", 1.0, "partial")


def test_a_property_that_raises_fails_alone() -> None:
    for error in (RecursionError, MemoryError, ZeroDivisionError, KeyError, AssertionError, RuntimeError):

        def holds(ask: Any, rng: Any, error: type[Exception] = error) -> bool:
            raise error

        got = ruling(toy(values("a", 1.0, 1.0), Property("p", 1.0, holds), ALWAYS), lambda x: 2 * x)
        assert got.checks == (("a", True), ("p", False), ("always", True))


def test_a_function_that_changes_its_input_is_seen() -> None:
    def spoils(x: float, w: np.ndarray, b: np.ndarray | None = None) -> float:
        value = EXERCISES["chain_dydx"].reference(x, w, b)
        w[0] += 1
        return value

    got = ruling(EXERCISES["chain_dydx"], spoils)
    assert (got.mistake, got.score) == ("any.input_changed", EXERCISES["chain_dydx"].points - 0.5)


# --- scores -----------------------------------------------------------------------------------------


@given(st.floats() | st.integers(-5, 5), st.floats(0, 100))
def test_a_score_is_a_builtin_float_between_nothing_and_the_maximum(score: float, maximum: float) -> None:
    got = clamp(score, maximum)
    assert type(got) is float
    assert 0.0 <= got <= maximum


def test_a_score_of_nan_is_nothing() -> None:
    assert clamp(float("nan"), 3.0) == 0.0
    assert Verdict("n", "c", "e", "wrong", np.float64("nan"), 3.0).score == 0.0
    assert type(Verdict("n", "c", "e", "partial", np.float64(2.0), 3.0).score) is float
    assert Verdict("n", "c", "e", "correct", 99.0, 3.0).score == 3.0
    assert Verdict("n", "c", "e", "to_mark", None, 3.0).score is None
