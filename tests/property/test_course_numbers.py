"""The numbers that the notebooks, the rubrics and the hints state are those of the reference module."""

import math

import mpmath as mp
import numpy as np
import pytest

from autograder import reference as ref

T = ref.POSITIVE_CHAIN_RATE
A_CHAIN = (0.5, [1.5, -2.0, 0.8, 3.0])
B_CHAIN = (0.5, [1.5, -2.0, 0.8, 3.0, -1.2])


def stated(value, text):
    """The computed value, rounded to the significant digits that the text shows, is that number."""
    digits = len(text.lstrip("-").split("e")[0].replace(".", "").lstrip("0"))
    return float(f"{float(value):.{digits - 1}e}") == float(text)


def slopes_of_shared_weight(w, n, xs):
    """|dy/dx| of the bias-free chain of n equal weights, at many inputs."""
    slope, a = np.ones_like(xs), xs
    for _ in range(n):
        slope, a = slope * abs(w) * ref.sigmoid_prime(w * a), ref.sigmoid(w * a)
    return slope


def largest_slope(w, n):
    """The maximum of |dy/dx| over x, on grids that close in on it."""
    low, high = -12.0 / abs(w) - 1.0, 12.0 / abs(w) + 1.0
    for points in (200_001, 2001, 2001, 2001, 2001):
        xs = np.linspace(low, high, points)
        slope = slopes_of_shared_weight(w, n, xs)
        k, step = int(slope.argmax()), xs[1] - xs[0]
        low, high = xs[k] - 3 * step, xs[k] + 3 * step
    return float(slope[k])


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
    x, w = chain
    _, a = ref.chain_forward(x, w)
    assert round(float(np.prod(w) * np.prod(ref.sigmoid_prime(a[:-1]))), 7) == wrong


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
    slopes = [abs(ref.chain_dydx(float(x), [20.0, 1.0, 20.0, 1.0])) for x in np.linspace(-0.5, 0.5, 2001)]
    assert stated(max(slopes), "5.4e-5")


# 4. Positive weights


def test_t_is_0_2784645():
    assert stated(T, "0.278464542761")


@pytest.mark.parametrize(
    ("w", "rate"),
    [
        (0.5, "0.1225"),
        (1.0, "0.2247"),
        (2.0, "0.2634"),
        (3.0, "0.1574"),
        (4.0, "0.0761"),
        (5.0, "0.0344"),
        (10.0, "4.5e-4"),
        (20.0, "4.1e-8"),
        (-6.0, "-1.0141"),
        (-8.0, "-1.207"),
        (-10.0, "-1.36667"),
        (-20.0, "-1.902"),
    ],
)
def test_decay_rate_of_a_shared_weight(w, rate):
    assert stated(ref.decay_rate(w), rate)


def test_decay_is_slowest_at_a_weight_of_1_plus_t_squared():
    assert ref.decay_rate((1 + T) ** 2) == pytest.approx(T, rel=1e-14)


def test_weight_of_slowest_decay_is_1_634472():
    assert stated((1 + T) ** 2, "1.634472")


@pytest.mark.parametrize(("w", "a"), [(1.0, "0.659046"), ((1 + T) ** 2, "0.782188"), (-10.0, "0.16335")])
def test_fixed_point_of_a_shared_weight(w, a):
    assert stated(ref.fixed_point(w), a)


@pytest.mark.parametrize(
    ("n", "rate"),
    [
        (1, "0.25"),
        (2, "0.112"),
        (3, "0.0312"),
        (4, "0.00868"),
        (5, "0.00242"),
        (6, "6.7e-4"),
        (7, "1.9e-4"),
        (8, "5.2e-5"),
        (9, "1.5e-5"),
        (10, "4.05e-6"),
    ],
)
def test_best_rate_of_the_first_weight_over_all_positive_chains(n, rate):
    # With x = 1 and w_1 -> 0, a_1 = 1/2; each further layer contributes z sigma'(z) / a_before.
    z = np.linspace(1e-4, 8.0, 80_001)
    best = 1.0
    for layer in range(n - 1):
        gain = z * ref.sigmoid_prime(z) * best
        best = float((gain if layer == 0 else gain / ref.sigmoid(z)).max())
    assert stated(0.25 if n == 1 else 0.25 * best / 0.5, rate)


# 5. Negative weights and biases


@pytest.mark.parametrize(
    ("w", "slopes"),
    [
        (2, ".5 .205 .0939 .0415 .0186 .00832 .00372 .00166 7.4e-4 3.3e-4"),
        (4, "1 .599 .496 .358 .287 .214 .168 .128 .0996 .0760"),
        (5, "1.25 .812 .802 .659 .626 .535 .499 .434 .401 .352"),
        (6, "1.5 1.03 1.16 1.06 1.14 1.09 1.16 1.12 1.18 1.15"),
        (8, "2 1.47 2.03 2.15 2.80 3.16 3.99 4.62 5.76 6.76"),
        (10, "2.5 1.91 3.04 3.64 5.35 6.88 9.79 13.0 18.1 24.4"),
        (20, "5 4.14 9.53 16.1 32.3 59.5 115 217 414 786"),
    ],
)
def test_largest_slopes_with_the_shared_weight_minus_w(w, slopes):
    assert all(stated(largest_slope(-w, n), slope) for n, slope in enumerate(slopes.split(), start=1))


@pytest.mark.parametrize(
    ("n", "w"),
    [(1, 4.0), (2, 5.869586), (3, 5.565201), (4, 5.869586), (5, 5.755401), (7, 5.810638), (9, 5.833751)],
)
def test_threshold_weight_for_a_slope_of_1(n, w):
    assert largest_slope(-w - 1e-6, n) > 1.0 > largest_slope(-w + 1e-6, n)


def test_slope_at_the_fixed_point_is_minus_1_at_w_c():
    assert ref.decay_rate(-((1 + T) ** 2) / T) == pytest.approx(-1.0, rel=1e-14)


def test_w_c_is_5_8695860():
    assert stated((1 + T) ** 2 / T, "5.8695860")


@pytest.mark.parametrize(("w", "rate"), [(-6, 0.014), (-8, 0.188), (-10, 0.312), (-20, 0.643)])
def test_lyapunov_exponent_at_the_repelling_fixed_point(w, rate):
    assert round(math.log(-ref.decay_rate(w)), 3) == rate


@pytest.mark.parametrize(("w", "rate"), [(-6, 0.972), (-8, 0.652), (-10, 0.451), (-20, 0.068)])
def test_rate_on_the_two_cycle(w, rate):
    # From depth 4000 on, x = 1/2 has reached the cycle; an even number of layers takes both halves.
    curve = ref.depth_curve(w, 0.5, 4200)
    assert round(10 ** float((curve[-1] - curve[-201]) / 200), 3) == rate


@pytest.mark.parametrize(("n", "slope"), [(1, "2.5"), (2, "1.91"), (3, "0.023"), (4, "1e-5")])
def test_largest_slopes_with_the_shared_weight_10(n, slope):
    assert stated(largest_slope(10.0, n), slope)


@pytest.mark.parametrize(
    ("x", "n", "slope"),
    [
        (0.5, 1, "2"),
        (0.5, 5, "32"),
        (0.5, 10, "1024"),
        (0.5, 20, "1.05e6"),
        (0.51, 1, "2"),
        (0.51, 5, "19.7"),
        (0.51, 10, "0.0237"),
        (0.51, 20, "3.9e-10"),
        (0.6, 1, "1.7"),
        (0.6, 5, "0.047"),
        (0.6, 10, "6e-6"),
        (0.6, 20, "1e-13"),
    ],
)
def test_slopes_on_and_off_the_knife_edge(x, n, slope):
    assert stated(ref.chain_dydx(x, [8.0] * n, [-4.0] * n), slope)


@pytest.mark.parametrize(
    ("n", "width"),
    [(1, "0.441"), (2, "0.310"), (3, "0.205"), (5, "0.082"), (8, "0.019"), (12, "0.0026"), (16, "0.00035")],
)
def test_width_of_the_knife_edge(n, width):
    low, high = 0.5, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        steep = ref.chain_dydx(middle, [8.0] * n, [-4.0] * n) >= 1.0
        low, high = (middle, high) if steep else (low, middle)
    assert stated(2 * (low - 0.5), width)


# 6. The window


@pytest.mark.parametrize(
    ("w", "width"),
    [
        (4, 0.0),
        (4.5, 0.3081),
        (5, 0.3850),
        (6, 0.4390),
        (6.8941510, 0.4477432047),
        (7, 0.448),
        (8, 0.4407),
        (10, 0.4127),
        (20, 0.2887),
        (50, 0.1548),
        (100, 0.0917),
    ],
)
def test_width_of_the_window(w, width):
    assert round(ref.window_width(w), 10 if w == 6.8941510 else 3 if w == 7 else 4) == width


def test_widest_window_is_twice_the_largest_z_times_slope():
    z = float(mp.findroot(lambda v: v * mp.tanh(v / 2) - 1, 1.5))
    w = 1 / float(ref.sigmoid_prime(z))
    assert (round(z, 7), round(w, 7), round(2 * z / w, 10)) == (1.5434046, 6.8941510, 0.4477432047)


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


def steps_to_half_the_loss(n, limit):
    loss = ref.train_chain([1.0] * n, [0.0] * n, [1.0, -1.0], [0.9, 0.1], 5.0, limit)["loss"]
    half = loss <= loss[0] / 2
    return int(half.argmax()) if half.any() else None


@pytest.mark.parametrize(
    ("n", "steps"),
    [
        (1, 1),
        (2, 5),
        (3, 20),
        (4, 66),
        (5, 210),
        pytest.param(6, 713, marks=pytest.mark.slow),
        pytest.param(7, 2564, marks=pytest.mark.slow),
        pytest.param(8, 9611, marks=pytest.mark.slow),
    ],
)
def test_steps_to_half_the_loss(n, steps):
    assert steps_to_half_the_loss(n, steps + 1) == steps


@pytest.mark.slow
def test_nine_layers_take_more_than_20000_steps_to_half_the_loss():
    assert steps_to_half_the_loss(9, 20_000) is None


@pytest.mark.parametrize(("w", "slope"), [(1.0, "3.8e-20"), (2.0, "7.6e-18")])
def test_slope_of_a_chain_of_30_layers(w, slope):
    assert stated(ref.chain_dydx(0.5, [w] * 30), slope)
