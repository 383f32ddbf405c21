"""Known values that the reference has to give: depth, explosion and the window."""

import math

import mpmath as mp
import numpy as np
import pytest

from tests.property.known import stated
from vanishing_gradients import reference as ref
from vanishing_gradients.statements.chains import T, largest_slope

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
