"""Wrong and right answers to the exercises of notebook 4: their values, and that they can be told apart."""

import itertools
import math
import warnings

import numpy as np
import pytest

from autograder.content.values import agrees, matches
from vanishing_gradients import EXERCISES, reference
from vanishing_gradients.mistakes import bounds, depth

TOLERANCE = {
    "gradient_bound": 1e-9,
    "log10_gradient_bound": 1e-9,
    "depth_curve": 1e-9,
    "fixed_point": 1e-7,
    "decay_rate": 1e-7,
    "window_width": 1e-9,
    "explosive_biases": 1e-9,
}
MINE = [*bounds.MISTAKES, *depth.MISTAKES]

W1, W2 = [1.3, -2.1, 0.6], [-5, 3, 8, 0.5, -1.5]
BOUND = {  # the course's table of mistakes: values at W1 and W2
    "without_weights": (0.015625, 0.0009765625),
    "sign_kept": (-0.02559375, 0.087890625),
    "half_for_quarter": (0.20475, 2.8125),
    "slope_at_half": (0.021258767, 0.064508378),
    "hidden_layers_only": (0.102375, 0.3515625),
    "quarter_once": (0.4095, 22.5),
    "largest_weight_everywhere": (0.14470313, 32),
    "first_weight_missing": (0.0196875, 0.017578125),
    "without_depth": (0.0625, 0.0625),
}


def _signed(rng, low, high, n):
    return rng.uniform(low, high, n) * rng.choice([-1.0, 1.0], n)


def _weights(rng, n):
    w = _signed(rng, 0.6, 6.0, n)
    w[-1] = -abs(w[-1])
    return w


def _ordinary(exercise, rng):
    """Inputs on which wrong answers show, and no number is anywhere near the end of the floats."""
    if exercise in ("gradient_bound", "log10_gradient_bound"):
        return [(_weights(rng, n),) for n in (2, 3, 4, 5, 7)] + [([0.7],), ([2, 3],)]
    if exercise == "depth_curve":
        return [(1.7, -0.8, 4), (-float(rng.uniform(1.2, 3.4)), 0.6, 9), (float(rng.uniform(5, 9)), 0.4, 25)]
    if exercise in ("fixed_point", "decay_rate"):
        return [(float(w),) for w in (*rng.uniform(0.5, 3, 2), *rng.uniform(-4, -0.5, 2), rng.uniform(5, 9))]
    if exercise == "window_width":
        return [(float(w),) for w in (*rng.uniform(4.4, 40, 3), *rng.uniform(-20, -4.4, 2))]
    return [(float(rng.uniform(1.2, 2.5)), _weights(rng, n)) for n in (2, 3, 5)]


SPECIAL = {
    "gradient_bound": [([4.0] * 30,), ([3.0, 0.0, -2.0],), (np.array([2, -3]),)],
    "log10_gradient_bound": [(np.tile([1.3, -2.1], 1000),), ([-7],)],
    "depth_curve": [(1.3, 0.5, 1200), (-8.0, 0.3, 60), (2, 1, 1), (9.0, 1.3, 30)],
    "fixed_point": [(-10.0,), (-6.5,), (-5.869586,), (10,), (0.0,), (1,)],
    "decay_rate": [(-10.0,), (-6.5,), (-5.869586,), (10,), (0.0,), (1,)],
    "window_width": [(4.0,), (-4,), (0,), (3.0,), (-1.5,), (100.0,), (-6.894151,)],
    "explosive_biases": [(0.0, [1.0, 2.0]), (2, [3, -4]), (0.4, [-1.5]), (0.5, [0.0, 1.0])],
}
LONGEST = {"depth_curve": [(-3.0, 0.5, 20_000)]}
"""For right answers alone: the time of some wrong ones grows with the square of the depth."""


def _named(exercise, slip):
    return next(m for m in EXERCISES.mistakes_of(exercise) if m.id == f"{exercise}.{slip}")


def _one_by_one(mistakes):
    return [pytest.param(m, id=f"{m.id}-{number}") for number, m in enumerate(mistakes)]


def _all_inputs(exercise, seed=4):
    return [*_ordinary(exercise, np.random.default_rng(seed)), *SPECIAL[exercise]]


def _right(exercise, args):
    return getattr(reference, exercise)(*args)


# Wrong answers


@pytest.mark.parametrize("slip", BOUND)
def test_wrong_bound_has_the_value_of_the_table(slip):
    wrong = _named("gradient_bound", slip).wrong
    assert np.allclose([wrong(W1), wrong(W2)], BOUND[slip], rtol=1e-6, atol=0)


def test_without_depth_is_the_last_line_of_the_four_layer_answer():
    assert _named("gradient_bound", "without_depth").wrong([3.0] * 4) == 0.25**2


def test_biases_for_slopes_steepest_at_half_bring_every_unit_to_half():
    x, w = 1.4, [2.0, -3.0, 5.0]
    z, _ = reference.chain_forward(x, w, _named("explosive_biases", "steepest_at_half").wrong(x, w))
    assert np.allclose(z, 0.5, rtol=1e-12)


@pytest.mark.parametrize("mistake", _one_by_one(MINE))
def test_every_mistake_is_wrong_on_some_input(mistake):
    inputs = _all_inputs(mistake.exercise)
    assert not all(matches(_right(mistake.exercise, a), mistake.wrong(*a)) for a in inputs)


@pytest.mark.parametrize("mistake", _one_by_one(MINE))
def test_every_mistake_is_quiet_and_leaves_its_input_alone(mistake):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for args in _all_inputs(mistake.exercise):
            before = [np.array(arg) for arg in args]
            mistake.wrong(*args)
            assert all(map(np.array_equal, before, args))


@pytest.mark.parametrize(
    "mistake", _one_by_one(m for m in MINE if m.exercise in ("gradient_bound", "explosive_biases"))
)
def test_wrong_answers_take_lists_and_whole_numbers(mistake):
    start = (2,) if mistake.exercise == "explosive_biases" else ()
    from_list = mistake.wrong(*start, [3, -2, 5])
    assert matches(from_list, mistake.wrong(*start, np.array([3.0, -2.0, 5.0])))


@pytest.mark.parametrize("exercise", TOLERANCE)
def test_no_two_mistakes_of_an_exercise_give_the_same_numbers(exercise):
    inputs = _all_inputs(exercise)
    given = [(m.id, [m.wrong(*args) for args in inputs]) for m in EXERCISES.mistakes_of(exercise)]
    for (one, ours), (other, theirs) in itertools.combinations(given, 2):
        assert one == other or not all(map(matches, ours, theirs)), (one, other)


@pytest.mark.parametrize(
    ("exercise", "slip"),
    [
        ("log10_gradient_bound", "log_of_product"),
        ("depth_curve", "log_of_product"),
        ("window_width", "below_four"),
    ],
)
def test_some_mistakes_are_right_on_ordinary_inputs(exercise, slip):
    inputs = _ordinary(exercise, np.random.default_rng(4))
    assert all(agrees(_right(exercise, a), _named(exercise, slip).wrong(*a), 1e-9) for a in inputs)


@pytest.mark.parametrize(
    "mistake", _one_by_one(m for m in MINE if m.id == "log10_gradient_bound.log_of_product")
)
def test_a_product_of_2000_units_leaves_the_floats(mistake):
    assert not math.isfinite(mistake.wrong(np.tile([1.3, -2.1], 1000)))


def test_a_long_iteration_is_right_where_it_settles_and_jumps_where_it_does_not():
    long = next(m for m in EXERCISES.mistakes_of("fixed_point") if m.evidence.startswith("1000 steps"))
    assert agrees(reference.fixed_point(2.0), long.wrong(2.0), 1e-9)
    assert abs(long.wrong(-8.0) - reference.fixed_point(-8.0)) > 0.1


def test_every_mistake_has_three_hints():
    for mistake_id in {m.id for m in MINE} | {f"{exercise}.unknown" for exercise in TOLERANCE}:
        assert len(EXERCISES.hints.of(mistake_id)) == 3


# Right answers in other forms

RIGHT = [
    pytest.param(variant, id=f"{exercise}-{variant.style}")
    for exercise in TOLERANCE
    for variant in EXERCISES.variants_of(exercise)
]


@pytest.mark.parametrize("variant", RIGHT)
def test_every_variant_agrees_with_the_reference(variant):
    for seed in range(20):
        for args in _ordinary(variant.exercise, np.random.default_rng(seed)):
            right = _right(variant.exercise, args)
            assert agrees(right, variant.right(*args), TOLERANCE[variant.exercise]), args


@pytest.mark.parametrize("variant", RIGHT)
def test_every_variant_agrees_on_special_inputs_and_leaves_them_alone(variant):
    for args in [*SPECIAL[variant.exercise], *LONGEST.get(variant.exercise, [])]:
        before = [np.array(arg) for arg in args]
        got = variant.right(*args)
        assert agrees(_right(variant.exercise, args), got, TOLERANCE[variant.exercise]), args
        assert all(map(np.array_equal, before, args))


@pytest.mark.parametrize(
    ("exercise", "least"), [("gradient_bound", 5), ("decay_rate", 5), ("window_width", 2)]
)
def test_there_are_enough_variants(exercise, least):
    assert len({variant.style for variant in EXERCISES.variants_of(exercise)}) >= least
