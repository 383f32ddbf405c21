"""Exercises of notebook 5, "What changes in real networks"."""

from __future__ import annotations

import numpy as np

from autograder.content import Args, Exercise, Property, Rng, Shared, Values, keeps_input
from vanishing_gradients import identities, reference
from vanishing_gradients.exercises.sampling import away_from_zero

NOTEBOOK = "05-real-networks"
DESCENT = 1e-7
"""Tolerance of a training history: each step passes on the rounding of all steps before it."""
HALVED = 66
"""Steps until the loss of the chain of 4 units below is half its first value."""


def _training(rng: Rng, n: int, steps: int) -> Args:
    """Sample a start, two samples and a rate that keeps the loss falling slowly."""
    w, b = away_from_zero(rng, 0.5, 1.6, n), away_from_zero(rng, 0.1, 0.6, n)
    inputs = np.array([rng.uniform(0.6, 1.5), -rng.uniform(0.6, 1.5), rng.uniform(1.6, 2.2)])
    targets = np.array([rng.uniform(0.7, 0.9), rng.uniform(0.1, 0.3), rng.uniform(0.4, 0.6)])
    return w, b, inputs, targets, float(rng.uniform(0.3, 0.9)), steps


def _short_descents(rng: Rng) -> list[Args]:
    return [_training(rng, n, steps) for n, steps in ((2, 4), (3, 6), (1, 5))]


def _long_descent(rng: Rng) -> list[Args]:
    return [_training(rng, 3, 50)]


def _until_halved(rng: Rng) -> list[Args]:
    """Train four units from w = 1 and b = 0 with the rate 5, as the notebook does."""
    del rng
    return [(np.ones(4), np.zeros(4), np.array([1.0, -1.0]), np.array([0.9, 0.1]), 5.0, 80, HALVED)]


def _matrix(rng: Rng, rows: int, columns: int) -> np.ndarray:
    """Sample a matrix whose entries are of either sign and not near 0."""
    return away_from_zero(rng, 0.4, 1.8, rows * columns).reshape(rows, columns)


def _network(rng: Rng, widths: tuple[int, ...]) -> Args:
    """Sample (Ws, x) with these numbers of units, the input first."""
    shapes = zip(widths[1:], widths[:-1], strict=True)
    return [_matrix(rng, *shape) for shape in shapes], away_from_zero(rng, 0.4, 1.5, widths[0])


def _networks(rng: Rng) -> list[Args]:
    return [_network(rng, widths) for widths in ((2, 2), (3, 2), (2, 3, 2), (3, 3, 3, 3))]


def _narrow(rng: Rng) -> list[Args]:
    return [_network(rng, (1,) * (n + 1)) for n in (1, 3)]


def _stretching(rng: Rng) -> list[Args]:
    """Networks whose singular values lie within a factor of 100, so that each keeps its digits."""
    drawn: list[Args] = []
    for widths in ((2, 2), (3, 2), (2, 3, 2)):
        while True:
            args = _network(rng, widths)
            values = reference.singular_values(*args)
            if values[0] < 100 * values[-1] and np.all(values[:-1] > 1.1 * values[1:]):
                break
        drawn.append(args)
    return drawn


EXERCISES = (
    Exercise(
        "train_chain",
        "5.1",
        NOTEBOOK,
        reference.train_chain,
        (
            Values(
                "the history of a few steps, chains with 1 to 3 units", 2.0, _short_descents, rtol=DESCENT
            ),
            Values("the history of 50 steps", 1.0, _long_descent, rtol=DESCENT, public=_long_descent),
            Property(
                "four units need 66 steps to halve the loss",
                0.5,
                Shared(identities.halves_its_loss, _until_halved),
            ),
            Property(
                "the w and b that are handed in are not changed",
                0.5,
                Shared(keeps_input, lambda rng: [_training(rng, 3, 4)]),
                "any.input_changed",
                of_right_values=True,
            ),
        ),
        lambda rng: [_training(rng, 2, 2), _training(rng, 1, 1)],
        needs=("sigmoid", "sigmoid_prime", "chain_forward", "chain_dydx", "chain_grads"),
        version=2,
    ),
    Exercise(
        "jacobian",
        "5.2",
        NOTEBOOK,
        reference.jacobian,
        (
            Values(
                "Jacobians of networks with 1 to 3 layers",
                1.5,
                _networks,
                public=lambda rng: [_network(rng, (2, 3)), _network(rng, (3, 2))],
            ),
            Values("layers of one unit: a chain", 0.5, _narrow, public=_narrow),
        ),
        # As many units in each layer: there a wrong order of factors gives numbers, and no error.
        lambda rng: [_network(rng, (2, 2, 2)), _network(rng, (2, 2))],
        needs=("sigmoid", "sigmoid_prime"),
    ),
    Exercise(
        "singular_values",
        "5.2",
        NOTEBOOK,
        reference.singular_values,
        (
            Values("stretches of networks with 1 or 2 layers, largest first", 0.5, _stretching),
            Values("layers of one unit", 0.5, _narrow, public=_narrow),
        ),
        lambda rng: _stretching(rng)[1:],
        needs=("sigmoid", "sigmoid_prime", "jacobian"),
    ),
)
