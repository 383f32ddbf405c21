"""Known mistakes of notebook 5, and right variants of notebooks 1, 2 and 5."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pytest

from autograder.box.calls import Calls
from autograder.content import Values
from autograder.content.calls import Raised
from autograder.content.values import agrees, matches
from autograder.judging.judge import judge
from vanishing_gradients import EXERCISES, reference

# --- own inputs -------------------------------------------------------------------------------------


def signed(rng, low, high, size):
    return rng.uniform(low, high, size) * rng.choice([-1.0, 1.0], size)


def task(rng, n, m, steps=4):
    """A start, m samples and a rate; neither n = m nor a rate of 1."""
    return (
        signed(rng, 0.5, 2.0, n),
        signed(rng, 0.2, 0.8, n),
        signed(rng, 0.5, 2.0, m),
        rng.uniform(0.05, 0.95, m),
        float(rng.uniform(0.2, 0.8)),
        steps,
    )


def net(rng, *widths):
    shapes = zip(widths[1:], widths[:-1], strict=True)
    return [signed(rng, 0.4, 2.0, shape) for shape in shapes], signed(rng, 0.4, 1.5, widths[0])


def drawn(exercise, seed):
    """Inputs on which all answers part: for networks, square layers (every product fits) and others."""
    rng = np.random.default_rng(seed)
    if exercise == "train_chain":
        return [task(rng, 3, 4), task(rng, 4, 3), task(rng, 2, 5, steps=2)]
    return [net(rng, 3, 3, 3, 3), net(rng, 2, 4, 3), net(rng, 4, 2)]


NOTEBOOK5 = ("train_chain", "jacobian", "singular_values")
ALL = [mistake for exercise in NOTEBOOK5 for mistake in EXERCISES.mistakes_of(exercise)]
every_mistake = pytest.mark.parametrize("mistake", ALL, ids=[f"{m.id}-{i}" for i, m in enumerate(ALL)])


def wrong(mistake_id, number=0):
    """The formulas of an id; `number` says which of them."""
    return [m for m in ALL if m.id == mistake_id][number].wrong


# --- the catalogue ----------------------------------------------------------------------------------


@every_mistake
@pytest.mark.parametrize("seed", [1, 2])
def test_every_mistake_is_wrong_and_quiet_on_ordinary_inputs(mistake, seed):
    right = getattr(reference, mistake.exercise)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pairs = [(right(*args), mistake.wrong(*args)) for args in drawn(mistake.exercise, seed)]
    assert not all(matches(expected, got) for expected, got in pairs)


@every_mistake
def test_no_mistake_changes_its_input(mistake):
    for args in drawn(mistake.exercise, 3):
        before = copy.deepcopy(args)
        mistake.wrong(*args)
        assert all(np.array_equal(a, b) for a, b in zip(_flat(before), _flat(args), strict=True))


def _flat(args):
    return [np.asarray(part) for arg in args for part in (arg if isinstance(arg, list) else [arg])]


@pytest.mark.parametrize("exercise", NOTEBOOK5)
def test_two_ids_never_give_the_same_numbers(exercise):
    inputs = drawn(exercise, 4)
    given = [(m.id, [m.wrong(*args) for args in inputs]) for m in EXERCISES.mistakes_of(exercise)]
    for (one, these), (other, those) in combinations(given, 2):
        assert one == other or not all(map(matches, these, those)), (one, other)


@every_mistake
def test_lists_give_what_arrays_give(mistake):
    args = drawn(mistake.exercise, 5)[0]
    lists = [
        [part.tolist() for part in a] if isinstance(a, list) else getattr(a, "tolist", lambda a=a: a)()
        for a in args
    ]
    assert matches(mistake.wrong(*args), mistake.wrong(*lists))


@pytest.mark.parametrize("mistake", EXERCISES.mistakes_of("train_chain"), ids=lambda m: m.id)
@pytest.mark.parametrize(
    "special",
    [
        ([0.7], None, [1.0], [0.4], 0.5, 0),  # no step, one unit, one sample, no biases
        ([0.0, 0.0], [0.0, 0.0], [0.0, 0.0], [0.5, 0.5], 0.5, 3),  # a loss of 0 from the start
        ([30.0, -30.0], [0.0, 1.0], [40.0, -40.0], [0.0, 1.0], 50.0, 3),  # saturated, and huge steps
    ],
)
def test_wrong_descents_never_raise(mistake, special):
    mistake.wrong(*special)


@pytest.mark.parametrize("exercise", NOTEBOOK5)
def test_every_slip_and_the_unknown_one_have_three_hints(exercise):
    for mistake_id in {m.id for m in EXERCISES.mistakes_of(exercise)} | {f"{exercise}.unknown"}:
        assert len(EXERCISES.hints.of(mistake_id)) == 3


# --- train_chain: one unit with w = b = 0 and the sample x = 2, t = 0.9, as in the hints ------------

ONE = ([0.0], [0.0], [2.0], [0.9], 0.5, 1)


def test_the_step_of_the_hint():
    right = reference.train_chain(*ONE)
    assert right["loss"][0] == pytest.approx(0.16)
    assert (right["w"][1, 0], right["b"][1, 0]) == pytest.approx((0.2, 0.1))


@pytest.mark.parametrize(
    ("slip", "number", "w", "b"),
    [
        ("two_missing", 0, 0.1, 0.05),
        ("uphill", 0, -0.2, -0.1),
        ("rate_ignored", 0, 0.4, 0.2),
        ("rate_twice", 0, 0.1, 0.05),
        ("weights_only", 0, 0.2, 0.0),
        ("biases_only", 0, 0.0, 0.1),
        ("gradients_swapped", 0, 0.1, 0.2),
        ("side_lost", 0, -0.25, -0.125),
        ("last_slope_twice", 0, 0.05, 0.025),
        ("other_loss", 0, 0.4, 0.2),
        ("input_gradient", 1, 0.0, 0.0),
        ("start_gradient_kept", 0, 0.2, 0.1),
    ],
)
def test_the_first_wrong_step_by_hand(slip, number, w, b):
    history = wrong(f"train_chain.{slip}", number)(*ONE)
    assert (history["w"][1, 0], history["b"][1, 0]) == pytest.approx((w, b))


def test_a_sum_makes_the_first_step_as_many_times_longer_as_there_are_samples():
    args = task(np.random.default_rng(6), 3, 4)
    right, summed = reference.train_chain(*args), wrong("train_chain.sum_for_mean")(*args)
    assert np.allclose(np.diff(summed["w"], axis=0)[0], 4 * np.diff(right["w"], axis=0)[0])


def test_uphill_the_loss_rises():
    args = task(np.random.default_rng(7), 2, 3)
    assert np.all(np.diff(wrong("train_chain.uphill")(*args)["loss"]) > 0)


def test_one_sample_alone_cannot_show_the_slips_about_several():
    args = task(np.random.default_rng(8), 3, 1)
    right = reference.train_chain(*args)
    for slip in (
        "sum_for_mean",
        "averaged_twice",
        "sample_by_sample",
        "one_sample_only",
        "averaged_too_early",
    ):
        assert matches(right, wrong(f"train_chain.{slip}")(*args))


def test_one_step_cannot_show_what_a_step_forgets_of_the_one_before():
    args = task(np.random.default_rng(9), 3, 4, steps=1)
    right = reference.train_chain(*args)
    for slip in ("start_gradient_kept", "sums_not_reset"):
        assert matches(right["w"], wrong(f"train_chain.{slip}")(*args)["w"])


def test_a_missing_row_shows_even_without_a_step():
    args = task(np.random.default_rng(10), 2, 3, steps=0)
    assert reference.train_chain(*args)["loss"].shape == (1,)
    assert wrong("train_chain.row_missing")(*args)["loss"].shape == (0,)


def test_rows_of_one_array_are_all_the_last_one():
    args = task(np.random.default_rng(11), 3, 4)
    history, right = wrong("train_chain.same_row_everywhere")(*args), reference.train_chain(*args)
    assert np.allclose(history["w"], right["w"][-1])
    assert np.allclose(history["loss"], right["loss"])


# --- jacobian and singular_values -------------------------------------------------------------------

TWO = ([np.array([[1.0, -2.0], [0.5, 3.0]]), np.array([[2.0, 1.0], [-1.0, 0.5]])], np.array([0.4, -0.3]))


def test_without_slopes_the_jacobian_is_the_product_of_the_matrices():
    assert np.allclose(wrong("jacobian.slopes_missing")(*TWO), TWO[0][1] @ TWO[0][0])


def test_the_ceiling_is_a_sixteenth_of_that_for_two_layers():
    assert np.allclose(wrong("jacobian.ceiling_for_value")(*TWO), TWO[0][1] @ TWO[0][0] / 16)


def test_one_layer_cannot_show_the_order():
    matrices, x = TWO
    one_layer = (matrices[:1], x)
    assert matches(reference.jacobian(*one_layer), wrong("jacobian.order_reversed")(*one_layer))


def test_layers_of_one_unit_cannot_show_slips_about_rows_and_columns():
    chain = ([[[2.0]], [[-3.0]]], [0.5])
    for slip in ("order_reversed", "slopes_on_columns", "matrix_turned", "elementwise_product"):
        assert matches(reference.jacobian(*chain), wrong(f"jacobian.{slip}")(*chain))


@pytest.mark.parametrize("slip", ["order_reversed", "layers_added", "matrix_turned", "input_everywhere"])
def test_a_product_that_does_not_fit_gives_nan(slip):
    assert np.isnan(wrong(f"jacobian.{slip}")(*net(np.random.default_rng(12), 2, 4, 3)))


def test_the_turned_jacobian_has_the_same_singular_values():
    turned = np.linalg.svd(reference.jacobian(*TWO).T, compute_uv=False)
    assert np.allclose(turned, reference.singular_values(*TWO))


def test_eigenvalues_do_not_see_the_stretch_of_the_hint():
    matrix = np.array([[0.0, 4.0], [0.0, 0.0]])
    assert np.linalg.eigvals(matrix).tolist() == [0.0, 0.0]
    assert np.linalg.svd(matrix, compute_uv=False).tolist() == [4.0, 0.0]


def test_singular_values_of_layers_do_not_multiply():
    values = reference.singular_values(*TWO)
    multiplied = wrong("singular_values.layer_by_layer")(*TWO)
    assert np.prod(values) == pytest.approx(np.prod(multiplied))
    assert not np.allclose(values, multiplied, rtol=0.1)


# --- right variants of notebooks 1, 2 and 5 ---------------------------------------------------------

MAIN = ("sigmoid", "sigmoid_prime", "sigmoid_second", "chain_forward", "chain_dydx", "chain_grads")
OTHERS = ("max_of_sigmoid_prime", "z_with_slope", "chain_factors", "find_counterexample", *NOTEBOOK5)
OURS = [variant for exercise in (*MAIN, *OTHERS) for variant in EXERCISES.variants_of(exercise)]
every_variant = pytest.mark.parametrize("variant", OURS, ids=[f"{v.exercise}-{v.style}" for v in OURS])


@dataclass
class OneFunction(Calls):
    """A notebook with one function, asked in this process."""

    function: Callable

    def call(self, name, args, *, quiet=False, echo=False):
        args = copy.deepcopy(args)
        strict = dict.fromkeys(("over", "invalid", "divide"), "raise") if quiet else {}
        with np.errstate(**{"all": "ignore"} | strict):
            try:
                value = self.function(*args)
            except Exception as error:
                raise Raised(type(error).__name__) from error
        return (value, args) if echo else value


@pytest.mark.parametrize("exercise", MAIN)
def test_a_main_function_has_at_least_six_variants(exercise):
    assert len(EXERCISES.variants_of(exercise)) >= 6


@pytest.mark.parametrize("exercise", OTHERS)
def test_every_other_function_has_at_least_three(exercise):
    assert len(EXERCISES.variants_of(exercise)) >= 3


@pytest.mark.parametrize("exercise", [*MAIN, *OTHERS])
def test_styles_differ(exercise):
    styles = [variant.style for variant in EXERCISES.variants_of(exercise)]
    assert len(styles) == len(set(styles))


@every_variant
def test_a_variant_has_full_marks(variant):
    exercise = EXERCISES[variant.exercise]
    for seed in range(1 if variant.exercise in ("chain_grads", "train_chain") else 20):
        ruling = judge(EXERCISES, exercise.name, OneFunction(variant.right), np.random.SeedSequence(seed))
        assert (ruling.outcome, ruling.mistake, ruling.score) == ("correct", None, exercise.points), (
            ruling.reason
        )


@every_variant
def test_a_variant_agrees_with_the_reference_on_hundreds_of_inputs(variant):
    exercise, rng = EXERCISES[variant.exercise], np.random.default_rng(13)
    checks = [check for check in exercise.checks if isinstance(check, Values) and "20,000" not in check.title]
    for check in checks:
        for _ in range(2 if variant.exercise == "train_chain" else 40):
            for args in check.sample(rng):
                expected = exercise.reference(*args)
                assert agrees(expected, variant.right(*copy.deepcopy(args)), check.rtol, check.atol)


CHAINS = [v for v in OURS if v.exercise.startswith("chain_")]


@pytest.mark.parametrize("variant", CHAINS, ids=[f"{v.exercise}-{v.style}" for v in CHAINS])
@pytest.mark.parametrize(
    "args",
    [
        (1, [2, -3, 1]),
        (0.5, [1.5, -2, 0.8, 3], [0, 1, -1, 0.5]),
        (0.0, [4.0], [0.0]),
        (-2.0, np.array([3, -1])),
        (0.3, np.array([2.0, 0.0, -1.5])),
    ],
)
def test_a_chain_variant_takes_lists_whole_numbers_and_a_weight_of_zero(variant, args):
    expected = EXERCISES[variant.exercise].reference(*args)
    assert agrees(expected, variant.right(*args), 1e-9)


NETWORKS = [v for v in OURS if v.exercise in ("jacobian", "singular_values")]


@pytest.mark.parametrize("variant", NETWORKS, ids=[f"{v.exercise}-{v.style}" for v in NETWORKS])
@pytest.mark.parametrize(
    "args",
    [
        ([[[1.5]], [[-2.0]]], [0.5]),
        ([[[1, -2], [3, 1]]], [1, -1]),
        ([[[1.0, 2.0], [0.5, -1.0]], [[-1.0, 1.0]]], [0.2, 0.4]),
    ],
)
def test_a_variant_for_networks_takes_nested_lists_and_whole_numbers(variant, args):
    right = EXERCISES[variant.exercise].reference(*args)
    assert np.allclose(variant.right(*args), right, rtol=1e-7, atol=1e-15)
    assert np.shape(variant.right(*args)) == np.shape(right)
