"""The numbers behind each widget, held against the reference."""

from __future__ import annotations

import numpy as np
import pytest

from vanishing_gradients import reference

from .widgets import functions, module

SHEET_A = [1.5, -2.0, 0.8, 3.0]
pytestmark = pytest.mark.usefixtures("lab")


def look(name, *settings, **other):
    return module(f"mathematics.{name}").look(functions(name) | other, *settings)


def without(name, *missing):
    return {key: function for key, function in functions(name).items() if key not in missing}


# Tangent


@pytest.mark.parametrize("z", [-8.0, -1.3, 0.0, 0.5, 8.0])
def test_tangent_shows_the_three_functions_at_the_place(z):
    here = look("tangent", z).here
    assert here == {name: float(getattr(reference, name)(z)) for name in functions("tangent")}


@pytest.mark.parametrize("z", [-3.0, 0.0, 2.5])
def test_without_sigmoid_prime_the_tangent_is_measured(z):
    seen = module("mathematics.tangent").look({"sigmoid": reference.sigmoid}, z)
    assert seen.measured
    assert seen.lean == pytest.approx(float(reference.sigmoid_prime(z)), rel=1e-5)


# Chain stepper


@pytest.mark.parametrize("w", [[2.0], SHEET_A, [*SHEET_A, -1.2], [0.0, 1.0, 3.0]])
def test_the_effects_of_a_nudge_are_the_derivatives_of_the_chain(w):
    seen, n = look("chain", 0.5, w), len(w)
    grads, (_, a) = reference.chain_grads(0.5, w), reference.chain_forward(0.5, w)
    at_a = [reference.chain_dydx(float(a[i]), w[i:]) for i in range(n)] + [1.0]
    assert [seen.effect(2 * i) for i in range(n + 1)] == pytest.approx(at_a, rel=1e-12)
    assert [seen.effect(2 * i + 1) for i in range(n)] == pytest.approx(grads["b"], rel=1e-5)


def test_the_measured_arrows_are_the_local_derivatives():
    measured = [arrow.measured for arrow in look("chain", 0.5, SHEET_A).arrows]
    assert measured == pytest.approx(reference.chain_factors(0.5, SHEET_A), rel=1e-5)


def test_without_chain_factors_and_chain_dydx_everything_is_measured():
    some = without("chain", "chain_factors", "chain_dydx")
    seen = module("mathematics.chain").look(some, 0.5, SHEET_A)
    assert seen.effect(0) == pytest.approx(reference.chain_dydx(0.5, SHEET_A), rel=1e-5)
    assert [arrow.yours for arrow in seen.arrows] == [None] * 8


def test_slopes_taken_at_the_activation_differ_from_what_is_measured():
    def at_activation(x, w, b=None):
        _, a = reference.chain_forward(x, w, b)
        return [v for pair in zip(w, reference.sigmoid_prime(a[:-1]), strict=True) for v in pair]

    arrows = look("chain", 0.5, SHEET_A, chain_factors=at_activation).arrows
    assert [arrow.differs() for arrow in arrows] == [False, True] * 4


def test_right_factors_do_not_differ_from_what_is_measured():
    assert not any(arrow.differs() for arrow in look("chain", 0.5, SHEET_A).arrows)


@pytest.mark.parametrize("unit", [1, 2, 3, 4])
def test_only_the_pre_activation_goes_into_the_slope(unit):
    tried = module("mathematics.chain").candidates(reference.sigmoid_prime, look("chain", 0.5, SHEET_A), unit)
    assert [candidate.name for candidate in tried if candidate.fits] == [f"z{unit}"]


# Fading nudge


@pytest.mark.parametrize("n", [1, 10, 30])
def test_what_is_left_of_a_nudge_at_x_is_dydx(n):
    seen = look("nudge", "sigmoid", 1.5, 0.5, n)
    assert seen.effects[0] == pytest.approx(reference.chain_dydx(0.5, [1.5] * n), rel=1e-12)
    assert seen.effects[-1] == 1


def test_without_chain_factors_the_arrows_are_measured():
    seen = module("mathematics.nudge").look(without("nudge", "chain_factors"), "sigmoid", 1.5, 0.5, 5)
    assert seen.factors == pytest.approx(reference.chain_factors(0.5, [1.5] * 5), rel=1e-5)
    assert not seen.yours


@pytest.mark.parametrize(("w", "left"), [(1.0, 1.0), (2.0, 2.0**30), (-1.0, 0.0)])
def test_relu_passes_a_nudge_on_as_often_as_its_weight_says(w, left):
    assert look("nudge", "ReLU", w, 0.5, 30).effects[0] == pytest.approx(left, rel=1e-9)


def test_a_nudge_through_tanh_is_left_with_what_the_complex_step_measures():
    def output(at):
        for _ in range(12):
            at = np.tanh(1.3 * at)
        return at

    right = reference.complex_step(output, 0.5)
    assert look("nudge", "tanh", 1.3, 0.5, 12).effects[0] == pytest.approx(right, rel=1e-12)


# Threads


def threads(w, b, n, reach="wide"):
    return module("mathematics.threads").look(reference.chain_forward, w, b, n, reach)


def test_at_weight_one_a_stretch_of_inputs_shrinks_layer_by_layer():
    assert threads(1.0, 0.0, 4).lengths() == pytest.approx([5, 0.8334, 0.1919, 0.04354, 0.009807], rel=1e-3)
    assert threads(1.0, 0.0, 30).bundles() is None


@pytest.mark.parametrize(("w", "b", "edge"), [(8.0, -4.0, 0.5), (-10.0, 0.0, 0.16335)])
def test_threads_part_at_the_knife_edge(w, b, edge):
    seen = threads(w, b, 30)
    first, second = seen.bundles()
    inputs = seen.a[:, 0]
    assert inputs[first - 1] < edge < inputs[len(inputs) - second]


@pytest.mark.parametrize(("w", "b"), [(8.0, 0.0), (-5.0, 0.0), (12.0, 6.0)])
def test_elsewhere_threads_run_together(w, b):
    assert threads(w, b, 30).bundles() is None


def test_in_floats_the_threads_end_as_one_number():
    assert threads(1.0, 0.0, 8).distinct() == 25
    assert threads(1.0, 0.0, 30).distinct() == 1


# Error versus h


def errors(n, *names):
    return {way.name: way for way in look("steps", n, 1.0, names).ways}


def test_on_four_units_the_central_difference_is_best_near_the_third_root():
    step, error = errors(4, "central_difference")["central_difference"].best()
    assert 1e-6 < step < 1e-3
    assert error < 1e-8


def test_at_thirty_units_no_step_of_the_central_difference_is_good():
    assert errors(30, "central_difference")["central_difference"].best()[1] > 0.5


@pytest.mark.parametrize("n", [1, 10, 30])
def test_the_complex_step_stays_good_at_every_depth(n):
    assert errors(n, "complex_step")["complex_step"].best()[1] < 1e-13


def test_the_step_that_best_step_chooses_is_the_one_with_the_smallest_error():
    seen = look("steps", 7, 1.0, ["central_difference"])
    assert seen.chosen == seen.ways[0].best()


def test_a_way_of_the_students_own_is_measured_too():
    forward = {"forward": lambda f, x, h: (f(x + h) - f(x)) / h}
    way = look("steps", 4, 1.0, ["forward"], **forward).ways[0]
    assert 1e-10 < way.best()[1] < 1e-6


# Depth decay


def slopes_of(slope, activation, w, b, x, n):
    """Return log10 of the product of the links, for depths 1 to n."""
    logs, total = [], 0.0
    for _ in range(n):
        z = w * x + b
        total += np.log10(abs(w * slope(z)))
        logs.append(total)
        x = activation(z)
    return logs


@pytest.mark.parametrize("b", [0.0, -4.0, 1.5])
def test_sigmoid_chains_decay_as_the_reference_says(b):
    seen = look("depth", "sigmoid", 8.0, b, 0.5, 12)
    right = [reference.log10_abs_dydx(0.5, [8.0] * n, [b] * n)[1] for n in range(1, 13)]
    assert seen.logs == pytest.approx(right, rel=1e-12)


@pytest.mark.parametrize("w", [-3.0, 1.0, 2.0])
def test_tanh_chains_are_measured_right(w):
    right = slopes_of(lambda z: 1 - np.tanh(z) ** 2, np.tanh, w, 0.3, 0.5, 20)
    assert look("depth", "tanh", w, 0.3, 0.5, 20).logs == pytest.approx(right, rel=1e-9)


def test_relu_with_weight_two_doubles_the_gradient_at_each_unit():
    logs = look("depth", "ReLU", 2.0, 0.0, 0.5, 30).logs
    assert logs == pytest.approx(np.arange(1, 31) * np.log10(2.0), rel=1e-12)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "ReLU"])
def test_a_weight_of_zero_leaves_no_gradient(activation):
    assert np.isneginf(look("depth", activation, 0.0, 0.0, 0.5, 5).logs).all()


def test_the_pull_on_each_weight_is_that_of_the_reference():
    seen = look("depth", "sigmoid", 1.0, 0.0, 1.0, 10)
    assert seen.pulls == pytest.approx(np.abs(reference.chain_grads(1.0, [1.0] * 10)["w"]), rel=1e-12)


def factors(n):
    """Return the factors of the last of n layers, for many positive weights and inputs."""
    only = {"depth_curve": reference.depth_curve}
    look = module("mathematics.depth").look
    weights, inputs = np.arange(0.1, 12.05, 0.1), (-3.0, -1.0, 0.0, 0.5, 1.0, 3.0)
    return [look(only, "sigmoid", w, 0.0, x, n).factor() for w in weights.tolist() for x in inputs]


@pytest.mark.parametrize("n", [8, 9, 20, 40])
def test_deep_in_the_chain_no_positive_weight_keeps_more_than_0_28(n):
    assert 0.27 < max(factors(n)) < 0.28


def test_near_the_input_a_positive_weight_may_keep_more_than_0_28():
    assert max(factors(2)) > 1


# Cobweb and knife edge


@pytest.mark.parametrize(("n", "width"), [(1, 0.441), (3, 0.205), (8, 0.0191), (12, 0.00262)])
def test_the_knife_edge_has_the_height_and_the_width_of_the_reference(n, width):
    seen = look("edge", 8.0, n, 0.5, "made")
    assert seen.peak() == pytest.approx((0.5, 2.0**n), rel=1e-6)
    assert seen.length(1.0) == pytest.approx(width, rel=5e-3)


@pytest.mark.parametrize("w", [-10.0, -6.0, 3.0, 8.0, 12.0])
@pytest.mark.parametrize("mode", ["none", "same", "made"])
def test_the_area_under_the_slope_is_how_far_y_travels(w, mode):
    seen, b = look("edge", w, 6, 0.5, mode, -1.0), {"none": None, "same": [-1.0] * 6}.get(mode)
    b = reference.explosive_biases(0.5, [w] * 6) if mode == "made" else b
    ends = [reference.chain_forward(x, [w] * 6, b)[1][-1] for x in (-2.0, 3.0)]
    assert seen.area() == pytest.approx(abs(ends[1] - ends[0]), rel=1e-12)
    assert seen.area() <= 1
    assert seen.area() == pytest.approx(np.trapezoid(seen.sizes, seen.places), rel=0.03, abs=1e-6)


def test_the_peak_of_weights_minus_ten_is_found_at_the_fixed_point():
    place, height = look("edge", -10.0, 10, 0.5).peak()
    assert place == pytest.approx(0.166, abs=0.004)
    assert height == pytest.approx(24.4, rel=0.02)


# Window


@pytest.mark.parametrize("w", [-20.0, -6.9, 4.5, 8.0, 30.0])
@pytest.mark.parametrize("place", [-3.0, 0.0, 0.5, 1.7])
def test_the_shaded_stretch_is_as_long_as_the_window_wherever_the_bias_puts_it(w, place):
    low, high = look("window", w, -place * w).stretch()
    assert high - low == pytest.approx(reference.window_width(w), abs=5e-5)
    assert low < place < high


def test_below_weight_four_nothing_is_shaded():
    assert look("window", 3.99, -1.9).stretch() is None


# Training race


def race(task, activation, n, train_chain=None):
    return module("mathematics.race").look(train_chain, task, activation, n)


@pytest.mark.parametrize(("n", "step"), [(1, 1), (2, 5), (3, 20), (4, 66), (5, 210), (8, 9611), (9, None)])
def test_the_table_knows_the_steps_that_halve_the_loss(n, step):
    assert race("two", "sigmoid", n).half == step


@pytest.mark.parametrize("n", [1, 4, 9])
@pytest.mark.parametrize("task", ["one", "two"])
def test_the_table_holds_what_the_reference_does_in_its_first_steps(task, n):
    seen = race(task, "sigmoid", n, reference.train_chain)
    steps = len(seen.own_steps)
    assert seen.loss[:steps] == pytest.approx(seen.own_loss, rel=2e-3)
    assert seen.moved[:, :steps].ravel() == pytest.approx(seen.own_moved.ravel(), rel=2e-3)


def test_when_the_loss_is_zero_the_first_weight_has_hardly_moved():
    seen = race("one", "sigmoid", 8)
    assert seen.loss[-1] < 1e-28
    assert seen.moved[0, -1] < 1e-4
    assert seen.moved[-1, -1] > 0.5


def test_the_whole_table_can_be_made_again():
    from vanishing_gradients.figures import races

    steps = [step for step in races.STEPS if step <= 30]
    anew, table = races.table(steps), module("mathematics.race").table()
    assert table["steps"][: len(steps)] == steps
    assert table["races"].keys() == anew["races"].keys()
    for name, found in anew["races"].items():
        rows = [(found["loss"], table["races"][name]["loss"])]
        rows += zip(found["moved"], table["races"][name]["moved"], strict=True)
        for ours, kept in rows:
            shown = [-16_000 if v is None else max(v, -16_000) for v in (*ours, *kept[: len(steps)])]
            assert shown[: len(steps)] == pytest.approx(shown[len(steps) :], abs=2), name
