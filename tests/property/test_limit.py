"""The fixed point and the rate of a chain with one shared weight hold their bounds."""

import mpmath as mp
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.property import strategies as draw
from tests.property import truth
from tests.property.truth import EPS
from vanishing_gradients import reference as ref

T = ref.POSITIVE_CHAIN_RATE

shared_weights = st.one_of(
    draw.finite(-12.0, 12.0), draw.finite(-800.0, 800.0), st.just(-1e300), st.just(1e300)
)


def true_fixed_point(w):
    """The root of log(a/(1-a)) - w a, by bisection at 60 digits in z = log(a/(1-a))."""
    weight = mp.mpf(w)
    low, high = sorted([mp.mpf(0), weight])
    for _ in range(260 if abs(w) < 1e4 else 1300):
        middle = (low + high) / 2
        low, high = (middle, high) if weight * truth.sigma(middle) >= middle else (low, middle)
    return truth.sigma(low)


@settings(deadline=None, max_examples=60)
@given(shared_weights)
@example(-5.869586019429697)
@example(0.0)
def test_fixed_point_is_right_to_4_eps(w):
    with mp.workdps(60):
        assert truth.ulps(ref.fixed_point(w), true_fixed_point(w)) <= 4


@settings(deadline=None, max_examples=60)
@given(draw.finite(-700.0, 700.0).filter(lambda w: abs(w) > 1e-3))
def test_decay_rate_is_right_to_4_plus_5_z_eps(w):
    with mp.workdps(60):
        z = mp.mpf(w) * true_fixed_point(w)
        assert truth.ulps(ref.decay_rate(w), mp.mpf(w) * truth.slope(z)) <= 4 + 5 * abs(z)


@settings(deadline=None)
@given(draw.finite(-700.0, 700.0))
def test_a_unit_reproduces_its_fixed_point(w):
    a = ref.fixed_point(w)
    # The unit's own slope says how much of an error of a comes back.
    assert abs(float(ref.sigmoid(w * a)) - a) <= (7 + 5 * abs(ref.decay_rate(w))) * EPS * a


@settings(deadline=None)
@given(draw.finite(-1e6, 1e6))
def test_decay_rate_is_never_above_t(w):
    assert ref.decay_rate(w) <= T * (1 + 4 * EPS)


@settings(deadline=None)
@given(draw.finite(-100.0, 30.0), st.floats(0.01, 5.0))
def test_fixed_point_rises_with_the_weight(w, more):
    assert ref.fixed_point(w) < ref.fixed_point(w + more)


def test_t_is_the_lambert_function_at_one_over_e():
    with mp.workdps(50):
        assert float(mp.lambertw(mp.exp(-1)).real) == T


@settings(deadline=None, max_examples=30)
@given(draw.finite(-5.0, 12.0).filter(lambda w: abs(w) > 0.1))
def test_log10_dydx_falls_by_the_decay_rate_in_a_deep_chain(w):
    curve = ref.depth_curve(w, 0.5, 400)
    assert curve[-1] - curve[-2] == pytest.approx(float(mp.log10(abs(ref.decay_rate(w)))), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("function", [ref.fixed_point, ref.decay_rate, ref.window_width, ref.underflow_depth])
@pytest.mark.parametrize("w", [float("nan"), float("inf"), [1.0], "w", 1j])
def test_a_weight_that_is_no_finite_number_is_a_value_error(function, w):
    with pytest.raises(ValueError, match=r"\.$"):
        function(w)


@pytest.mark.parametrize("n_max", [0, -1, 2.5, float("nan")])
def test_depth_curve_refuses_what_is_no_depth(n_max):
    with pytest.raises(ValueError, match="n_max"):
        ref.depth_curve(1.0, 0.5, n_max)


def test_underflow_depth_of_weight_0_is_1():
    assert ref.underflow_depth(0.0) == 1


def test_underflow_depth_says_when_there_is_none():
    with pytest.raises(ValueError, match="does not underflow"):
        ref.underflow_depth(-5.869586019429697, 0.5)


def test_underflow_depth_refuses_whole_number_types():
    with pytest.raises(ValueError, match="floating"):
        ref.underflow_depth(1.0, dtype="int64")
