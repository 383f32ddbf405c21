"""No right answer loses a mark by the luck of the draw, and no slip wins one."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.judging.judge import judge
from autograder.judging.local import LocalCalls
from vanishing_gradients import EXERCISES

LONG = {"chain_grads": 3, "train_chain": 10, "chain_dydx": 40, "log10_abs_dydx": 40, "underflow_depth": 100}
DRAWS = 300


def points(exercise: str, function, seed: int) -> float:
    return judge(EXERCISES, exercise, LocalCalls({exercise: function}), np.random.SeedSequence(seed)).score


@pytest.mark.slow
@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_right_variant_has_full_marks_at_every_draw(exercise: str) -> None:
    draws = range(LONG.get(exercise, DRAWS))
    lost = [
        (v.style, n)
        for n in draws
        for v in EXERCISES.variants_of(exercise)
        if points(exercise, v.right, 1000 + n) < full(exercise)
    ]
    assert lost == []


@pytest.mark.parametrize("exercise", sorted(set(EXERCISES) - {"train_chain", "underflow_depth"}))
@pytest.mark.parametrize("number", [0.0, 1.0, 2.0])
def test_one_number_for_all_inputs_has_one_name_at_every_draw(exercise: str, number: float) -> None:
    calls = LocalCalls({exercise: lambda *_: number})
    seeds = map(np.random.SeedSequence, range(60))
    assert len({judge(EXERCISES, exercise, calls, seed).mistake for seed in seeds}) == 1


def full(exercise: str) -> float:
    return EXERCISES[exercise].points


def test_the_best_step_may_lie_far_down_by_luck() -> None:
    """One draw in a thousand has it below 1e-8."""
    (variant, *_) = EXERCISES.variants_of("best_step")
    assert [n for n in range(3000) if points("best_step", variant.right, n) < full("best_step")] == []


@pytest.mark.parametrize("place", [0, -1])
def test_the_smallest_or_the_largest_step_is_never_the_best(place: int) -> None:
    def slip(_f, _dfdx, _x, hs) -> float:
        return float(sorted(hs)[place])

    assert {points("best_step", slip, n) for n in range(300)} == {0.0}
