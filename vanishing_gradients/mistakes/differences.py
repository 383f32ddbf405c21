"""Wrong answers for derivatives without a formula: differences, the complex step, their errors.

F and N numbers are those of the course's tables of mistakes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.content import Mistake
from vanishing_gradients.mistakes.base import Vector, quiet, sigma, slope

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Number = Any
"""A NumPy float or complex number: unlike Python's it divides by 0 without an exception."""
Function = Callable[[Any], Number]


def _sampled(f: Callable[[Any], Any], kind: type) -> Function:
    """Return f with its values as NumPy numbers; NaN if it has none."""

    def samples(place: Any) -> Number:
        try:
            return kind(f(place))
        except (ArithmeticError, ValueError):
            return kind(np.nan)

    return samples


# central_difference

_CENTRAL: tuple[tuple[str, str, Callable[[Function, float, float], Number]], ...] = (
    ("forward_difference", "Samples at x and x + h.", lambda f, x, h: (f(x + h) - f(x)) / h),
    ("forward_difference", "Samples at x and x + 2h.", lambda f, x, h: (f(x + 2 * h) - f(x)) / (2 * h)),
    ("backward_difference", "Samples at x - h and x.", lambda f, x, h: (f(x) - f(x - h)) / h),
    (
        "divided_by_h",
        "Divided by h, though the samples are 2h apart.",
        lambda f, x, h: (f(x + h) - f(x - h)) / h,
    ),
    ("distance_doubled", "x and x + h, over 2h.", lambda f, x, h: (f(x + h) - f(x)) / (2 * h)),
    ("distance_doubled", "x - h and x, over 2h.", lambda f, x, h: (f(x) - f(x - h)) / (2 * h)),
    (
        "half_step",
        "Samples at x - h/2 and x + h/2: good, but not the contract.",
        lambda f, x, h: (f(x + h / 2) - f(x - h / 2)) / h,
    ),
    (
        "four_samples",
        "Samples at x - 2h, x - h, x + h and x + 2h: good, but not the contract.",
        lambda f, x, h: (8 * (f(x + h) - f(x - h)) - f(x + 2 * h) + f(x - 2 * h)) / (12 * h),
    ),
    ("parentheses", "Divided by 2, times h.", lambda f, x, h: (f(x + h) - f(x - h)) / 2 * h),
    ("parentheses", "Only one sample is divided.", lambda f, x, h: f(x + h) - f(x - h) / (2 * h)),
    ("parentheses", "One sample over 2, times h.", lambda f, x, h: f(x + h) - f(x - h) / 2 * h),
    *(
        (
            "step_ignored",
            f"The step is {step:g}, whatever h is.",
            lambda f, x, _, step=step: (f(x + step) - f(x - step)) / (2 * step),
        )
        for step in (1e-5, 1e-4, 1e-3, 1e-2)
    ),
    (
        "sign_swapped",
        "The right size with the other sign.",
        lambda f, x, h: (f(x - h) - f(x + h)) / (2 * h),
    ),
    (
        "second_difference",
        "An estimate of the second derivative.",
        lambda f, x, h: (f(x + h) - 2 * f(x) + f(x - h)) / h**2,
    ),
    ("not_divided", "The difference of the samples.", lambda f, x, h: f(x + h) - f(x - h)),
    (
        "divided_by_2_alone",
        "Half the difference of the samples, not divided by h.",
        lambda f, x, h: (f(x + h) - f(x - h)) / 2,
    ),
    ("samples_added", "Their sum, over 2h.", lambda f, x, h: (f(x + h) + f(x - h)) / (2 * h)),
    ("samples_added", "The mean of the samples.", lambda f, x, h: (f(x + h) + f(x - h)) / 2),
    (
        "step_outside",
        "h is added to f(x) instead of x: always 1.",
        lambda f, x, h: ((f(x) + h) - (f(x) - h)) / (2 * h),
    ),
    (
        "relative_step",
        "The step is h x instead of h.",
        lambda f, x, h: (f(x + h * x) - f(x - h * x)) / (2 * h * np.float64(x)),
    ),
    ("upside_down", "One over the right value.", lambda f, x, h: 2 * h / (f(x + h) - f(x - h))),
)


def _on_real_samples(formula: Callable[[Function, float, float], Number]) -> Callable[..., float]:
    @quiet
    def wrong(f: Callable[[float], float], x: float, h: float = 1e-5) -> float:
        return float(formula(_sampled(f, np.float64), float(x), float(h)))

    return wrong


# complex_step

_COMPLEX: tuple[tuple[str, str, Callable[[Function, float, float], Number]], ...] = (
    ("wrong_part", "The real part over h.", lambda f, x, h: f(complex(x, h)).real / h),
    ("wrong_part", "The absolute value over h.", lambda f, x, h: abs(f(complex(x, h))) / h),
    ("wrong_part", "Both parts over h.", lambda f, x, h: f(complex(x, h)) / h),
    ("not_divided", "The imaginary part, not divided by h.", lambda f, x, h: f(complex(x, h)).imag),
    ("step_of_one", "A step of i.", lambda f, x, _: f(complex(x, 1)).imag),
    ("step_of_one", "A step of i, over h.", lambda f, x, h: f(complex(x, 1)).imag / h),
    (
        "twice",
        "Two samples, at x + ih and x - ih, over h.",
        lambda f, x, h: (f(complex(x, h)) - f(complex(x, -h))).imag / h,
    ),
    ("value_returned", "The value of f at x.", lambda f, x, h: f(complex(x, h)).real),
    (
        "divided_by_2h",
        "The imaginary part divided by 2h, as in the central difference.",
        lambda f, x, h: f(complex(x, h)).imag / (2 * h),
    ),
    ("real_step", "The sample lies at x + h: no imaginary part.", lambda f, x, h: f(x + h).imag / h),
    ("real_step", "A forward difference, too close.", lambda f, x, h: (f(x + h).real - f(x).real) / h),
    (
        "real_step",
        "A central difference, too close.",
        lambda f, x, h: (f(x + h).real - f(x - h).real) / (2 * h),
    ),
    (
        "divided_by_ih",
        "The imaginary part over ih.",
        lambda f, x, h: np.complex128(f(complex(x, h)).imag) / complex(0, h),
    ),
    ("divided_by_ih", "Both parts over ih.", lambda f, x, h: f(complex(x, h)) / complex(0, h)),
    ("parentheses", "The sample lies at i (x + h).", lambda f, x, h: f(complex(0, x + h)).imag / h),
)


def _on_complex_samples(formula: Callable[[Function, float, float], Number]) -> Callable[..., Any]:
    @quiet
    def wrong(f: Callable[[complex], complex], x: float, h: float = 1e-30) -> Any:
        return formula(_sampled(f, np.complex128), float(x), float(h)).item()

    return wrong


# sigmoid_complex

Plane = Any
"""Complex128 numbers in an array."""


def _sigma_complex(z: Plane) -> Plane:
    """Return the right values; each exponential is at most 1 in size."""
    right = z.real >= 0
    e = np.exp(np.where(right, -z, z))
    return np.where(right, 1.0, e) / (1.0 + e)


def _from_size(z: Plane) -> Plane:
    e = np.exp(-np.abs(z))
    return np.where(z.real >= 0, 1.0, e) / (1.0 + e)


_SIGMOID: tuple[tuple[str, str, Callable[[Plane], Plane]], ...] = (
    ("imaginary_part_lost", "The sigmoid of the real part.", lambda z: sigma(z.real)),
    ("size_for_z", "|z| stands for z: the safe form for real numbers.", _from_size),
    ("size_for_z", "The sigmoid of |z|.", lambda z: sigma(np.abs(z))),
    (
        "parts_apart",
        "sigma of the real part + i sigma of the imaginary part.",
        lambda z: sigma(z.real) + 1j * sigma(z.imag),
    ),
    (
        "parts_apart",
        "sigma of the real part + i times the imaginary part.",
        lambda z: sigma(z.real) + 1j * z.imag,
    ),
    (
        "first_order",
        "sigma(x) + i y sigma'(x): right for tiny imaginary parts only.",
        lambda z: sigma(z.real) + 1j * z.imag * slope(z.real),
    ),
    ("part_returned", "The real part of the right value.", lambda z: _sigma_complex(z).real),
    ("part_returned", "The imaginary part of the right value.", lambda z: _sigma_complex(z).imag),
    ("part_returned", "The absolute value of the right value.", lambda z: np.abs(_sigma_complex(z))),
    ("exponent_sign", "1 / (1 + e^z): the falling curve.", lambda z: _sigma_complex(-z)),
    ("conjugate", "The imaginary part has the other sign.", lambda z: _sigma_complex(z).conj()),
    ("minus_in_denominator", "1 / (1 - e^-z).", lambda z: 1 / (1 - np.exp(-z))),
    ("parentheses", "1 / 1 + e^-z: parentheses are missing.", lambda z: 1 + np.exp(-z)),
    ("parentheses", "e^z / 1 + e^z: parentheses are missing.", lambda z: 2 * np.exp(z)),
    ("tanh", "The hyperbolic tangent.", np.tanh),
    (
        "slope_for_height",
        "The derivative is returned.",
        lambda z: _sigma_complex(z) * _sigma_complex(-z),
    ),
)


def _on_plane(formula: Callable[[Plane], Plane]) -> Callable[..., Plane]:
    @quiet
    def wrong(z: ArrayLike) -> Plane:
        return np.asarray(formula(np.array(z, dtype=np.complex128)), dtype=np.complex128)[()]

    return wrong


# relative_error: if a slip divides by 0, some return what NumPy gives and some return 0.

Pair = Callable[[Number, Number], Number]

_UNDER = (1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-14, 1e-15, 1e-16, 2.0**-52, 1e-20, 1e-30, 1e-100)
"""Small numbers that are added below a fraction against division by 0."""


def _larger(a: Number, b: Number) -> Number:
    return max(abs(a), abs(b))


def _relative(a: Number, b: Number) -> Number:
    """Return the right value, and NaN for two zeros."""
    return abs(a - b) / _larger(a, b)


_RELATIVE: tuple[tuple[str, str, Pair], ...] = (
    ("absolute_error", "|a - b|.", lambda a, b: abs(a - b)),
    ("sign_kept", "a - b over the larger size.", lambda a, b: (a - b) / _larger(a, b)),
    ("sign_kept", "b - a over the larger size.", lambda a, b: (b - a) / _larger(a, b)),
    ("one_of_them_below", "|a - b| / |a|.", lambda a, b: abs(a - b) / abs(a)),
    ("one_of_them_below", "|a - b| / a.", lambda a, b: abs(a - b) / a),
    ("one_of_them_below", "(a - b) / a.", lambda a, b: (a - b) / a),
    ("one_of_them_below", "(b - a) / a.", lambda a, b: (b - a) / a),
    ("one_of_them_below", "|a - b| / |b|.", lambda a, b: abs(a - b) / abs(b)),
    ("one_of_them_below", "|a - b| / b.", lambda a, b: abs(a - b) / b),
    ("one_of_them_below", "(a - b) / b.", lambda a, b: (a - b) / b),
    ("one_of_them_below", "(b - a) / b.", lambda a, b: (b - a) / b),
    ("sum_below", "|a - b| / (|a| + |b|).", lambda a, b: abs(a - b) / (abs(a) + abs(b))),
    ("sum_below", "|a - b| / |a + b|.", lambda a, b: abs(a - b) / abs(a + b)),
    (
        "sum_below",
        "|a - b| / max(1e-8, |a| + |b|).",
        lambda a, b: abs(a - b) / max(1e-8, abs(a) + abs(b)),
    ),
    ("mean_below", "|a - b| over the mean of the sizes.", lambda a, b: 2 * abs(a - b) / (abs(a) + abs(b))),
    ("smaller_below", "|a - b| over the smaller size.", lambda a, b: abs(a - b) / min(abs(a), abs(b))),
    ("signs_below", "|a - b| / max(a, b).", lambda a, b: abs(a - b) / max(a, b)),
    ("signs_below", "|a - b| / |max(a, b)|.", lambda a, b: abs(a - b) / abs(max(a, b))),
    (
        "sizes_compared",
        "||a| - |b|| over the larger size: two opposite numbers count as equal.",
        lambda a, b: abs(abs(a) - abs(b)) / _larger(a, b),
    ),
    *(
        (
            "number_added_below",
            f"{small:.3g} is added below the fraction.",
            lambda a, b, small=small: abs(a - b) / (_larger(a, b) + small),
        )
        for small in _UNDER
    ),
    *(
        (
            "number_added_below",
            f"The bottom of the fraction is at least {small:.3g}.",
            lambda a, b, small=small: abs(a - b) / max(_larger(a, b), small),
        )
        for small in _UNDER
    ),
    (
        "close_is_equal",
        "0 where np.isclose says that they are equal.",
        lambda a, b: 0.0 if np.isclose(a, b) else _relative(a, b),
    ),
    ("in_percent", "100 times the right value.", lambda a, b: 100 * _relative(a, b)),
    ("ratio_returned", "a / b.", lambda a, b: a / b),
    ("ratio_returned", "The smaller size over the larger.", lambda a, b: min(abs(a), abs(b)) / _larger(a, b)),
    ("one_zero_is_enough", "0 where one of them is 0.", lambda a, b: _relative(a, b) if a and b else 0.0),
    ("one_zero_is_enough", "0 where a is 0.", lambda a, b: _relative(a, b) if a else 0.0),
    ("one_zero_is_enough", "0 where b is 0.", lambda a, b: _relative(a, b) if b else 0.0),
)


def _both_ways(formula: Pair) -> Iterator[Callable[..., float]]:
    """Yield the formula as it is, and with 0 if it divides by 0."""

    @quiet
    def as_it_is(a: float, b: float) -> float:
        return float(formula(np.float64(a), np.float64(b)))

    yield as_it_is
    yield lambda a, b: value if np.isfinite(value := as_it_is(a, b)) else 0.0


# best_step


@dataclass(frozen=True)
class _Offer:
    """The steps on offer, in their order, and what a difference makes of each."""

    f: Function
    x: float
    truth: Number
    steps: Vector

    def central(self) -> Vector:
        return np.array([(self.f(self.x + h) - self.f(self.x - h)) / (2 * h) for h in self.steps])

    def errors(self) -> Vector:
        return np.asarray(np.abs(self.central() - self.truth))

    def best(self) -> Any:
        """Return the index of the best step."""
        return np.argmin(np.abs(self.central() - self.truth))

    def among(self, steps: Vector) -> _Offer:
        return _Offer(self.f, self.x, self.truth, steps)


_BEST: tuple[tuple[str, str, Callable[[_Offer], Number]], ...] = (
    ("smallest_step", "The smallest step.", lambda o: o.steps.min()),
    (
        "smallest_step",
        "The step at which the two samples differ least.",
        lambda o: o.steps[np.argmin(np.abs(o.central() * o.steps))],
    ),
    ("largest_step", "The largest step.", lambda o: o.steps.max()),
    ("error_returned", "The smallest error.", lambda o: o.errors().min()),
    ("sizes_forgotten", "The most negative error.", lambda o: o.steps[np.argmin(o.central() - o.truth)]),
    (
        "height_for_slope",
        "The estimates are compared with f(x).",
        lambda o: o.steps[np.argmin(np.abs(o.central() - o.f(o.x)))],
    ),
    (
        "better_than_first",
        "The last step that is better than the first.",
        lambda o: o.steps[np.flatnonzero(np.append(True, o.errors()[1:] < o.errors()[0]))[-1]],
    ),
    ("first_step", "The first step of the list.", lambda o: o.steps[0]),
    ("last_step", "The last step of the list.", lambda o: o.steps[-1]),
    ("estimate_returned", "The best estimate.", lambda o: o.central()[o.best()]),
    ("index_returned", "The place of the best in the list.", lambda o: int(o.best())),
    ("index_returned", "Its place once sorted.", lambda o: int(o.among(np.sort(o.steps)).best())),
    ("exponent_returned", "The log of the best step.", lambda o: np.log10(o.steps[o.best()])),
    (
        "two_orders",
        "The place of the best among the sorted steps is looked up in the list as it came.",
        lambda o: o.steps[o.among(np.sort(o.steps)).best()],
    ),
)


def _on_offers(formula: Callable[[_Offer], Number]) -> Callable[..., Any]:
    @quiet
    def wrong(f: Callable[[float], float], dfdx: Callable[[float], float], x: float, hs: ArrayLike) -> Any:
        truth = _sampled(dfdx, np.float64)(float(x))
        offer = _Offer(_sampled(f, np.float64), float(x), truth, np.array(hs, dtype=np.float64))
        value = formula(offer)
        return value if isinstance(value, int) else float(value)

    return wrong


def _named(exercise: str, slip: str, wrong: Callable[..., Any], said: str) -> Mistake:
    return Mistake(f"{exercise}.{slip}", exercise, wrong, said)


MISTAKES = (
    *(_named("central_difference", slip, _on_real_samples(f), said) for slip, said, f in _CENTRAL),
    *(_named("complex_step", slip, _on_complex_samples(f), said) for slip, said, f in _COMPLEX),
    *(_named("sigmoid_complex", slip, _on_plane(f), said) for slip, said, f in _SIGMOID),
    *(_named("relative_error", slip, wrong, said) for slip, said, f in _RELATIVE for wrong in _both_ways(f)),
    *(_named("best_step", slip, _on_offers(f), said) for slip, said, f in _BEST),
)
