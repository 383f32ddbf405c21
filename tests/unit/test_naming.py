"""Naming: a known mistake is named as itself, a right answer never, an unknown one not wrongly."""

import numpy as np
import pytest

from autograder.content import Values
from autograder.judging.naming import name_mistake
from vanishing_gradients import EXERCISES

WITH_MISTAKES = [name for name in EXERCISES if EXERCISES.mistakes_of(name)]


def observed_of(exercise, function, seed=11):
    """Return what the judge would have seen of a function."""
    rng, observed = np.random.default_rng(seed), []
    for check in EXERCISES[exercise].checks:
        if isinstance(check, Values):
            observed += [(a, EXERCISES[exercise].reference(*a), function(*a)) for a in check.sample(rng)]
    return observed


def named(exercise, function, seed=11):
    found = name_mistake(EXERCISES, exercise, observed_of(exercise, function, seed))
    return found.id if found else None


def reference(exercise):
    return EXERCISES[exercise].reference


@pytest.mark.parametrize("exercise", WITH_MISTAKES)
def test_a_right_answer_is_never_named(exercise):
    assert named(exercise, reference(exercise)) is None


UNKNOWN = {
    "sigmoid": lambda z: 0.5 + np.arctan(z),
    "sigmoid_prime": lambda z: 0.25 / (1 + np.asarray(z, dtype=float) ** 2),
    "sigmoid_second": np.sin,
    "max_of_sigmoid_prime": lambda: (1.0, 0.2),
    "z_with_slope": lambda s: 1 / s,
    "chain_forward": lambda x, w, b=None: (np.ones(len(w)), np.ones(len(w) + 1)),
    "chain_factors": lambda x, w, b=None: [0.3] * (2 * len(w)),
    "chain_dydx": lambda x, w, b=None: 0.37 * float(np.sum(w)) + x,
    "chain_grads": lambda x, w, b=None: {"x": x, "w": np.ones(len(w)), "b": np.ones(len(w))},
}


@pytest.mark.parametrize("exercise", UNKNOWN)
def test_an_unknown_mistake_is_not_named(exercise):
    assert named(exercise, UNKNOWN[exercise]) is None


def test_a_mistake_that_shows_far_out_is_not_named_where_only_ordinary_inputs_were_asked():
    digits_lost = next(
        m for m in EXERCISES.mistakes_of("sigmoid_prime") if m.id == "sigmoid_prime.digits_lost"
    )
    z, right = np.array([0.5, -2.0]), reference("sigmoid_prime")([0.5, -2.0])
    single = np.asarray(digits_lost.wrong(z), dtype=np.float32)
    assert name_mistake(EXERCISES, "sigmoid_prime", [((z,), right, single)]).id == "any.float32"


def test_where_two_mistakes_fit_none_is_named():
    only_one_unit = [((1.4, np.array([2.2])), *_at_one_unit())]
    assert name_mistake(EXERCISES, "chain_dydx", only_one_unit) is None


def _at_one_unit():
    right = reference("chain_dydx")(1.4, [2.2])
    return right, right / 2.2  # without its first weight, which is its last weight too


# Slips without a formula


def test_a_lost_sign_is_named():
    # chain_grads: no formula of the catalogue turns all signs
    def turned(x, w, b=None):
        return {key: -np.asarray(value) for key, value in reference("chain_grads")(x, w, b).items()}

    assert named("chain_grads", turned) == "any.sign"


def test_reversed_order_is_named():
    def backwards(x, w, b=None):
        z, a = reference("chain_forward")(x, w, b)
        return z[::-1], a[::-1]

    assert named("chain_forward", backwards) == "any.reversed"


def test_a_transposed_table_is_named():
    assert named("sigmoid", lambda z: reference("sigmoid")(z).T) == "any.transposed"


@pytest.mark.parametrize(
    ("exercise", "change"),
    [
        ("sigmoid", np.atleast_1d),
        ("chain_dydx", lambda y: [y]),
        ("chain_factors", lambda factors: np.reshape(factors, (-1, 2))),
        ("chain_grads", lambda g: (g["b"], g["w"], g["x"])),
    ],
)
def test_right_numbers_in_another_form_are_named(exercise, change):
    assert named(exercise, lambda *args: change(reference(exercise)(*args))) == "any.wrong_shape"


@pytest.mark.parametrize("exercise", ["sigmoid", "sigmoid_second", "chain_dydx"])
def test_single_precision_is_named(exercise):
    def single(*args):
        return np.asarray(reference(exercise)(*args), dtype=np.float32)[()]

    assert named(exercise, single) == "any.float32"


def test_a_buffer_of_whole_numbers_is_named():
    def cut(z):
        out = np.zeros_like(np.asarray(z))
        out[...] = reference("sigmoid")(z)
        return out

    assert named("sigmoid", cut) == "any.integer_buffer"


def test_right_without_biases_only_is_named():
    def fixed_biases(x, w, b=None):
        return reference("chain_dydx")(x, w, None if b is None else np.sin(b))

    assert named("chain_dydx", fixed_biases) == "any.only_without_bias"


def test_right_for_one_unit_only_is_named():
    def first_only(x, w, b=None):
        right = reference("chain_dydx")(x, w, b)
        return right if len(w) == 1 else right * 1.7

    assert named("chain_dydx", first_only) == "any.only_n1"


@pytest.mark.parametrize("step", [1e-2, 1e-4, 1e-5])
def test_a_central_difference_is_named_as_nearly_right(step):
    def y(x, w, b):
        return reference("chain_forward")(x, w, b)[1][-1]

    def difference(x, w, b=None):
        return (y(x + step, w, b) - y(x - step, w, b)) / (2 * step)

    assert named("chain_dydx", difference) == "any.nearly_right"


def test_nan_is_named():
    assert named("sigmoid", lambda z: np.full(np.shape(z), np.nan)) == "any.not_a_number"


@pytest.mark.parametrize("rubbish", [None, "text", [None], {"x": "y"}, True, 3 + 4j, [], np.zeros((0, 3))])
def test_rubbish_is_not_named_and_raises_nothing(rubbish):
    for exercise in WITH_MISTAKES:
        assert named(exercise, lambda *args: rubbish) in (None, "any.same_result")


def test_huge_and_infinite_numbers_raise_nothing():
    for value in (1e308, -np.inf, np.nan, 2**62):
        for exercise in WITH_MISTAKES:
            named(exercise, lambda *args, value=value: value)


def test_nothing_observed_is_not_named():
    assert name_mistake(EXERCISES, "sigmoid", []) is None
