"""Exercises of notebook 1, "One unit, one slope"."""

from __future__ import annotations

import numpy as np

from autograder.content import Args, Exercise, Form, Property, Rng, Shared, Values
from vanishing_gradients import identities, reference
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


def _public_lists_and_integers(rng: Rng) -> list[Args]:
    whole = rng.permutation(np.array([-6, -5, -4, -3, -2, 2, 3, 4, 5, 6]))
    return [(whole[:2].tolist(),), (whole[2:4],), (int(whole[4]),), (rng.uniform(-2.0, 2.0, 2).tolist(),)]


def _far_out(rng: Rng) -> list[Args]:
    near, far = rng.uniform(38.5, 42.0), rng.uniform(380.0, 420.0)
    return [(np.array([-near, near, -far, far]),)]


def _public(rng: Rng) -> list[Args]:
    """Sample ordinary z, and one on whose small slope a numerical difference has lost its digits."""
    row = np.array([-2.5, -0.4, 1.0, 12.0]) + rng.uniform(-0.2, 0.2, 4)
    return [(1.5,), (-1.5,), (row,), (row[:2].reshape(2, 1),)]


def _quiet(limit: float, at_limit: tuple[float, float]) -> Property:
    def far_out(rng: Rng) -> list[Args]:
        del rng
        return [(np.array([-limit, limit]), np.array(at_limit))]

    return Property(
        f"no overflow and no invalid value at z = {limit:g} and z = {-limit:g}",
        0.5,
        Shared(identities.levels_off, far_out),
        "unit.overflow",
    )


def _tiny_slopes(rng: Rng) -> list[Args]:
    return [(float(s),) for s in np.geomspace(1e-12, 1e-7, 4) * rng.uniform(1.0, 9.0, 4)]


def _public_slopes(rng: Rng) -> list[Args]:
    return [(float(s * size),) for s, size in zip(rng.uniform(1.0, 9.0, 3), (1e-12, 1e-9, 1e-7), strict=True)]


def _some_too_steep(rng: Rng) -> list[Args]:
    """Sample slopes that no z has among others, in any order: no count of calls tells which is which."""
    slopes = [rng.uniform(0.26, 0.4), rng.uniform(0.4, 2.0), *rng.uniform(0.02, 0.24, 3)]
    return [([float(s) for s in rng.permutation(slopes)], 0.25)]


EXERCISES = (
    Exercise(
        "sigmoid",
        "1.1",
        NOTEBOOK,
        reference.sigmoid,
        (
            Values("values at ordinary z, in numbers, rows and tables", 1.5, _ordinary),
            Values(
                "lists and whole numbers as input",
                0.5,
                _lists_and_integers,
                public=_public_lists_and_integers,
            ),
            _quiet(1000.0, (0.0, 1.0)),
            Property(
                "sigma(z) + sigma(-z) = 1",
                0.5,
                Shared(identities.halves_add_to_one, lambda rng: [(rng.uniform(0.1, 8.0, 6),)]),
                of_right_values=True,
            ),
        ),
        _public,
        main=True,
        version=2,
    ),
    Exercise(
        "sigmoid_prime",
        "1.2",
        NOTEBOOK,
        reference.sigmoid_prime,
        (
            Values("values at ordinary z, in numbers, rows and tables", 1.5, _ordinary),
            Values("the same tiny slope on both sides, far out", 1.0, _far_out, public=_far_out),
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
            Property(
                "zero at z = 0 and odd",
                0.5,
                Shared(identities.is_odd, lambda rng: [(rng.uniform(0.5, 6.0, 5),)]),
                "sigmoid_second.not_odd",
                of_right_values=True,
            ),
        ),
        _public,
        needs=("sigmoid", "sigmoid_prime"),
        measured_on="sigmoid_prime",
        main=True,
        version=3,
    ),
    Exercise(
        "max_of_sigmoid_prime",
        "1.4",
        NOTEBOOK,
        reference.max_of_sigmoid_prime,
        # The place is 0: only an absolute tolerance lets a search for it pass.
        (Values("the place and the height", 1.0, lambda _: [()], atol=1e-6),),
        Form(
            (0, 0),
            "the result should be a pair of two finite numbers: first the place, then the slope there.",
            tried_on=("sigmoid_prime",),
        ),
        needs=("sigmoid", "sigmoid_prime"),
        version=2,
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
                lambda rng: [(float(s),) for s in (1 / 6, 0.22, *rng.uniform(0.01, 0.24, 4))],
                rtol=1e-4,
            ),
            Values(
                "z for slopes down to 1e-12",
                0.5,
                _tiny_slopes,
                rtol=1e-4,
                public=_public_slopes,
            ),
            Property(
                "z = 0 for the largest slope",
                0.5,
                Shared(identities.is_near_zero, lambda _: [(0.25,)]),
                "z_with_slope.top_missed",
            ),
            Property(
                "ValueError for a slope that no z has",
                0.5,
                Shared(identities.refuses_the_steeper, _some_too_steep),
                "z_with_slope.no_error",
            ),
        ),
        lambda rng: [(float(s),) for s in rng.uniform(0.02, 0.24, 3)],
        needs=("sigmoid", "sigmoid_prime"),
        version=5,
    ),
)
