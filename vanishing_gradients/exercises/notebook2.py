"""Exercises of notebook 2, "Down the chain"."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.content import (
    Args,
    Call,
    Exercise,
    Form,
    Property,
    Rng,
    Shared,
    Values,
    keeps_input,
    takes_lists,
)
from vanishing_gradients import identities, reference
from vanishing_gradients.exercises.sampling import chain, chains

NOTEBOOK = "02-down-the-chain"
UNITS = ("sigmoid", "sigmoid_prime")


def _one_unit(rng: Rng) -> list[Args]:
    return chains(rng, (1, 1))


def _with_biases(rng: Rng) -> list[Args]:
    return chains(rng, (1, 3, 4), biases=True)


def _thirty(rng: Rng) -> list[Args]:
    return chains(rng, (30,))


def _public(rng: Rng) -> list[Args]:
    return [chain(rng, 3), chain(rng, 4, biases=True)]


def _public_deep(rng: Rng) -> list[Args]:
    """As above, and a chain so deep that a numerical difference has no right digit left."""
    return [*_public(rng), chain(rng, 15)]


def _keeps_input(points: float) -> Property:
    return Property(
        "x, w and b are not changed",
        points,
        Shared(keeps_input, lambda rng: [chain(rng, 4, biases=True)]),
        "any.input_changed",
        of_right_values=True,
    )


def _very_deep(rng: Rng) -> list[Args]:
    """20,000 units whose factors w sigma'(z) stay near 1: z = 0 everywhere and w near 4."""
    w = 4.0 * np.exp(rng.normal(0.0, 0.003, 20_000))
    return [(0.5, w, -w / 2.0)]


def _public_very_deep(rng: Rng) -> list[Args]:
    """As above, with four weights of which the last makes up for the others, again and again."""
    w = rng.uniform(3.95, 4.05, 4).round(2)
    w = np.tile(np.append(w[:3], 256.0 / np.prod(w[:3])), 5_000)
    return [(0.5, w, -w / 2.0)]


LINES = 5_000_000
"""Lines for 20,000 units: some hundred for each, but not the square of their number."""
LONGEST = 10_000
"""Weights of a counterexample: more are not looked at."""


def sheet_log_ratio(x: float, w: np.ndarray) -> float:
    """Return log(formula / dy/dx) of the exercise sheet's formula, prod w_i * prod sigma'(a_{i-1}).

    The weights cancel: what is left is the sum of log sigma'(a_{i-1}) - log sigma'(z_i), which holds also
    where one of the two products leaves the range of floats.
    """
    z, a = reference.chain_forward(x, w)
    return float(np.sum(reference.log_sigmoid_prime(a[:-1]) - reference.log_sigmoid_prime(z)))


@np.errstate(over="ignore")
def _is_counterexample(call: Call, rng: Rng) -> bool:
    del rng
    answer: Any = call()
    if not (isinstance(answer, tuple | list) and len(answer) == 2):
        return False
    x, w = np.asarray(answer[0], dtype=float), np.asarray(answer[1], dtype=float)
    if x.shape != () or w.ndim != 1 or not 2 <= len(w) <= LONGEST:
        return False
    if not (np.isfinite(x) and np.isfinite(w).all() and np.isfinite(np.prod(w))):
        return False
    truth, log_ratio = reference.chain_dydx(float(x), w), sheet_log_ratio(float(x), w)
    if truth == 0.0 or truth * np.exp(log_ratio) == 0.0:
        return False  # a value that is 0 shows nothing
    return bool(abs(log_ratio) > np.log(2.0))


EXERCISES = (
    Exercise(
        "chain_forward",
        "2.1",
        NOTEBOOK,
        reference.chain_forward,
        (
            Values("z and a of chains with 2 to 5 units", 1.5, lambda rng: chains(rng, (2, 3, 4, 5))),
            Values("a chain of one unit", 0.5, _one_unit, public=_one_unit),
            Values("chains with biases", 0.5, _with_biases),
            Property(
                "plain lists as input",
                0.5,
                Shared(takes_lists, lambda rng: [chain(rng, 3, biases=True)]),
                "any.list_input",
                of_right_values=True,
            ),
        ),
        _public,
        needs=("sigmoid",),
        main=True,
        version=4,
    ),
    Exercise(
        "chain_factors",
        "2.2",
        NOTEBOOK,
        reference.chain_factors,
        (
            Values("the 2n factors, in order", 2.0, lambda rng: chains(rng, (2, 3, 4, 5))),
            Values("a chain of one unit", 0.5, _one_unit, public=_one_unit),
            Values("chains with biases", 0.5, _with_biases),
        ),
        _public,
        needs=(*UNITS, "chain_forward"),
    ),
    Exercise(
        "chain_dydx",
        "2.3",
        NOTEBOOK,
        reference.chain_dydx,
        (
            Values("chains with 2 to 8 units", 3.0, lambda rng: chains(rng, (2, 3, 4, 5, 8))),
            Values("a chain of one unit", 0.5, _one_unit, public=_one_unit),
            Values("chains with biases", 1.0, _with_biases),
            Values("a chain of 30 units", 1.0, _thirty, public=_thirty),
            _keeps_input(0.5),
        ),
        _public_deep,
        needs=(*UNITS, "chain_forward", "chain_factors"),
        measured_on="chain_forward",
        main=True,
        version=2,
    ),
    Exercise(
        "chain_grads",
        "2.4",
        NOTEBOOK,
        reference.chain_grads,
        (
            Values("chains with 2 to 5 units", 3.0, lambda rng: chains(rng, (2, 3, 4, 5))),
            Values("a chain of one unit", 0.5, _one_unit, public=_one_unit),
            Values("chains with biases", 0.5, _with_biases),
            Values(
                "20,000 units within the time of one call",
                1.0,
                _very_deep,
                public=_public_very_deep,
                lines=LINES,
            ),
            Property(
                "w_1 dy/dw_1 = x dy/dx, and dy/dw_i = a_{i-1} dy/db_i",
                0.5,
                Shared(identities.gradients_belong_together, lambda rng: [chain(rng, 6, biases=True)]),
                of_right_values=True,
            ),
            _keeps_input(0.5),
        ),
        _public_deep,
        needs=(*UNITS, "chain_forward", "chain_factors", "chain_dydx"),
        measured_on="chain_forward",
        main=True,
        version=3,
    ),
    Exercise(
        "find_counterexample",
        "2.5",
        NOTEBOOK,
        reference.find_counterexample,
        (
            Property(
                "the sheet's formula is more than a factor 2 off at this x and w", 3.0, _is_counterexample
            ),
        ),
        Form(
            (0, 2),
            "the result should be (x, w): a finite number x and a list w of at least two finite numbers.",
            tried_on=("sigmoid_prime", "chain_forward", "chain_dydx"),
        ),
        needs=(*UNITS, "chain_forward", "chain_dydx"),
    ),
)
