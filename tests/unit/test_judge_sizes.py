"""A reply is walked through only if it is about as large as the right result."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.judging.judge import judge
from autograder.judging.sizes import LEAST, TIMES, allowed, exceeds
from tests.unit.judged import Calls
from vanishing_gradients import EXERCISES

TABLE = [[0.0] * 3000 for _ in range(300)]


class Watched(list):
    """A list that counts how many of its entries were looked at."""

    looked = 0

    def __iter__(self):
        for item in list.__iter__(self):
            Watched.looked += 1
            yield item


@pytest.mark.parametrize(
    "reply",
    [
        TABLE,
        [0.0] * 900_000,
        [1j] * 90_000,
        [np.ones(8)] * 9_000,
        np.ones((300, 3000)),
        {"x": 0.0, "w": TABLE},
        (0.0, TABLE),
        [[]] * 50_000,
        [[[[[0.0] * 9] * 9] * 9] * 9] * 9,
    ],
    ids=["table", "row", "complex", "arrays", "array", "dict", "pair", "empty rows", "nested"],
)
def test_a_reply_of_far_more_numbers_is_refused_and_never_compared(reply, monkeypatch) -> None:
    def compared(*_: object) -> bool:
        raise AssertionError("it was walked through")

    monkeypatch.setattr("autograder.judging.judge.agrees", compared)
    ruling = judge(EXERCISES, "chain_forward", Calls(lambda *_: reply), np.random.SeedSequence(1))
    assert (ruling.outcome, ruling.score, ruling.mistake) == ("refused", 0.0, None)
    assert "far more numbers than were asked for" in ruling.reason


@pytest.mark.parametrize("reply", [Watched([0.0] * 900_000), [Watched([1j] * 3000) for _ in range(300)]])
def test_the_length_is_looked_at_before_the_entries(reply) -> None:
    Watched.looked = 0
    assert exceeds(reply, LEAST)
    assert Watched.looked <= 2 * LEAST


def test_a_reply_may_be_some_times_as_large_as_the_right_result() -> None:
    right = {"x": 0.0, "w": np.zeros(20_000), "b": [0.0] * 20_000}
    assert allowed(right) == LEAST + TIMES * 40_001
    assert not exceeds([right] * 9, allowed(right))
    assert exceeds([right] * 99, allowed(right))


@pytest.mark.parametrize("name", [name for name in EXERCISES if name != "find_counterexample"])
def test_no_known_mistake_is_too_large_to_be_named(name: str) -> None:
    exercise = EXERCISES[name]
    calls = [args for check in exercise.checks[:1] for args in check.sample(np.random.default_rng(1))]
    with np.errstate(all="ignore"):
        for args in calls:
            most = allowed(exercise.reference(*args))
            large = [m.id for m in EXERCISES.mistakes_of(name) if exceeds(m.wrong(*args), most)]
            assert large == []
