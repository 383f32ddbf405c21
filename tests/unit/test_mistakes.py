"""The catalogue of mistakes: every one is wrong, quiet, and has words that give nothing away."""

import copy
import re
import warnings

import numpy as np
import pytest

from autograder.content import Property, Values
from autograder.content.hints import STEPS
from autograder.content.values import agrees, matches
from vanishing_gradients import EXERCISES

ALL = EXERCISES.mistakes
IDS = sorted({mistake.id for mistake in ALL})
WITH_MISTAKES = [name for name in EXERCISES if EXERCISES.mistakes_of(name)]

P1 = (1.9, [-2.6, 0.8, -2.7])
P2 = (-0.6, [-2.1, 1.2, 2.9, 2.5])
Q = (-2.0, [2.4, -2.8, -1.1])

DYDX = {  # the course's table of mistakes: values at P1 and P2
    "weight_missing_inside": (0.037329804, -0.040994188),
    "slope_at_activation": (0.081594215, -0.036786498),
    "weights_missing": (0.00028762966, 0.00030277291),
    "first_weight_missing": (-0.00062128006, 0.0026341243),
    "last_weight_missing": (-0.00059826969, -0.0022126644),
    "last_slope_missing": (0.0099027675, -0.062744215),
    "first_slope_missing": (0.22901703, -0.032133837),
    "sum_of_links": (-0.25876115, 0.38761522),
    "height_for_slope": (0.0041057155, -8.1994079),
    "half_slope": (2.2095255, -0.012325701),
    "slope_formula_on_z": (2.9674727, 2.2341612),
    "falling_slope": (-0.0016153282, -0.005531661),
    "input_everywhere": (3.4106391e-05, -0.013120261),
    "ceiling_for_value": (0.08775, -0.071367187),
    "input_squashed": (0.018998438, -0.011764607),
    "weights_reversed": (0.0013792086, -0.021561133),
    "sign_lost": (0.0016153282, 0.005531661),
    "one_sigmoid": (0.00013041006, -0.00031694753),
    "first_slope_everywhere": (1.9706343e-06, -0.016043919),
    "first_weight_everywhere": (-0.0052512882, 0.023060389),
    "derivative_by_weight": (-0.0011804321, -0.0015804746),
    "output_returned": (0.20524394, 0.90229083),
    "product_starts_at_zero": (0.0, 0.0),
    "times_input": (0.0030691235, 0.0033189966),
    "log_of_size": (-6.4282171, -5.1972671),
    "forward_difference": (0.0015948468, -0.0055763284),
    "quarter_twice": (2.5239503e-05, -2.1608051e-05),
    "plus_for_minus": (0.0074823918, -90.063993),
    "weights_added": (-0.0012943335, 0.0013624781),
    "ceiling_without_weights": (0.015625, 0.00390625),
    "ceiling_without_depth": (0.0625, 0.0625),
}
BY_WEIGHT = {  # dy/dw at Q
    "bias_for_weight": [0.0014485, -0.0639008, 0.232397],
    "activation_leaving": [1.1823853e-05, -3.1585317e-02, 8.5364952e-02],
    "own_weight_included": [-0.006953, 0.0014605, -0.1263578],
    "own_slope_missing": [-0.3578447, -0.0020867, 0.4942864],
    "last_layer_first": [0.1148707, -0.0005216, -0.0028971],
    "same_way_for_all": [-6.9530168e-03, 2.8377247e-05, 1.7183910e-03],
    "input_everywhere": [-0.0028971, 0.1278017, -0.464794],
    "slope_at_activation": [-0.0876122, -0.0005108, 0.1194953],
    "downstream_weights_missing": [-0.0009406, 0.0004742, 0.1148707],
    "way_to_output_missing": [-0.0161919, 0.0020404, 0.1148707],
    "last_slope_missing": [-0.0124661, -0.0022444, 0.4942864],
    "loss_included": [0.0018329, 0.00033, -0.072676],
    "divided_by_weight": [0.0014485, -0.0012416, -0.0031605],
}
UNIT = {  # sigmoid_prime at 3 and -0.7, sigmoid_second at 1 and -0.4
    "sigmoid_prime.distance_to_one": (0.04742587, 0.66818777),
    "sigmoid_prime.other_curve": (0.09260253, 0.88990065),
    "sigmoid_prime.slope_formula_on_z": (-6.0, -1.19),
    "sigmoid_prime.sign": (-0.04517666, -0.22171287),
    "sigmoid_prime.plus_for_minus": (1.85997159, 0.44191158),
    "sigmoid_prime.height_squared": (0.90739747, 0.11009935),
    "sigmoid_prime.height_for_slope": (0.95257413, 0.33181223),
    "sigmoid_prime.twice": (0.09035332, 0.44342575),
    "sigmoid_prime.bell": (0.00003085, 0.15315660),
    "sigmoid_second.sign": (0.09085775, -0.04742154),
    "sigmoid_second.not_symmetric": (0.05287709, 0.14384114),
    "sigmoid_second.bracket_in_z": (-0.19661193, 0.43246934),
    "sigmoid_second.slope_squared": (0.03865625, 0.05772523),
    "sigmoid_second.bracket_only": (-0.46211716, 0.19737532),
    "sigmoid_second.height_for_slope": (-0.33783471, 0.07920915),
    "sigmoid_second.slope_at_height": (0.21936186, 0.24019842),
    "sigmoid_second.third_derivative": (-0.03532558, -0.10609061),
}


def _named(mistake_id):
    return next(mistake for mistake in ALL if mistake.id == mistake_id)


def _drawn(exercise, seed=7):
    rng = np.random.default_rng(seed)
    values = [check for check in exercise.checks if isinstance(check, Values)]
    return [args for check in values for args in check.sample(rng)]


@pytest.mark.parametrize("exercise", WITH_MISTAKES)
def test_every_mistake_is_quiet_and_keeps_its_input_on_drawn_inputs(exercise):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for args in _drawn(EXERCISES[exercise]):
            before = copy.deepcopy(args)
            for mistake in EXERCISES.mistakes_of(exercise):
                mistake.wrong(*args)
            assert all(map(_same, args, before))


def _same(one, other):
    return all(map(np.array_equal, one, other)) if isinstance(one, list) else np.array_equal(one, other)


@pytest.mark.parametrize("exercise", [name for name in WITH_MISTAKES if name.startswith("chain")])
def test_wrong_chains_take_lists_and_biases(exercise):
    for mistake in EXERCISES.mistakes_of(exercise):
        from_arrays = mistake.wrong(0.7, np.array([1.3, -2.0]), np.array([0.1, 0.4]))
        assert matches(from_arrays, mistake.wrong(0.7, [1.3, -2.0], [0.1, 0.4]))


@pytest.mark.parametrize("slip", DYDX)
def test_wrong_dydx_has_the_value_of_the_table(slip):
    mistake = _named(f"chain_dydx.{slip}")
    assert np.allclose([mistake.wrong(*P1), mistake.wrong(*P2)], DYDX[slip], rtol=1e-6, atol=0)


@pytest.mark.parametrize("slip", BY_WEIGHT)
def test_wrong_dy_dw_has_the_value_of_the_table(slip):
    got = _named(f"chain_grads.{slip}").wrong(*Q)["w"]
    assert np.allclose(got, BY_WEIGHT[slip], rtol=2e-3, atol=1e-7)


@pytest.mark.parametrize("mistake_id", UNIT)
def test_wrong_derivative_of_a_unit_has_the_value_of_the_table(mistake_id):
    places = [3.0, -0.7] if mistake_id.startswith("sigmoid_prime") else [1.0, -0.4]
    assert np.allclose(_named(mistake_id).wrong(places), UNIT[mistake_id], rtol=1e-6, atol=1e-8)


def test_place_of_the_maximum_confused_with_its_height_is_the_sheet_answer():
    assert _named("max_of_sigmoid_prime.height_for_place").wrong() == (0.5, 0.25)


def test_the_product_of_height_and_distance_to_one_is_right_at_ordinary_z():
    z = np.linspace(-6, 6, 25)
    right = EXERCISES["sigmoid_prime"].reference(z)
    assert agrees(right, _named("sigmoid_prime.digits_lost").wrong(z), 1e-9)


def test_every_exercise_with_numbers_has_known_mistakes():
    assert set(WITH_MISTAKES) == set(EXERCISES) - {"find_counterexample"}


def test_ids_are_exercise_and_slip():
    for mistake in ALL:
        assert re.fullmatch(rf"{mistake.exercise}\.[a-z0-9_]+", mistake.id)
        assert mistake.evidence.endswith(".")


# Hints: that each mistake has three without a formula is what the doctor looks at


def test_every_mistake_that_a_property_names_has_words():
    for exercise in EXERCISES.values():
        for check in exercise.checks:
            if isinstance(check, Property) and check.mistake is not None:
                assert EXERCISES.hints.first(check.mistake)


OF_PROPERTIES = {
    check.mistake
    for exercise in EXERCISES.values()
    for check in exercise.checks
    if isinstance(check, Property)
}


def test_no_words_stand_there_for_a_mistake_that_does_not_exist():
    slips = {mistake_id.split(".")[1] for mistake_id in IDS}
    for topic in EXERCISES.hints.steps:
        family, slip = topic.split(".")
        assert (
            family in ("any", "unit")
            or slip == "unknown"
            or f"any.{slip}" in EXERCISES.hints.steps
            or topic in OF_PROPERTIES
            or topic in IDS
            or (family == "chain" and slip in slips)
        )


def test_the_first_hint_is_a_short_question():
    for steps in EXERCISES.hints.steps.values():
        assert "?" in steps[0]
        assert len(steps[0]) <= 160


def test_hints_are_short_and_kind():
    for steps in EXERCISES.hints.steps.values():
        assert len(steps) == STEPS
        assert all(len(text) <= 260 and "wrong!" not in text.lower() for text in steps)
