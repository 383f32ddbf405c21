"""Exercises of notebook 1, "One unit, one slope"."""

from __future__ import annotations

import numpy as np

from autograder.content import Args, Call, Exercise, Form, Property, Raised, Rng, Values
from vanishing_gradients import reference
from vanishing_gradients.exercises.sampling import away_from_zero

NOTEBOOK = "01-one-unit-one-slope"


def _ordinary(rng: Rng) -> list[Args]:
    """Scalars, a row and a table of ordinary size; 1 - 2 sigma(z) is clear of 0 on each."""
    numbers = away_from_zero(rng, 0.3, 6.0, 15)
    return [
        (float(numbers[0]),),
        (float(-numbers[0]),),
        (3.0 + float(rng.uniform(-0.4, 0.4)),),
        (-0.7 + float(rng.uniform(-0.2, 0.2)),),
        (numbers[1:8],),
        (numbers[9:].reshape(2, 3),),
    ]


def _lists_and_integers(rng: Rng) -> list[Args]:
    whole = rng.permutation(np.array([-5, -3, -2, 2, 4, 7]))
    return [(whole.tolist(),), (whole,), (int(whole[0]),), ([0.5, -1.5],)]


def _far_out(rng: Rng) -> list[Args]:
    near, far = rng.uniform(38.5, 42.0), rng.uniform(380.0, 420.0)
    return [(np.array([-near, near, -far, far]),)]


def _public(rng: Rng) -> list[Args]:
    row = np.array([-2.5, -0.4, 1.0, 3.0]) + rng.uniform(-0.2, 0.2, 4)
    return [(2.0,), (-2.0,), (row,), (row[:2].reshape(2, 1),)]


NEGLIGIBLE = 1e-200
"""A value that would underflow may also stop here, as where z is clipped: it is right to any use of it."""


def _quiet(limit: float, at_limit: tuple[float, float]) -> Property:
    def holds(call: Call, rng: Rng) -> bool:
        del rng
        values = np.asarray(call(np.array([-limit, limit]), quiet=True))
        return values.shape == (2,) and bool(np.all(np.abs(values - at_limit) <= NEGLIGIBLE))

    return Property(
        f"no overflow and no invalid value at z = {limit:g} and z = {-limit:g}", 0.5, holds, "unit.overflow"
    )


def _halves_add_to_one(call: Call, rng: Rng) -> bool:
    z = rng.uniform(0.1, 8.0, 6)
    return bool(np.allclose(np.asarray(call(z)) + np.asarray(call(-z)), 1.0, rtol=0, atol=1e-14))


def _odd_through_zero(call: Call, rng: Rng) -> bool:
    z = rng.uniform(0.5, 6.0, 5)
    there, back = np.asarray(call(z)), np.asarray(call(-z))
    return bool(call(0.0) == 0 and np.allclose(there, -back, rtol=1e-9, atol=0))


def _slopes(low: float, high: float) -> list[Args]:
    return [(float(s),) for s in np.geomspace(low, high, 4)]


def _top_gives_zero(call: Call, rng: Rng) -> bool:
    del rng
    return abs(float(call(0.25))) <= 1e-4


def _too_steep_is_refused(call: Call, rng: Rng) -> bool:
    try:
        call(float(rng.uniform(0.26, 2.0)))
    except Raised as error:
        return error.name == "ValueError"
    return False


EXERCISES = (
    Exercise(
        "sigmoid",
        "1.1",
        NOTEBOOK,
        reference.sigmoid,
        (
            Values("values at ordinary z, in numbers, rows and tables", 1.5, _ordinary),
            Values("lists and whole numbers as input", 0.5, _lists_and_integers),
            _quiet(1000.0, (0.0, 1.0)),
            Property("sigma(z) + sigma(-z) = 1", 0.5, _halves_add_to_one),
        ),
        _public,
        main=True,
    ),
    Exercise(
        "sigmoid_prime",
        "1.2",
        NOTEBOOK,
        reference.sigmoid_prime,
        (
            Values("values at ordinary z, in numbers, rows and tables", 1.5, _ordinary),
            Values("the same tiny slope on both sides, far out", 1.0, _far_out),
            _quiet(1000.0, (0.0, 0.0)),
        ),
        _public,
        needs=("sigmoid",),
        measured_on="sigmoid",
        main=True,
    ),
    Exercise(
        "sigmoid_second",
        "1.3",
        NOTEBOOK,
        reference.sigmoid_second,
        (
            Values("values at ordinary z, in numbers, rows and tables", 1.5, _ordinary),
            Property("zero at z = 0 and odd", 0.5, _odd_through_zero),
        ),
        _public,
        needs=("sigmoid", "sigmoid_prime"),
        measured_on="sigmoid_prime",
        main=True,
    ),
    Exercise(
        "max_of_sigmoid_prime",
        "1.4",
        NOTEBOOK,
        reference.max_of_sigmoid_prime,
        (Values("the place and the height", 1.0, lambda _: [()]),),
        Form(
            (0, 0),
            "the result should be a pair of two finite numbers: first the place, then the slope there.",
        ),
        needs=("sigmoid", "sigmoid_prime"),
    ),
    Exercise(
        "z_with_slope",
        "1.5",
        NOTEBOOK,
        reference.z_with_slope,
        (
            Values(
                "z for ordinary slopes",
                1.5,
                lambda rng: [(float(s),) for s in (1 / 6, *rng.uniform(0.01, 0.24, 5))],
                rtol=1e-4,
            ),
            Values("z for slopes down to 1e-12", 0.5, lambda _: _slopes(1e-12, 1e-6), rtol=1e-4),
            Property("z = 0 for the largest slope", 0.5, _top_gives_zero),
            Property("ValueError for a slope that no z has", 0.5, _too_steep_is_refused),
        ),
        lambda rng: [(float(s),) for s in rng.uniform(0.02, 0.24, 3)],
        needs=("sigmoid", "sigmoid_prime"),
    ),
)
