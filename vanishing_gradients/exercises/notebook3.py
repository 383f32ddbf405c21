"""Exercises of notebook 3, "Can you trust your gradient?"."""

from __future__ import annotations

import numpy as np

from autograder.content import Args, Call, Exercise, Property, Rng, Values, agrees, spelled
from vanishing_gradients import reference
from vanishing_gradients.exercises.functions import complex_chain, cubic, growth, wave
from vanishing_gradients.exercises.sampling import away_from_zero, chain, chains

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


def _two_samples(call: Call, rng: Rng) -> bool:
    f, x, h = cubic(rng)[0], float(rng.uniform(0.4, 1.4)), float(rng.uniform(0.2, 0.6))
    asked: list[float] = []

    def counted(t: float) -> float:
        asked.append(float(t))
        return float(f(t))

    call(counted, x, h)
    return bool(np.allclose(sorted(asked), [x - h, x + h], rtol=1e-12, atol=0)) if len(asked) == 2 else False


def _public_secants(rng: Rng) -> list[Args]:
    x = rng.uniform(0.5, 1.5, 2)
    return [
        (spelled("lambda t: 3 * t - 2"), float(x[0]), 0.5),
        (spelled("lambda t: t**3"), float(x[0]), 0.25),
        (spelled("lambda t: t**3"), float(x[1]), 1.0),
    ]


def _analytic(rng: Rng) -> list[Args]:
    return [(kind(rng)[0], float(rng.uniform(0.4, 1.4))) for kind in (cubic, wave, growth)]


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
    ]


def _complex_numbers(rng: Rng) -> list[Args]:
    real, imaginary = away_from_zero(rng, 0.4, 3.0, 6), away_from_zero(rng, 0.3, 1.2, 6)
    numbers = real + 1j * imaginary
    return [(complex(numbers[0]),), (complex(-numbers[0]),), (numbers[1:],)]


def _slope_survives(call: Call, rng: Rng) -> bool:
    z, h = away_from_zero(rng, 0.4, 5.0, 1)[0], 1e-30
    return agrees(float(reference.sigmoid_prime(z)), complex(call(complex(z, h))).imag / h, 1e-9)


# 3.3 and 3.4: how wrong is it?


def _ordinary_pairs(rng: Rng) -> list[Args]:
    numbers = away_from_zero(rng, 0.2, 9.0, 8).tolist()
    a, b = 2.0 + float(rng.uniform(0, 1)), 5.0 + float(rng.uniform(0, 1))
    return [(a, b), (b, a), (-a, b), (a, -b), (-a, -b), *zip(numbers[::2], numbers[1::2], strict=True)]


def _tiny_pairs(rng: Rng) -> list[Args]:
    size = float(rng.uniform(1, 2))
    return [(size * 1e-300, 2e-300), (3e-20, -size * 1e-20), (0.0, size * 1e-15), (size * 1e-9, 0.0)]


def _both_zero(call: Call, rng: Rng) -> bool:
    del rng
    return float(call(0.0, 0.0)) == 0.0


STEPS = np.array([1e-1, 1e-3, 1e-5, 1e-11, 1e-12, 1e-13])
"""Steps of which the third is the best beyond doubt.

Between 1e-9 and 1e-6 rounding makes a step good or bad by luck, and another order of the same operations
changes it; so none of them is there.
"""


def _clear_steps(rng: Rng) -> list[Args]:
    samples: list[Args] = []
    for kind in (cubic, wave, growth):
        f, slope = kind(rng)
        samples.append(
            (f, slope, float(rng.uniform(0.4, 1.4)), rng.permutation(STEPS * rng.uniform(0.7, 1.4)))
        )
    return samples


def _sensible(call: Call, rng: Rng) -> bool:
    """Accept a wide range: among so many steps one far down may be the best by luck.

    Of 60,000 samples 47 had their best step below 1e-8, none below 1e-10; the smallest and the largest
    offered, which a slip chooses, stay outside.
    """
    (f, slope), x = wave(rng), float(rng.uniform(0.4, 1.4))
    hs = np.geomspace(1e-13, 1e-1, 49)
    got = float(call(f, slope, x, hs))
    return got in hs and 1e-11 < got < 1e-2


def _public_steps(rng: Rng) -> list[Args]:
    hs = STEPS[[4, 0, 2, 3, 5, 1]]
    x = rng.uniform(0.5, 1.5, 2)
    return [
        (spelled("lambda t: np.sin(2 * t)"), spelled("lambda t: 2 * np.cos(2 * t)"), float(x[0]), hs),
        (spelled("lambda t: np.exp(0.8 * t)"), spelled("lambda t: 0.8 * np.exp(0.8 * t)"), float(x[1]), hs),
    ]


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


def _quiet_far_down(call: Call, rng: Rng) -> bool:
    x, w = float(rng.uniform(0.4, 1.4)), away_from_zero(rng, 0.6, 3.0, 5000)
    w[:3] = 1.0, -1.0, 1.0  # a weight of 1 has the logarithm 0, and is no special case
    return agrees(reference.log10_abs_dydx(x, w), call(x, w, quiet=True), 1e-9)


def _dead_link(call: Call, rng: Rng) -> bool:
    x, w = chain(rng, 4)
    w[2] = 0.0
    answer = np.asarray(call(x, w))
    return answer.shape == (2,) and bool(answer[0] == 0.0 and answer[1] == -np.inf)


def _in_double(rng: Rng) -> list[Args]:
    """Sample weights whose links stay below 1/2: above it the smallest float times a link is rounded up."""
    weights = (1.0, float(rng.uniform(1.6, 3.5)), float(rng.uniform(5.0, 9.0)), -float(rng.uniform(0.8, 1.6)))
    inputs = rng.uniform(0.3, 0.9, 4) * (1.0, -1.0, 1.0, 1.0)
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
            Values("the step 1e-5 where none is given", 0.5, _default_step),
            Property("f is called exactly twice, at x-h and x+h", 0.5, _two_samples),
        ),
        _public_secants,
        main=True,
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
    ),
    Exercise(
        "sigmoid_complex",
        "3.2",
        NOTEBOOK,
        reference.sigmoid_complex,
        (
            Values("values at complex z", 0.5, _complex_numbers),
            Property("a tiny imaginary part comes through with its slope", 0.5, _slope_survives),
        ),
        lambda rng: [args for args in _complex_numbers(rng) if isinstance(args[0], complex)],
        needs=("sigmoid",),
    ),
    Exercise(
        "relative_error",
        "3.3",
        NOTEBOOK,
        reference.relative_error,
        (
            Values("numbers of either sign and size", 1.0, _ordinary_pairs),
            Values("numbers as small as 1e-300", 0.5, _tiny_pairs),
            Property("0 where both numbers are 0", 0.5, _both_zero),
        ),
        lambda rng: _ordinary_pairs(rng)[:5],
    ),
    Exercise(
        "best_step",
        "3.4",
        NOTEBOOK,
        reference.best_step,
        (
            Values("the best of six steps", 1.5, _clear_steps),
            Property("a sensible one out of 49 steps", 0.5, _sensible),
        ),
        _public_steps,
        needs=("central_difference", "relative_error"),
        version=2,
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
                lambda rng: [*chains(rng, (1,)), *chains(rng, (3, 4), biases=True)],
            ),
            Values("chains of 600 units", 0.5, _deep),
            Property("5,000 units without a warning", 0.5, _quiet_far_down),
            Property("(0, -inf) where a weight is 0", 0.5, _dead_link),
        ),
        lambda rng: [chain(rng, 4), chain(rng, 3, biases=True)],
        needs=(*UNITS, "chain_dydx"),
        main=True,
    ),
    Exercise(
        "underflow_depth",
        "3.6",
        NOTEBOOK,
        reference.underflow_depth,
        (
            # Another order of the same products, or another last bit of exp, moves the depth by one layer.
            Values("the depth in float64", 1.0, _in_double, atol=1.0),
            Values("the depth in float32 and float16", 1.0, _in_few_bits, atol=1.0),
        ),
        lambda rng: [*_in_double(rng)[1:3], _in_few_bits(rng)[0]],
        needs=UNITS,
    ),
)
