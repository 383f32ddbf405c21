"""Known values that the reference has to give: what floats do, and training."""

import math

import numpy as np
import pytest

from tests.property.known import stated
from vanishing_gradients import reference as ref
from vanishing_gradients.statements.chains import A_CHAIN
from vanishing_gradients.statements.training import STEPS_TO_HALVE, steps_to_half

# 7. Numerics


@pytest.mark.parametrize(
    ("z", "slope"), [(37, "8.53e-17"), (40, "4.248e-18"), (355, "6.7e-155"), (400, "1.9e-174")]
)
def test_slope_in_the_tail(z, slope):
    assert stated(ref.sigmoid_prime(z), slope)


def test_s_times_1_minus_s_is_0_from_36_737():
    s = ref.sigmoid([36.736, 36.737])
    assert (s * (1 - s) > 0).tolist() == [True, False]


@pytest.mark.parametrize(
    ("w", "dtype", "zero"),
    [
        (1, np.float64, 500),
        (2, np.float64, 560),
        (5, np.float64, 222),
        (10, np.float64, 98),
        (1, np.float32, 70),
        (10, np.float32, 15),
        (1, np.float16, 12),
        (10, np.float16, 3),
    ],
)
def test_depth_of_the_first_zero(w, dtype, zero):
    assert abs(ref.underflow_depth(w, dtype=dtype) - zero) <= 1


@pytest.mark.parametrize(("w", "depth"), [(1, 475), (2, 532), (5, 212), (10, 93)])
def test_depth_of_the_first_subnormal(w, depth):
    curve = ref.depth_curve(w, 0.5, 600)
    assert int(np.argmax(curve < math.log10(2.0**-1022))) + 1 == depth


def test_0_25_to_the_537_is_the_last_power_above_0():
    assert (0.25**537, 0.25**538) == (5e-324, 0.0)


@pytest.mark.parametrize(("n", "log10"), [(4, -2.31728), (600, -358.98701)])
def test_log10_of_the_tiled_chain(n, log10):
    assert round(ref.log10_abs_dydx(0.7, [1.3, -2.1, 0.6, 4.0] * (n // 4))[1], 5) == log10


def test_a_layer_of_weight_1_costs_0_648_decades():
    assert round(math.log10(ref.decay_rate(1.0)), 3) == -0.648


def test_a_layer_of_weight_1_is_bounded_by_minus_0_602_decades():
    assert round(ref.log10_gradient_bound([1.0]), 3) == -0.602


@pytest.mark.parametrize(("n", "outputs"), [(25, 2), (30, 1)])
def test_the_output_of_a_deep_chain_is_constant_in_floats(n, outputs):
    values = {float(ref.chain_forward(float(x), [1.0] * n)[1][-1]) for x in np.linspace(-0.5, 1.5, 2001)}
    assert len(values) == outputs


@pytest.mark.parametrize(("n", "decades"), [(4, -9), (8, -6), (10, -5)])
def test_error_of_the_gradient_check_grows_with_depth(n, decades):
    def y(x):
        return float(ref.chain_forward(x, [1.0] * n)[1][-1])

    error = ref.relative_error(ref.central_difference(y, 0.5, 6e-6), ref.chain_dydx(0.5, [1.0] * n))
    assert abs(math.log10(error) - decades) < 1.0


def test_the_gradient_check_returns_0_at_18_layers():
    assert ref.central_difference(lambda x: float(ref.chain_forward(x, [1.0] * 18)[1][-1]), 0.5, 6e-6) == 0.0


def test_best_step_on_the_reference_chain_is_a_few_1e_5():
    hs = 10.0 ** np.linspace(-9, -1, 161)
    y = lambda x: float(ref.chain_forward(x, A_CHAIN[1])[1][-1])  # noqa: E731
    assert 5e-6 < ref.best_step(y, ref.chain_dydx(*A_CHAIN), 0.5, hs) < 2e-4


def test_default_tolerances_accept_0_from_13_layers_on():
    truths = [ref.chain_dydx(0.5, [1.0] * n) for n in (12, 13)]
    assert np.isclose(0.0, truths).tolist() == [False, True]


# 8. Training


SLOW_FROM = 6
"""The depth from which training takes seconds."""


@pytest.mark.parametrize(
    ("n", "steps"),
    [
        pytest.param(n, steps, marks=[pytest.mark.slow] if n >= SLOW_FROM else [])
        for n, steps in enumerate(STEPS_TO_HALVE, start=1)
    ],
)
def test_steps_to_half_the_loss(n, steps):
    assert steps_to_half(n, steps + 1) == steps


@pytest.mark.slow
def test_nine_layers_take_more_than_20000_steps_to_half_the_loss():
    assert steps_to_half(9, 20_000) is None


@pytest.mark.parametrize(("w", "slope"), [(1.0, "3.8e-20"), (2.0, "7.6e-18")])
def test_slope_of_a_chain_of_30_layers(w, slope):
    assert stated(ref.chain_dydx(0.5, [w] * 30), slope)
