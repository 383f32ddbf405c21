"""The identities and inequalities of the course hold on drawn chains."""

import math

import mpmath as mp
import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tests.property import strategies as draw
from tests.property.strategies import Chain
from tests.property.truth import EPS, TINY
from vanishing_gradients import reference as ref

T = ref.POSITIVE_CHAIN_RATE


def close(a, b, rel):
    """Equal to `rel`, or both within a few subnormal spacings of 0."""
    return np.all(np.abs(np.subtract(a, b)) <= rel * np.maximum(np.abs(a), np.abs(b)) + 20 * TINY)


@settings(deadline=None)
@given(draw.chains())
def test_dy_by_dw_is_the_activation_before_times_dy_by_db(chain):
    _, a = ref.chain_forward(*chain)
    grads = ref.chain_grads(*chain)
    assert close(grads["w"], a[:-1] * grads["b"], EPS)


@settings(deadline=None)
@given(draw.chains())
def test_first_weight_times_its_derivative_is_x_times_dydx(chain):
    grads = ref.chain_grads(*chain)
    assert close(chain.w[0] * grads["w"][0], chain.x * grads["x"], 4 * EPS)


@settings(deadline=None)
@given(draw.chains())
def test_dydx_is_the_first_weight_times_the_first_bias_derivative(chain):
    grads = ref.chain_grads(*chain)
    assert close(grads["x"], chain.w[0] * grads["b"][0], 2 * EPS)


@settings(deadline=None)
@given(draw.chains())
def test_sign_of_dydx_is_the_product_of_the_signs_of_the_weights(chain):
    assert np.sign(ref.chain_dydx(*chain)) == np.prod(np.sign(chain.w))


@settings(deadline=None)
@given(draw.chains(n_max=30))
def test_dydx_is_within_the_bound(chain):
    slack = 1 + 4 * EPS * len(chain.w)
    assert abs(ref.chain_dydx(*chain)) <= slack * ref.gradient_bound(chain.w)


@settings(deadline=None)
@given(draw.chains(n_max=30, biases=False))
def test_the_explosive_biases_attain_the_bound(chain):
    b = ref.explosive_biases(chain.x, chain.w)
    assert close(
        abs(ref.chain_dydx(chain.x, chain.w, b)), ref.gradient_bound(chain.w), 2 * len(chain.w) * EPS
    )


@settings(deadline=None)
@given(draw.chains(n_max=30, biases=False))
def test_the_explosive_biases_make_every_pre_activation_0(chain):
    z, _ = ref.chain_forward(chain.x, chain.w, ref.explosive_biases(chain.x, chain.w))
    assert not z.any()


@settings(deadline=None)
@given(draw.chains(biases=False))
def test_a_bias_free_chain_of_two_layers_or_more_stays_below_the_bound(chain):
    assume(len(chain.w) >= 2)
    # Nearer to 0 the two sides differ by less than a float can tell.
    assume(all(abs(v) >= 0.1 for v in chain.w))
    assert abs(ref.chain_dydx(*chain)) < ref.gradient_bound(chain.w)


@settings(deadline=None)
@given(draw.chains(biases=False))
def test_the_product_telescopes(chain):
    z, a = ref.chain_forward(*chain)
    # 1 - a cancels; sigma(-z) is the same number without a loss.
    rest = ref.sigmoid(-z)
    telescoped = abs(chain.w[0]) * rest[0] * a[-1] * math.prod((np.abs(z) * rest)[1:])
    assert close(telescoped, abs(ref.chain_dydx(*chain)), 40 * len(z) * EPS)


@settings(deadline=None)
@given(st.floats(0.0, 700.0))
@example(1.0 + T)
def test_z_times_one_minus_sigma_is_at_most_t(z):
    assert z * ref.sigmoid(-z) <= T * (1 + 4 * EPS)


@settings(deadline=None)
@given(draw.chains(size=300.0, positive=True, biases=False))
@example(Chain(0.0, [1e-3, 2.5561, 1.6341, 1.6341, 1.9729], None))
def test_a_chain_with_positive_weights_stays_below_its_ceiling(chain):
    assume(len(chain.w) >= 2)
    assert abs(ref.chain_dydx(*chain)) < ref.positive_chain_ceiling(chain.w)


@settings(deadline=None)
@given(draw.chains(size=300.0, positive=True, biases=False))
def test_the_first_weight_of_a_positive_chain_learns_at_most_at_x_t_to_the_n_minus_1(chain):
    first = abs(ref.chain_grads(*chain)["w"][0])
    assert first <= abs(chain.x) * T ** (len(chain.w) - 1) * (1 + 40 * EPS)


def slopes_along(xs, w, b):
    """|dy/dx| at many inputs at once."""
    slope, a = np.ones_like(xs), xs
    for i, weight in enumerate(w):
        z = weight * a + (b[i] if b else 0.0)
        slope, a = slope * abs(weight) * ref.sigmoid_prime(z), ref.sigmoid(z)
    return slope


@settings(deadline=None, max_examples=50)
@given(draw.chains(n_max=5, size=6.0))
def test_area_under_the_slope_is_the_rise_of_the_output(chain):
    _, w, b = chain
    # Integrated over u = sigma(z_1), in which even the steepest of these chains is smooth.
    u = np.linspace(1e-6, 1 - 1e-6, 20_001)
    z1 = np.log(u) - np.log1p(-u)
    xs = (z1 - (b[0] if b else 0.0)) / w[0]
    by_u = slopes_along(xs, w, b) / (abs(w[0]) * ref.sigmoid_prime(z1))
    area = float(np.sum(by_u[1:] + by_u[:-1]) * (u[1] - u[0]) / 2)
    left, right = (ref.chain_forward(float(x), w, b)[1][-1] for x in (xs[0], xs[-1]))
    assert abs(area - abs(right - left)) <= 1e-5


@settings(deadline=None, max_examples=50)
@given(draw.chains(n_max=6, size=40.0), st.floats(0.05, 50.0))
def test_a_slope_of_c_or_more_has_a_length_of_at_most_one_over_c(chain, c):
    _, w, b = chain
    xs = np.linspace(-60.0, 60.0, 48_001)
    slope = slopes_along(xs, w, b)
    step = xs[1] - xs[0]
    # Each interval of the set can take in one step too many.
    steep = slope >= c
    pieces = int(np.count_nonzero(np.diff(steep.astype(int)))) + 1
    assert np.count_nonzero(steep) * step <= 1.0 / c + pieces * step


@settings(deadline=None)
@given(draw.nonzero(12.0), draw.finite(-5.0, 5.0), st.floats(0.0, 1.0))
def test_the_window_is_where_a_unit_amplifies(w, b, share):
    width = ref.window_width(w)
    assume(width > 0.0)
    a = -b / w + (share - 0.5) * width
    assert abs(w) * ref.sigmoid_prime(w * a + b) >= 1.0 - 1e-9


@settings(deadline=None)
@given(draw.nonzero(12.0), draw.finite(-5.0, 5.0), st.floats(1.001, 10.0))
def test_outside_the_window_a_unit_does_not_amplify(w, b, share):
    a = -b / w + share * ref.window_width(w) / 2.0 + (1e-3 if abs(w) <= 4.0 else 0.0)
    assert abs(w) * ref.sigmoid_prime(w * a + b) < 1.0 + 1e-9


@settings(deadline=None)
@given(
    st.one_of(st.floats(4.0, 10.0), st.floats(-14.0, 0.0).map(lambda e: 4.0 + 10.0**e), st.floats(10.0, 1e6))
)
def test_window_width_is_right_to_3_eps(w):
    with mp.workdps(80):
        v = mp.mpf(w)
        true = 2 / v * mp.log(v * (1 + mp.sqrt(1 - 4 / v)) / 2 - 1)
        assert abs(mp.mpf(ref.window_width(w)) - true) <= 3 * EPS * true


@settings(deadline=None)
@given(draw.wild_weights())
def test_gradient_bound_is_right_to_half_an_eps_a_layer(w):
    with mp.workdps(50):
        true = mp.fprod(abs(mp.mpf(v)) / 4 for v in w)
        computed = ref.gradient_bound(w)
        if true >= mp.mpf(2) ** 1023:
            assert computed > 8e307
        else:
            assert abs(mp.mpf(computed) - true) <= (len(w) - 1) * EPS / 2 * 1.001 * true + TINY


@settings(deadline=None)
@given(draw.wild_weights())
def test_log10_gradient_bound_is_right_to_its_bound(w):
    assume(all(w))
    with mp.workdps(50):
        logs = [mp.log10(abs(mp.mpf(v))) for v in w]
        true = mp.fsum(logs) - len(w) * mp.log10(4)
        bound = 2 * EPS * (mp.fsum(abs(v) for v in logs) + len(w) * mp.log10(4)) + EPS / 2 * abs(true)
        assert abs(mp.mpf(ref.log10_gradient_bound(w)) - true) <= 1.001 * bound


def test_log10_gradient_bound_with_a_weight_0_is_minus_infinity():
    assert ref.log10_gradient_bound([3.0, 0.0]) == -math.inf


def test_a_shared_weight_of_4_has_the_bound_1_at_any_depth():
    assert ref.gradient_bound([4.0] * 2000) == 1.0


def test_the_ceiling_refuses_a_negative_weight_after_the_first():
    with pytest.raises(ValueError, match="positive"):
        ref.positive_chain_ceiling([1.0, -1.0])


@pytest.mark.parametrize(
    "function", [ref.gradient_bound, ref.log10_gradient_bound, ref.positive_chain_ceiling]
)
@pytest.mark.parametrize("w", [[], [[1.0]], 3.0, [float("nan")], [1j], ["w"]])
def test_bounds_of_no_chain_are_a_value_error(function, w):
    with pytest.raises(ValueError, match=r"\.$"):
        function(w)


def test_explosive_biases_refuse_an_overflow():
    with pytest.raises(ValueError, match="exceeds"):
        ref.explosive_biases(1e300, [1e300])
