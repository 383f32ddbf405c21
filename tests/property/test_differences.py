"""The numerical derivatives do what Taylor's theorem says, and the error measure is one."""

import cmath
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.property import strategies as draw
from tests.property.truth import EPS
from vanishing_gradients import reference as ref

steps = st.floats(1e-9, 1.0)


@settings(deadline=None)
@given(draw.finite(1.0, 5.0), steps)
def test_central_difference_of_sine_is_right_to_its_bound(x, h):
    # The samples of sin are right to eps; f, f' and f''' are at most 1.
    bound = h * h / 6 + 2 * EPS / h + EPS * (x + h) / h
    assert abs(ref.central_difference(math.sin, x, h) - math.cos(x)) <= bound + EPS


@pytest.mark.parametrize(("h", "slope"), [(0.25, 3.0625), (1.0, 4.0)])
def test_central_difference_of_the_cube_is_off_by_the_square_of_h(h, slope):
    assert ref.central_difference(lambda t: t**3, 1.0, h) == slope


def test_central_difference_samples_at_x_plus_and_minus_h_only():
    seen = []
    ref.central_difference(lambda t: seen.append(t) or 0.0, 2.0, 0.5)
    assert sorted(seen) == [1.5, 2.5]


@settings(deadline=None)
@given(draw.finite(-3.0, 3.0), st.floats(-290.0, -10.0).map(lambda e: 10.0**e))
def test_complex_step_of_exp_is_right_to_4_eps_at_every_small_step(x, h):
    assert ref.relative_error(ref.complex_step(cmath.exp, x, h), math.exp(x)) <= 4 * EPS


@pytest.mark.parametrize("function", [ref.central_difference, ref.complex_step])
@pytest.mark.parametrize(("x", "h"), [(1.0, 0.0), (float("nan"), 1.0), (1.0, float("inf"))])
def test_a_step_that_makes_no_sense_is_a_value_error(function, x, h):
    with pytest.raises(ValueError, match=r"\.$"):
        function(lambda t: t, x, h)


finite = st.floats(allow_nan=False, allow_infinity=False)


@settings(deadline=None)
@given(finite, finite)
def test_relative_error_is_symmetric(a, b):
    assert ref.relative_error(a, b) == ref.relative_error(b, a)


@settings(deadline=None)
@given(finite, finite)
def test_relative_error_is_between_0_and_2(a, b):
    assert 0.0 <= ref.relative_error(a, b) <= 2.0


@settings(deadline=None)
@given(finite)
def test_relative_error_of_equal_numbers_is_0(a):
    assert ref.relative_error(a, a) == 0.0


@settings(deadline=None)
@given(finite.filter(bool))
def test_zero_is_off_by_all_of_a_number(a):
    assert ref.relative_error(0.0, a) == 1.0


@settings(deadline=None)
@given(st.floats(1e-300, 1e300), st.floats(1e-300, 1e300))
def test_relative_error_is_right_to_eps(a, b):
    from fractions import Fraction

    true = abs(Fraction(a) - Fraction(b)) / max(Fraction(a), Fraction(b))
    assert abs(Fraction(ref.relative_error(a, b)) - true) <= Fraction(EPS) * true


def test_relative_error_refuses_nan():
    with pytest.raises(ValueError, match="finite"):
        ref.relative_error(float("nan"), 1.0)


@settings(deadline=None)
@given(st.lists(steps, min_size=1, max_size=8), draw.finite(0.5, 1.5))
def test_no_offered_step_is_better_than_the_best(hs, x):
    def error(h):
        return ref.relative_error(ref.central_difference(math.sin, x, h), math.cos(x))

    assert error(ref.best_step(math.sin, math.cos, x, hs)) == min(error(h) for h in hs)


def test_best_step_takes_the_derivative_as_a_value_too():
    hs = [1e-12, 1e-5, 1e-1]
    assert ref.best_step(math.sin, math.cos(1.0), 1.0, hs) == ref.best_step(math.sin, math.cos, 1.0, hs)


def test_best_step_is_one_of_those_offered():
    assert ref.best_step(math.sin, math.cos, 1.0, [1e-12, 1e-5, 1e-1]) == 1e-5


def test_best_step_refuses_an_empty_choice():
    with pytest.raises(ValueError, match="hs"):
        ref.best_step(math.sin, math.cos, 1.0, [])
