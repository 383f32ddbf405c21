"""Exercises of notebook 3, "Can you trust your gradient?"."""

from __future__ import annotations

from functools import partial

import numpy as np

from autograder.content import Args, Exercise, Property, Rng, Shared, Values, spelled
from vanishing_gradients import identities, reference
from vanishing_gradients.exercises.functions import complex_chain, cubic, growth, wave
from vanishing_gradients.exercises.sampling import away_from_zero, chain, chains
from vanishing_gradients.exercises.steps import STEPS, clear_place, clear_steps

NOTEBOOK = "03-can-you-trust-your-gradient"
UNITS = ("sigmoid", "sigmoid_prime", "chain_forward")


# 3.1 and 3.2: derivatives from samples


def _wide_secants(rng: Rng) -> list[Args]:
    """Sample steps so wide that every other way of placing or dividing two samples shows."""
    return [
        (kind(rng)[0], float(away_from_zero(rng, 0.4, 1.4, 1)[0]), h)
        for kind, h in ((cubic, 0.25), (cubic, 1.0), (wave, 0.4), (growth, 0.7))
    ]


def _default_step(rng: Rng) -> list[Args]:
    """Waves so short that the estimate depends on the step, also on the one of the docstring."""
    return [(wave(rng, rate=900.0 + 50 * k)[0], float(rng.uniform(0.3, 1.5))) for k in range(2)]


def _public_default_step(rng: Rng) -> list[Args]:
    rates = (900, 950)
    return [(spelled(f"lambda t: np.sin({rate} * t + 0.5)"), float(rng.uniform(0.3, 1.5))) for rate in rates]


def _one_secant(rng: Rng) -> list[Args]:
    return [(spelled("lambda t: t**3 - t"), float(rng.uniform(0.4, 1.4)), float(rng.uniform(0.2, 0.6)))]


def _public_secants(rng: Rng) -> list[Args]:
    x = rng.uniform(0.5, 1.5, 2)
    return [
        (spelled("lambda t: 3 * t - 2"), float(x[0]), 0.5),
        (spelled("lambda t: t**3"), float(x[0]), 0.25),
        (spelled("lambda t: t**5 - t"), float(x[1]), 1.0),
    ]


def _analytic(rng: Rng) -> list[Args]:
    """Sample functions, among them a wave so short that a central difference has no nine digits of it."""
    kinds = (cubic, partial(wave, rate=60.0), growth)
    return [(kind(rng)[0], float(rng.uniform(0.4, 1.4))) for kind in kinds]


def _deep_and_other_steps(rng: Rng) -> list[Args]:
    y = complex_chain(40)
    return [
        *((y, float(x)) for x in away_from_zero(rng, 0.4, 1.4, 2)),
        (wave(rng)[0], float(rng.uniform(0.4, 1.4)), 0.5),
    ]


def _public_analytic(rng: Rng) -> list[Args]:
    x = rng.uniform(0.5, 1.5, 3)
    return [
        (spelled("lambda t: np.sin(2 * t)"), float(x[0])),
        (spelled("lambda t: t**3 - t * t"), float(x[1])),
        (spelled("lambda t: t**3"), float(x[2]), 0.5),
        (spelled("lambda t: 1e-25 * np.sin(t)"), float(x[0])),  # as small as the slopes of a deep chain
    ]


def _complex_numbers(rng: Rng) -> list[Args]:
    real, imaginary = away_from_zero(rng, 0.4, 3.0, 6), away_from_zero(rng, 0.3, 1.2, 6)
    numbers = real + 1j * imaginary
    return [(complex(numbers[0]),), (complex(-numbers[0]),), (numbers[1:],)]


def _tiny_imaginary_parts(rng: Rng) -> list[Args]:
    """Sample a real part and two imaginary ones, of which the larger one is small enough for a slope."""
    return [(float(away_from_zero(rng, 0.4, 5.0, 1)[0]), 1e-6, 1e-30)]


# 3.3 and 3.4: how wrong is it?


def _ordinary_pairs(rng: Rng) -> list[Args]:
    numbers = away_from_zero(rng, 0.2, 9.0, 8).tolist()
    a, b = 2.0 + float(rng.uniform(0, 1)), 5.0 + float(rng.uniform(0, 1))
    return [(a, b), (b, a), (-a, b), (a, -b), (-a, -b), *zip(numbers[::2], numbers[1::2], strict=True)]


def _public_pairs(rng: Rng) -> list[Args]:
    pairs = _ordinary_pairs(rng)[:5]
    b, a = pairs[1]
    return [*pairs, (-b, a), (b, -a)]


def _tiny_pairs(rng: Rng) -> list[Args]:
    size = float(rng.uniform(1, 2))
    return [(size * 1e-300, 2e-300), (3e-20, -size * 1e-20), (0.0, size * 1e-15), (size * 1e-9, 0.0)]


SENSIBLE = (1e-11, 1e-2)
"""A wide range: among many steps one far down may be the best by luck.

Of 60,000 samples 47 had their best step below 1e-8, none below 1e-10; the smallest and the largest offered,
which a slip chooses, stay outside.
"""


def _many_steps(rng: Rng) -> list[Args]:
    rate, x = round(float(rng.uniform(0.7, 2.0)), 1), float(rng.uniform(0.4, 1.4))
    f, slope = f"lambda t: np.sin({rate} * t + 0.5)", f"lambda t: {rate} * np.cos({rate} * t + 0.5)"
    return [(spelled(f), spelled(slope), x, np.geomspace(1e-13, 1e-1, 49), *SENSIBLE)]


PUBLIC_SLOPES = (
    ("lambda t: np.sin(2 * t)", "lambda t: 2 * np.cos(2 * t)"),
    ("lambda t: np.exp(0.8 * t)", "lambda t: 0.8 * np.exp(0.8 * t)"),
    ("lambda t: np.sin(800 * t) / 800", "lambda t: np.cos(800 * t)"),
)
"""Functions and their slopes; the last one has another best step than the others."""


def _public_steps(rng: Rng) -> list[Args]:
    hs = STEPS[[4, 0, 2, 3, 5, 1]]
    return [clear_place(rng, spelled(f), spelled(slope), hs) for f, slope in PUBLIC_SLOPES]


# 3.5 and 3.6: the size as a logarithm, and where floats end

SMALLEST = -330.0
"""A logarithm that no float has: the smallest one is 4.9e-324."""


def _deep(rng: Rng) -> list[Args]:
    """Sample chains of 600 units whose dy/dx is below the smallest float."""
    samples: list[Args] = []
    while len(samples) < 2:
        x, w = float(rng.uniform(0.4, 1.4)), np.tile(away_from_zero(rng, 0.6, 3.0, 4), 150)
        if reference.log10_abs_dydx(x, w)[1] < SMALLEST:
            samples.append((x, w))
    return samples


def _public_deep(rng: Rng) -> list[Args]:
    return _deep(rng)[:1]


def _far_down(rng: Rng) -> list[Args]:
    # A weight of 1 has the logarithm 0, and is no special case.
    block = np.array([1.0, -1.0, 1.0, *away_from_zero(rng, 0.6, 3.0, 5)])
    return [(float(rng.uniform(0.4, 1.4)), block, 625)]


def _one_and_biases(rng: Rng) -> list[Args]:
    return [*chains(rng, (1,)), *chains(rng, (3, 4), biases=True)]


def _dead_link(rng: Rng) -> list[Args]:
    x, w = chain(rng, 4)
    w[2] = 0.0
    return [(x, w)]


def _in_double(rng: Rng) -> list[Args]:
    """Sample weights whose links stay below 1/2: above it the smallest float times a link is rounded up."""
    weights = (1.0, float(rng.uniform(1.6, 3.5)), float(rng.uniform(5.0, 9.0)), -float(rng.uniform(0.8, 1.6)))
    inputs = rng.uniform(0.3, 0.9, 4) * (1.0, -1.0, 1.0, 1.0)
    inputs[1] = -rng.uniform(14.0, 17.0) / weights[1]  # so steep that the depth depends on x
    return [(w, float(x)) for w, x in zip(weights, inputs, strict=True)]


def _in_few_bits(rng: Rng) -> list[Args]:
    return [
        (float(rng.uniform(0.8, 3.0)), float(rng.uniform(0.3, 0.9)), dtype)
        for dtype in (np.float32, np.float32, np.float16)
    ]


EXERCISES = (
    Exercise(
        "central_difference",
        "3.1",
        NOTEBOOK,
        reference.central_difference,
        (
            Values("slopes of wide secants", 1.0, _wide_secants),
            Values("the step 1e-5 where none is given", 0.5, _default_step, public=_public_default_step),
            Property(
                "f is called exactly twice, at x-h and x+h",
                0.5,
                Shared(identities.takes_two_samples, _one_secant),
                "central_difference.more_samples",
            ),
        ),
        _public_secants,
        main=True,
        version=3,
    ),
    Exercise(
        "complex_step",
        "3.2",
        NOTEBOOK,
        reference.complex_step,
        (
            Values("slopes of smooth functions", 0.5, _analytic),
            Values("a chain of 40 units, and another step", 0.5, _deep_and_other_steps),
        ),
        _public_analytic,
        version=2,
    ),
    Exercise(
        "sigmoid_complex",
        "3.2",
        NOTEBOOK,
        reference.sigmoid_complex,
        (
            Values("values at complex z", 0.5, _complex_numbers),
            Property(
                "a tiny imaginary part comes through with its slope",
                0.5,
                Shared(identities.slope_survives, _tiny_imaginary_parts),
                "sigmoid_complex.tiny_part_lost",
            ),
        ),
        lambda rng: [args for args in _complex_numbers(rng) if isinstance(args[0], complex)],
        needs=("sigmoid",),
        version=4,
    ),
    Exercise(
        "relative_error",
        "3.3",
        NOTEBOOK,
        reference.relative_error,
        (
            Values("numbers of either sign and size", 1.0, _ordinary_pairs),
            Values("numbers as small as 1e-300", 0.5, _tiny_pairs, public=_tiny_pairs),
            Property(
                "0 where both numbers are 0",
                0.5,
                Shared(identities.is_zero, lambda _: [(0.0, 0.0)]),
                "relative_error.both_zero",
            ),
        ),
        _public_pairs,
        version=2,
    ),
    Exercise(
        "best_step",
        "3.4",
        NOTEBOOK,
        reference.best_step,
        (
            Values("the best of six steps", 1.5, clear_steps),
            Property(
                "a sensible one out of 49 steps",
                0.5,
                Shared(identities.is_sensible, _many_steps),
                "best_step.not_sensible",
            ),
        ),
        _public_steps,
        needs=("central_difference", "relative_error"),
        version=6,
    ),
    Exercise(
        "log10_abs_dydx",
        "3.5",
        NOTEBOOK,
        reference.log10_abs_dydx,
        (
            Values(
                "sign and logarithm, chains with 2 to 8 units", 2.0, lambda rng: chains(rng, (2, 3, 4, 5, 8))
            ),
            Values(
                "a chain of one unit, and chains with biases",
                0.5,
                _one_and_biases,
                public=_one_and_biases,
            ),
            Values("chains of 600 units", 0.5, _deep, public=_public_deep),
            Property(
                "5,000 units without a warning",
                0.5,
                Shared(identities.is_quiet_far_down, _far_down),
                "log10_abs_dydx.overflow_on_the_way",
            ),
            Property(
                "(0, -inf) where a weight is 0",
                0.5,
                Shared(identities.is_dead, _dead_link),
                "log10_abs_dydx.dead_link",
            ),
        ),
        lambda rng: [chain(rng, 4), chain(rng, 3, biases=True)],
        needs=(*UNITS, "chain_dydx"),
        main=True,
        version=4,
    ),
    Exercise(
        "underflow_depth",
        "3.6",
        NOTEBOOK,
        reference.underflow_depth,
        (
            # Another order of the same products, or another last bit of exp, moves the depth by one layer.
            Values("the depth in float64", 1.0, _in_double, atol=1.0),
            Values(
                "the depth in float32 and float16",
                1.0,
                _in_few_bits,
                atol=1.0,
                public=lambda rng: _in_few_bits(rng)[1:],
            ),
        ),
        lambda rng: _in_double(rng)[1:],
        needs=UNITS,
        version=2,
    ),
)
