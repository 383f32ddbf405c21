"""The unit functions hold the error bounds that their docstrings state, over the whole range of floats."""

import mpmath as mp
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.property import strategies as draw
from tests.property import truth
from tests.property.truth import ulps
from vanishing_gradients import reference as ref

pytestmark = pytest.mark.usefixtures("fifty_digits")


@pytest.fixture(name="fifty_digits", scope="module")
def _fifty_digits():
    with mp.workdps(50):
        yield


FAMILY = [
    ref.sigmoid,
    ref.sigmoid_prime,
    ref.sigmoid_second,
    ref.sigmoid_third,
    ref.log_sigmoid_prime,
]


@settings(deadline=None)
@given(draw.pre_activations)
def test_exp_is_right_to_one_unit_in_the_last_place(z):
    assert ulps(float(np.exp(-abs(z))), mp.exp(-abs(mp.mpf(z)))) <= 1


@settings(deadline=None)
@given(draw.pre_activations)
def test_expm1_is_right_to_one_unit_in_the_last_place(z):
    assert ulps(float(np.expm1(-abs(z))), mp.expm1(-abs(mp.mpf(z)))) <= 1


@settings(deadline=None)
@given(st.floats(0.0, 1.0))
def test_log1p_is_right_to_one_unit_in_the_last_place(e):
    assert ulps(float(np.log1p(e)), mp.log1p(mp.mpf(e))) <= 1


@settings(deadline=None)
@given(draw.pre_activations)
@example(-745.0)
@example(36.8)
def test_sigmoid_is_right_to_2_eps(z):
    assert ulps(float(ref.sigmoid(z)), truth.sigma(mp.mpf(z))) <= 2


@settings(deadline=None)
@given(draw.pre_activations)
@example(36.8)
@example(40.0)
@example(708.4)
@example(744.9)
def test_sigmoid_prime_is_right_to_3_eps(z):
    assert ulps(float(ref.sigmoid_prime(z)), truth.slope(mp.mpf(z))) <= 3


@settings(deadline=None)
@given(draw.pre_activations)
@example(1e-300)
def test_sigmoid_second_is_right_to_6_eps(z):
    m = mp.mpf(z)
    assert ulps(float(ref.sigmoid_second(z)), -truth.slope(m) * mp.tanh(m / 2)) <= 6


@settings(deadline=None)
@given(draw.pre_activations)
@example(1.3169578969248166)
def test_sigmoid_third_is_right_to_10_eps_of_the_slope(z):
    p = truth.slope(mp.mpf(z))
    assert ulps(float(ref.sigmoid_third(z)), p * (1 - 6 * p), scale=p) <= 10


@settings(deadline=None)
@given(st.one_of(draw.pre_activations, draw.finite(-1e6, 1e6)))
def test_log_sigmoid_prime_is_right_to_2_and_a_half_eps(z):
    assert ulps(float(ref.log_sigmoid_prime(z)), mp.log(truth.slope(mp.mpf(z)))) <= 2.5


@settings(deadline=None)
@given(st.one_of(draw.finite(-600.0, 600.0), draw.finite(-6.0, 6.0)))
def test_real_part_of_sigmoid_complex_is_right_to_4_eps(z):
    assert ulps(float(ref.sigmoid_complex(complex(z, 1e-30)).real), truth.sigma(mp.mpf(z))) <= 4


@settings(deadline=None)
@given(st.one_of(draw.finite(-600.0, 600.0), draw.finite(-6.0, 6.0)))
def test_imaginary_part_of_sigmoid_complex_is_right_to_6_eps(z):
    imaginary = mp.mpf(float(ref.sigmoid_complex(complex(z, 1e-30)).imag)) / mp.mpf(1e-30)
    assert abs(imaginary / truth.slope(mp.mpf(z)) - 1) <= 6 * truth.EPS


@settings(deadline=None)
@given(draw.finite(-20.0, 20.0), draw.finite(-3.0, 3.0))
def test_sigmoid_complex_is_one_over_one_plus_exp_off_the_real_line(re, im):
    value = 1 / (1 + mp.exp(-mp.mpc(re, im)))
    assert abs(mp.mpc(complex(ref.sigmoid_complex(complex(re, im)))) - value) <= 40 * truth.EPS * abs(value)


@settings(deadline=None)
@given(draw.slopes.filter(lambda s: s > 0.0))
@example(0.25)
@example(float(np.nextafter(0.25, 0.0)))
@example(1e-12)
@example(1e-300)
@example(5e-324)
def test_z_with_slope_is_right_to_2_and_a_half_eps(s):
    r = mp.sqrt(1 - 4 * mp.mpf(s))
    assert ulps(ref.z_with_slope(s), 2 * mp.log1p(r) - mp.log(4 * mp.mpf(s))) <= 2.5


@settings(deadline=None)
@given(draw.slopes.filter(lambda s: s >= truth.NORMAL))
def test_the_slope_at_z_with_slope_is_the_slope_asked_for(s):
    z = ref.z_with_slope(s)
    assert ulps(float(ref.sigmoid_prime(z)), mp.mpf(s)) <= 3 + 2.5 * z


@pytest.mark.parametrize("s", [0.0, -0.1, 0.2500001, float("nan"), float("inf")])
def test_z_with_slope_refuses_what_is_no_slope(s):
    with pytest.raises(ValueError, match=r"^s must"):
        ref.z_with_slope(s)


@settings(deadline=None)
@given(draw.any_float)
def test_sigmoid_prime_is_even(z):
    assert ref.sigmoid_prime(-z) == ref.sigmoid_prime(z)


@settings(deadline=None)
@given(draw.any_float)
def test_sigmoid_second_is_odd(z):
    assert ref.sigmoid_second(-z) == -ref.sigmoid_second(z)


@settings(deadline=None)
@given(draw.any_float)
def test_sigmoid_third_is_even(z):
    assert ref.sigmoid_third(-z) == ref.sigmoid_third(z)


@settings(deadline=None)
@given(draw.any_float)
def test_sigma_of_z_and_of_minus_z_add_up_to_1(z):
    assert abs(float(ref.sigmoid(z) + ref.sigmoid(-z)) - 1.0) <= 2 * truth.EPS


@settings(deadline=None)
@given(st.one_of(draw.any_float, draw.finite(-1e-14, 1e-14)))
def test_slope_is_never_above_a_quarter(z):
    assert 0.0 <= ref.sigmoid_prime(z) <= 0.25


@settings(deadline=None)
@given(draw.finite(-30.0, 30.0), draw.finite(-30.0, 30.0))
def test_sigmoid_never_falls_by_more_than_its_rounding(u, v):
    low, high = sorted([u, v])
    assert ref.sigmoid(low) <= ref.sigmoid(high) * (1 + 4 * truth.EPS)


@settings(deadline=None)
@given(draw.finite(-700.0, 700.0))
def test_logarithm_of_the_slope_is_the_slope_s_logarithm(z):
    assert abs(float(np.log(ref.sigmoid_prime(z)) - ref.log_sigmoid_prime(z))) <= 4 * truth.EPS * (abs(z) + 2)


@pytest.mark.parametrize("function", FAMILY)
@pytest.mark.parametrize("z", [1000.0, -1000.0, 1e308, -1e308, float("inf"), -float("inf"), 0.0])
def test_the_family_is_quiet_at_every_size(function, z):
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert not np.isnan(function([z])).any()


@pytest.mark.parametrize("re", [1000.0, -1000.0, 1e308, -1e308])
def test_sigmoid_complex_is_quiet_at_every_size(re):
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert ref.sigmoid_complex(complex(re, 1e-30)).real == (1.0 if re > 0 else 0.0)


@pytest.mark.parametrize("function", FAMILY)
def test_the_family_keeps_the_shape(function):
    assert function(np.zeros((2, 3, 1))).shape == (2, 3, 1)


@pytest.mark.parametrize("function", FAMILY)
def test_the_family_gives_float64_for_whole_numbers(function):
    assert function([1, 2]).dtype == np.float64


@pytest.mark.parametrize("function", FAMILY)
def test_a_scalar_gives_a_scalar(function):
    assert isinstance(function(1), np.float64)


@pytest.mark.parametrize("function", FAMILY)
def test_the_family_leaves_its_input_alone(function):
    z = np.array([-1.0, 2.0])
    function(z)
    assert z.tolist() == [-1.0, 2.0]


@pytest.mark.parametrize("function", FAMILY)
def test_the_real_family_refuses_complex_numbers(function):
    with pytest.raises(ValueError, match="real"):
        function([1j])


def test_the_largest_slope_is_a_quarter_at_0():
    assert ref.max_of_sigmoid_prime() == (0.0, float(ref.sigmoid_prime(0.0)))
