"""Known values that the reference has to give: a unit, its derivatives and the bound."""

import math

import numpy as np
import pytest

from tests.property.known import stated
from vanishing_gradients import reference as ref
from vanishing_gradients.statements.chains import A_CHAIN, B_CHAIN, largest_of, sheet_b

# 1. The unit


def test_slope_at_0_is_a_quarter():
    assert ref.sigmoid_prime(0.0) == 0.25


@pytest.mark.parametrize(
    ("s", "z"),
    [
        (0.125, "1.7627"),
        (0.1, "2.0634"),
        (0.05, "2.8873"),
        (0.01, "4.5849"),
        (1 / 6, "1.31696"),
        (1e-12, "27.631"),
    ],
)
def test_place_of_a_slope(s, z):
    assert stated(ref.z_with_slope(s), z)


def test_half_of_the_largest_slope_is_at_ln_3_plus_2_root_2():
    assert ref.z_with_slope(0.125) == pytest.approx(math.log(3 + 2 * math.sqrt(2)), rel=1e-15)


def test_minimum_of_sigmoid_second_is_minus_root_3_over_18():
    assert ref.sigmoid_second(math.log(2 + math.sqrt(3))) == pytest.approx(-math.sqrt(3) / 18, rel=1e-15)


def test_maximum_of_sigmoid_second_is_root_3_over_18():
    assert ref.sigmoid_second(math.log(2 - math.sqrt(3))) == pytest.approx(0.0962250449, abs=5e-11)


def test_sigmoid_second_is_nowhere_larger_than_root_3_over_18():
    grid = ref.sigmoid_second(np.linspace(-10, 10, 200_001))
    assert np.abs(grid).max() <= math.sqrt(3) / 18 * (1 + 1e-15)


def test_sigmoid_third_is_0_where_sigmoid_second_is_extreme():
    assert abs(ref.sigmoid_third(1.3169578969248166)) < 1e-16


def test_slope_is_a_sixth_where_sigmoid_second_is_extreme():
    assert ref.sigmoid_prime(1.3169578969248166) == pytest.approx(1 / 6, rel=1e-15)


def test_sigmoid_second_at_1_is_negative():
    assert stated(ref.sigmoid_second(1.0), "-0.0909")


def test_slope_at_one_half_is_0_235():
    assert stated(ref.sigmoid_prime(0.5), "0.2350")


def test_slope_at_5_is_37_6_times_smaller_than_at_0():
    assert stated(0.25 / ref.sigmoid_prime(5.0), "37.6")


# 2. The derivatives


def test_pre_activations_of_the_reference_chain():
    assert ref.chain_forward(*A_CHAIN)[0].round(6).tolist() == [0.75, -1.358357, 0.163606, 1.622431]


def test_activations_of_the_reference_chain():
    assert ref.chain_forward(*A_CHAIN)[1][1:].round(6).tolist() == [0.679179, 0.204507, 0.540810, 0.835130]


def test_dydx_of_the_reference_chain():
    assert stated(ref.chain_dydx(*A_CHAIN), "-0.008726845985")


def test_dydw_of_the_reference_chain():
    grads = ref.chain_grads(*A_CHAIN)["w"]
    assert grads.round(8).tolist() == [-0.00290895, 0.00906719, 0.02097793, 0.07446298]


def test_bound_of_the_reference_chain():
    assert ref.gradient_bound(A_CHAIN[1]) == pytest.approx(0.028125, rel=1e-15)


def test_dydx_of_the_five_layer_chain():
    assert stated(ref.chain_dydx(*B_CHAIN), "0.002056910007")


def test_bound_of_the_five_layer_chain():
    assert ref.gradient_bound(B_CHAIN[1]) == pytest.approx(0.0084375, rel=1e-15)


@pytest.mark.parametrize(("chain", "wrong"), [(A_CHAIN, -0.0217355), (B_CHAIN, 0.0055039)])
def test_value_of_the_formula_with_slopes_at_activations(chain, wrong):
    assert round(sheet_b(*chain), 7) == wrong


@pytest.mark.parametrize(
    ("x", "w", "dydx"),
    [(1.9, [-2.6, 0.8, -2.7], 0.0016153282), (-0.6, [-2.1, 1.2, 2.9, 2.5], -0.005531661)],
)
def test_dydx_at_the_points_that_tell_mistakes_apart(x, w, dydx):
    assert ref.chain_dydx(x, w) == pytest.approx(dydx, rel=1e-7)


def test_dydw_at_the_point_that_tells_mistakes_apart():
    grads = ref.chain_grads(-2.0, [2.4, -2.8, -1.1])["w"]
    assert grads.round(7).tolist() == [-0.0028971, -0.0005216, 0.1148707]


@pytest.mark.parametrize(("layer", "rate"), [(1, "2.8e-7"), (10, "0.148")])
def test_first_layer_learns_5e5_times_slower_than_the_tenth(layer, rate):
    assert stated(ref.chain_grads(1.0, [1.0] * 10)["w"][layer - 1], rate)


# 3. The bound


@pytest.mark.parametrize(("w", "ratio"), [(1.0, 0.770081), (0.1, 0.998063), (0.01, 0.999981)])
def test_share_of_the_bound_that_a_bias_free_chain_of_4_reaches(w, ratio):
    assert round(ref.chain_dydx(0.0, [w] * 4) / ref.gradient_bound([w] * 4), 6) == ratio


@pytest.mark.parametrize(("w", "bound"), [(3.9, "0.603"), (5.0, "86.7"), (4.0, "1")])
def test_bound_at_20_layers(w, bound):
    assert stated(ref.gradient_bound([w] * 20), bound)


@pytest.mark.parametrize(
    ("w", "n", "slope"),
    [(3.9, 20, "1.6e-21"), (5.0, 20, "7.8e-29"), (4.0, 20, "3.6e-22"), (2.0, 10, "3e-6")],
)
def test_truth_at_depth(w, n, slope):
    assert stated(ref.chain_dydx(0.5, [w] * n), slope)


def test_weights_20_1_20_1_have_a_bound_of_1_56():
    assert ref.gradient_bound([20.0, 1.0, 20.0, 1.0]) == 1.5625


def test_weights_20_1_20_1_never_reach_a_slope_above_5_4e_5():
    assert stated(largest_of(20.0, 1.0, 20.0, 1.0), "5.4e-5")
