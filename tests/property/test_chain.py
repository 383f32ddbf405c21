"""The chain functions hold their error bounds, against 50 digits, complex steps and difference quotients."""

import math
import time

import mpmath as mp
import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tests.property import strategies as draw
from tests.property import truth
from tests.property.strategies import Chain
from tests.property.truth import EPS, TINY
from vanishing_gradients import reference as ref

SLACK = 1.001
"""The bounds are of first order in eps; below 1e-6, what they leave out is less than a thousandth of them."""

pytestmark = pytest.mark.usefixtures("fifty_digits")


@pytest.fixture(name="fifty_digits", scope="module")
def _fifty_digits():
    with mp.workdps(50):
        yield


def complex_output(w, b):
    def y(a):
        for i, weight in enumerate(w):
            a = complex(ref.sigmoid_complex(weight * a + (0.0 if b is None else b[i])))
        return a

    return y


@settings(deadline=None)
@given(draw.chains(n_max=30))
def test_errors_of_z_are_below_zeta(chain):
    zeta, _ = ref.forward_error_bounds(*chain)
    z, _ = ref.chain_forward(*chain)
    true, _ = truth.forward(*chain)
    assert all(abs(mp.mpf(float(c)) - t) <= SLACK * e for c, t, e in zip(z, true, zeta, strict=True))


@settings(deadline=None)
@given(draw.chains(n_max=30))
def test_errors_of_a_are_below_alpha(chain):
    _, alpha = ref.forward_error_bounds(*chain)
    _, a = ref.chain_forward(*chain)
    _, true = truth.forward(*chain)
    assert all(abs(mp.mpf(float(c)) - t) <= SLACK * e for c, t, e in zip(a, true, alpha, strict=True))


@settings(deadline=None)
@given(draw.chains(n_max=40))
@example(Chain(ref.fixed_point(-10.0), [-10.0] * 40, None))
def test_dydx_is_right_to_its_bound(chain):
    bound = ref.gradient_error_bounds(*chain)["x"]
    assume(bound < 1e-6)
    true, _, _ = truth.gradients(*chain)
    assert abs(mp.mpf(ref.chain_dydx(*chain)) - true) <= SLACK * bound * abs(true) + TINY


@settings(deadline=None)
@given(draw.chains(n_max=40, size=3.0))
def test_dydx_with_weights_up_to_3_is_right_to_4_eps_times_the_sum_of_1_plus_3_m(chain):
    z, a = truth.forward(*chain)
    m = [max(abs(z[i]), abs(chain.w[i] * a[i])) for i in range(len(z))]
    true, _, _ = truth.gradients(*chain)
    bound = 4 * EPS * sum(1 + 3 * v for v in m)
    assert abs(mp.mpf(ref.chain_dydx(*chain)) - true) <= SLACK * bound * abs(true) + TINY


@settings(deadline=None)
@given(draw.chains(n_max=40))
def test_grads_by_biases_are_right_to_their_bounds(chain):
    bound = ref.gradient_error_bounds(*chain)["b"]
    assume(bound.max() < 1e-6)
    _, _, true = truth.gradients(*chain)
    computed = ref.chain_grads(*chain)["b"]
    assert all(
        abs(mp.mpf(float(c)) - t) <= SLACK * e * abs(t) + TINY
        for c, t, e in zip(computed, true, bound, strict=True)
    )


@settings(deadline=None)
@given(draw.chains(n_max=40))
def test_grads_by_weights_are_right_to_their_bounds(chain):
    bound = ref.gradient_error_bounds(*chain)["w"]
    assume(bound.max() < 1e-6)
    _, true, _ = truth.gradients(*chain)
    computed = ref.chain_grads(*chain)["w"]
    assert all(
        abs(mp.mpf(float(c)) - t) <= SLACK * e * abs(t) + (abs(chain.x) + 2) * TINY
        for c, t, e in zip(computed, true, bound, strict=True)
    )


@settings(deadline=None, max_examples=25)
@given(draw.chains(n_max=6))
def test_the_derivatives_are_limits_of_difference_quotients(chain):
    x, w, b = chain.x, chain.w, chain.b or [0.0] * len(chain.w)
    n = len(w)
    with mp.workdps(160):
        h = mp.mpf(10) ** -50

        def quotient(k):
            def shifted(sign):
                point = [mp.mpf(v) for v in (x, *w, *b)]
                point[k] += sign * h
                return truth.output(point[0], point[1 : n + 1], point[n + 1 :])

            return (shifted(1) - shifted(-1)) / (2 * h)

        by_x, by_w, by_b = truth.gradients(x, w, b)
        for k, formula in enumerate([by_x, *by_w, *by_b]):
            assert abs(quotient(k) - formula) <= mp.mpf(10) ** -40 * max(abs(formula), mp.mpf(10) ** -40)


@settings(deadline=None)
@given(draw.chains(n_max=40, size=5.0))
def test_dydx_agrees_with_the_complex_step_to_13_digits(chain):
    exact = ref.chain_dydx(*chain)
    # 1e-30 times a smaller derivative would leave the normal floats.
    assume(abs(exact) > 1e-270)
    assume(ref.gradient_error_bounds(*chain)["x"] < 2e-14)
    assert ref.relative_error(ref.complex_step(complex_output(chain.w, chain.b), chain.x), exact) <= 1e-13


@settings(deadline=None)
@given(draw.chains(n_max=20))
def test_dydx_is_the_product_of_the_factors(chain):
    factors = [mp.mpf(f) for f in ref.chain_factors(*chain)]
    true = mp.fprod(factors)
    n = len(chain.w)
    assert abs(mp.mpf(ref.chain_dydx(*chain)) - true) <= SLACK * (2 * n - 1) * EPS / 2 * abs(true) + TINY


@settings(deadline=None)
@given(draw.chains())
def test_even_factors_are_the_weights_in_order(chain):
    assert ref.chain_factors(*chain)[::2] == chain.w


@settings(deadline=None)
@given(draw.chains())
def test_odd_factors_are_the_slopes_at_z(chain):
    z, _ = ref.chain_forward(*chain)
    assert ref.chain_factors(*chain)[1::2] == ref.sigmoid_prime(z).tolist()


@settings(deadline=None)
@given(draw.chains(n_max=40))
def test_dydx_of_grads_is_chain_dydx(chain):
    bound = ref.gradient_error_bounds(*chain)["x"]
    exact = ref.chain_dydx(*chain)
    assert abs(ref.chain_grads(*chain)["x"] - exact) <= 2 * bound * abs(exact) + 2 * TINY


def log10_error_bound(x, w, b, computed):
    """The bound of `log10_abs_dydx`."""
    z, a = ref.chain_forward(x, w, b)
    zeta, _ = ref.forward_error_bounds(x, w, b)
    logs = np.abs(np.log(np.abs(w))) + 2.5 * np.abs(ref.log_sigmoid_prime(z))
    return float((EPS * logs + np.abs(1 - 2 * a[1:]) * zeta).sum()) / math.log(10) + 1.5 * EPS * abs(computed)


@settings(deadline=None)
@given(draw.chains(n_max=40))
def test_log10_is_right_to_its_bound(chain):
    _, computed = ref.log10_abs_dydx(*chain)
    true, _, _ = truth.gradients(*chain)
    bound = log10_error_bound(*chain, computed)
    assume(bound < 1e-6)
    assert abs(mp.mpf(computed) - mp.log10(abs(true))) <= SLACK * bound


def test_log10_of_5000_layers_is_right_to_the_same_bound():
    chain = Chain(0.7, [1.3, -2.1, 0.6, 4.0] * 1250, None)
    _, computed = ref.log10_abs_dydx(*chain)
    z, _ = truth.forward(*chain)
    true = mp.fsum(mp.log10(abs(w) * truth.slope(v)) for w, v in zip(chain.w, z, strict=True))
    assert abs(mp.mpf(computed) - true) <= SLACK * log10_error_bound(*chain, computed)


@settings(deadline=None)
@given(st.integers(1, 60), draw.nonzero(12.0), draw.inputs)
def test_depth_curve_is_right_to_its_bound(n, w, x):
    curve = ref.depth_curve(w, x, n)
    running = n * EPS / 2 * float(np.abs(np.diff(curve, prepend=0.0)).sum())
    bound = log10_error_bound(x, [w] * n, None, curve[-1]) + running
    assume(bound < 1e-6)
    true, _, _ = truth.gradients(x, [w] * n, None)
    assert abs(mp.mpf(float(curve[-1])) - mp.log10(abs(true))) <= SLACK * bound


@settings(deadline=None)
@given(st.integers(1, 30), draw.nonzero(12.0), draw.inputs)
def test_depth_curve_of_fewer_layers_is_its_beginning(n, w, x):
    assert ref.depth_curve(w, x, n).tolist() == ref.depth_curve(w, x, n + 7)[:n].tolist()


def test_depth_curve_without_weight_is_minus_infinity():
    assert ref.depth_curve(0.0, 1.0, 3).tolist() == [-math.inf] * 3


def test_log10_of_a_chain_with_a_weight_0_is_minus_infinity_without_sign():
    assert ref.log10_abs_dydx(0.5, [1.0, 0.0, 2.0]) == (0.0, -math.inf)


@pytest.mark.parametrize("w", [1.0, -3.0, 100.0, 1e-200, -1e200])
def test_log10_is_quiet_at_5000_layers(w):
    with np.errstate(all="raise", under="ignore"):
        assert math.isfinite(ref.log10_abs_dydx(0.5, [w] * 5000)[1])


@settings(deadline=None)
@given(draw.chains(n_max=20))
def test_sign_in_the_log_form_is_the_sign_of_dydx(chain):
    assume(ref.chain_dydx(*chain) != 0.0)
    assert ref.log10_abs_dydx(*chain)[0] == math.copysign(1.0, ref.chain_dydx(*chain))


def test_no_partial_product_underflows():
    w = [1e-200, 1e-200, 1e200, 1e200]
    biases = ref.explosive_biases(0.5, w)
    assert ref.relative_error(ref.chain_dydx(0.5, w, biases), 4.0**-4) <= 8 * EPS


def test_no_partial_product_overflows():
    w = [1e200, 1e200, 1e-200, 1e-200]
    biases = ref.explosive_biases(0.5, w)
    assert ref.relative_error(ref.chain_grads(0.5, w, biases)["x"], 4.0**-4) <= 8 * EPS


def test_grads_of_20000_layers_take_less_than_2_seconds():
    n = 20_000
    w = np.full(n, 4.0)
    start = time.perf_counter()
    ref.chain_grads(0.5, w, ref.explosive_biases(0.5, w))
    assert time.perf_counter() - start < 2.0


def test_grads_of_20000_unit_factors_do_not_fade():
    n = 20_000
    w = np.full(n, 4.0)
    assert (ref.chain_grads(0.5, w, ref.explosive_biases(0.5, w))["b"] == 0.25).all()


def test_the_counterexample_is_off_by_more_than_2():
    x, w = ref.find_counterexample()
    _, a = ref.chain_forward(x, w)
    wrong = float(np.prod(w) * np.prod(ref.sigmoid_prime(a[:-1])))
    assert wrong / ref.chain_dydx(x, w) > 2.0


@pytest.mark.parametrize(
    "function", [ref.chain_forward, ref.chain_factors, ref.chain_dydx, ref.chain_grads, ref.log10_abs_dydx]
)
@pytest.mark.parametrize(
    ("x", "w", "b"),
    [
        (0.5, [], None),
        (0.5, [[1.0, 2.0]], None),
        (0.5, 2.0, None),
        (0.5, [1.0, 2.0], [1.0]),
        (0.5, [1.0, float("nan")], None),
        (0.5, [1.0], [float("inf")]),
        (float("nan"), [1.0], None),
        ([0.5], [1.0], None),
        (0.5, ["one"], None),
        (1j, [1.0], None),
        (1e300, [1e300], None),
    ],
)
def test_a_chain_that_makes_no_sense_is_a_value_error(function, x, w, b):
    with pytest.raises(ValueError, match=r"\.$"):
        function(x, w, b)


@pytest.mark.parametrize("function", [ref.chain_forward, ref.chain_factors, ref.chain_dydx, ref.chain_grads])
def test_the_chain_functions_leave_their_input_alone(function):
    w, b = np.array([1.5, -2.0]), np.array([0.5, 1.0])
    function(0.5, w, b)
    assert (w.tolist(), b.tolist()) == ([1.5, -2.0], [0.5, 1.0])


def test_writing_to_the_activations_leaves_x_and_w_alone():
    w = np.array([1.5, -2.0])
    ref.chain_forward(0.5, w)[0][:] = 0.0
    assert w.tolist() == [1.5, -2.0]


def test_whole_numbers_are_taken_as_floats():
    assert ref.chain_dydx(1, np.array([1, 2])) == ref.chain_dydx(1.0, [1.0, 2.0])


def test_dydx_is_a_builtin_float():
    assert type(ref.chain_dydx(0.5, [2.0])) is float
