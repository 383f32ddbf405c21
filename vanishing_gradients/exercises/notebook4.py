"""Exercises of notebook 4, "Depth: vanishing, exploding, knife edge"."""

from __future__ import annotations

import numpy as np

from autograder.content import Args, Call, Exercise, Property, Rng, Shared, Values, agrees, keeps_input
from vanishing_gradients import reference
from vanishing_gradients.exercises.sampling import away_from_zero, chain

NOTEBOOK = "04-depth"
SETTLED = 1e-7
"""Tolerance of a fixed point: what bisection to 1e-8 gives, and no more is asked."""
LINES = 5_000_000
"""Lines for 3,000 units: more than a thousand for each, but not the square of their number."""
RATE = 1e-4
"""Tolerance of a rate: w a (1 - a) loses digits of a in 1 - a, which is 0.007 at w = 5."""


def _weights(rng: Rng, n: int) -> np.ndarray:
    """Sample weights of either sign on both sides of 4, the first one negative."""
    w = away_from_zero(rng, 0.6, 6.0, n)
    w[0] = -abs(w[0])
    return w


def _weight_rows(rng: Rng) -> list[Args]:
    return [(_weights(rng, n),) for n in (2, 3, 4, 5, 8)]


def _one_weight(rng: Rng) -> list[Args]:
    """Sample one weight whose ceiling is above 1, and a list of one whose ceiling is below."""
    return [(-rng.uniform(4.5, 6.0, 1),), ([float(rng.uniform(1.2, 3.0))],)]


def _curves(rng: Rng) -> list[Args]:
    """Curves of weights of both signs; the chain stays far from the knife edge at w = -5.87."""
    return [
        (float(rng.uniform(0.6, 3.4)), float(away_from_zero(rng, 0.3, 1.5, 1)[0]), 3),
        (-float(rng.uniform(0.6, 3.4)), float(rng.uniform(0.3, 1.5)), 12),
        (float(rng.uniform(5.0, 9.0)), float(rng.uniform(0.3, 1.5)), 30),
        (float(rng.uniform(0.6, 3.4)), float(rng.uniform(0.3, 1.5)), 1),
    ]


def _public_curves(rng: Rng) -> list[Args]:
    curves = _curves(rng)
    return [curves[0], curves[1], curves[3]]


def _deep_curve(rng: Rng, depth: int) -> list[Args]:
    return [(float(rng.uniform(0.8, 2.0)), 0.5, depth)]


def _settling(rng: Rng) -> list[Args]:
    """Sample weights of either sign; with the first one w sigma(a) has a fixed point between 0 and 1 too."""
    weights = (
        rng.uniform(0.5, 1.3),
        rng.uniform(0.5, 3.0),
        rng.uniform(5.0, 10.0),
        *rng.uniform(-4.0, -0.5, 2),
    )
    return [(float(w),) for w in weights]


def _rates(rng: Rng) -> list[Args]:
    weights = (*rng.uniform(0.5, 3.0, 2), rng.uniform(3.5, 5.0), *rng.uniform(-4.0, -0.5, 2))
    return [(float(w),) for w in weights]


def _never_settling(rng: Rng) -> list[Args]:
    """Weights where a -> sigma(w a) ends in a cycle of two."""
    return [(float(w),) for w in (*rng.uniform(-10.0, -6.5, 2), -10.0)]


def _public_settling(rng: Rng, steep: tuple[float, float] = (5.5, 9.5)) -> list[Args]:
    ranges = ((0.7, 2.5), (-3.0, -1.0), (-9.5, -7.0), steep)
    return [(float(rng.uniform(low, high)),) for low, high in ranges]


def _open_windows(rng: Rng) -> list[Args]:
    weights = (rng.uniform(4.2, 4.7), rng.uniform(7.5, 12.0), -rng.uniform(5.0, 9.0))
    return [(float(w),) for w in weights]


def _closed_windows(rng: Rng) -> list[Args]:
    del rng
    return [(4.0,), (-4.0,), (3.2,), (-1.0,), (0.0,)]


def _large_weights(rng: Rng) -> list[Args]:
    return [(float(w),) for w in rng.uniform(20.0, 100.0, 2)]


def _deep_and_lists(rng: Rng) -> list[Args]:
    lists: list[Args] = [(x, w.tolist()) for x, w in (chain(rng, 1), chain(rng, 3))]
    return [(float(rng.uniform(0.3, 1.5)), _weights(rng, 20)), *lists]


def _reaches_the_ceiling(call: Call, rng: Rng) -> bool:
    x, w = float(rng.uniform(0.3, 1.5)), _weights(rng, 5)
    slope = reference.chain_dydx(x, w, np.asarray(call(x, w)))
    return agrees(float(np.prod(np.sign(w))) * reference.gradient_bound(w), slope, 1e-9)


EXERCISES = (
    Exercise(
        "gradient_bound",
        "4.1",
        NOTEBOOK,
        reference.gradient_bound,
        (
            Values("ceilings of chains with 2 to 8 units", 1.5, _weight_rows),
            Values("a chain of one unit, and a list", 0.5, _one_weight, public=_one_weight),
        ),
        lambda rng: [(_weights(rng, 3),), (_weights(rng, 4),)],
        main=True,
        version=2,
    ),
    Exercise(
        "log10_gradient_bound",
        "4.1",
        NOTEBOOK,
        reference.log10_gradient_bound,
        (
            Values(
                "logarithms of ceilings, 1 to 8 units",
                0.5,
                lambda rng: [*_weight_rows(rng), *_one_weight(rng)],
            ),
            Values(
                "2,000 units",
                0.5,
                lambda rng: [(away_from_zero(rng, 0.5, 3.0, 2000),)],
                public=lambda rng: [(np.tile(away_from_zero(rng, 0.5, 3.0, 5), 400),)],
            ),
        ),
        lambda rng: [(_weights(rng, 3),), (_weights(rng, 4),), *_one_weight(rng)],
        needs=("gradient_bound",),
        version=2,
    ),
    Exercise(
        "depth_curve",
        "4.2",
        NOTEBOOK,
        reference.depth_curve,
        (
            Values("curves for weights of both signs, down to 30 units", 2.0, _curves),
            Values(
                "600 units, far below the smallest float",
                0.5,
                lambda rng: _deep_curve(rng, 600),
                public=lambda rng: _deep_curve(rng, 600),
            ),
            Values(
                "3,000 units within the time of one call",
                0.5,
                lambda rng: _deep_curve(rng, 3_000),
                public=lambda rng: _deep_curve(rng, 3_000),
                lines=LINES,
            ),
        ),
        _public_curves,
        needs=("sigmoid", "sigmoid_prime", "chain_forward", "chain_dydx", "log10_abs_dydx"),
    ),
    Exercise(
        "fixed_point",
        "4.3",
        NOTEBOOK,
        reference.fixed_point,
        (
            Values("fixed points for weights from -4 to 10", 1.0, _settling, rtol=SETTLED),
            Values("weights down to -10, where iteration never settles", 1.0, _never_settling, rtol=SETTLED),
        ),
        _public_settling,
        needs=("sigmoid",),
        version=2,
    ),
    Exercise(
        "decay_rate",
        "4.3",
        NOTEBOOK,
        reference.decay_rate,
        (
            Values("rates for weights from -4 to 5", 1.0, _rates, rtol=RATE),
            Values("weights down to -10", 1.0, _never_settling, rtol=RATE),
        ),
        lambda rng: _public_settling(rng, steep=(3.7, 4.8)),
        needs=("sigmoid", "sigmoid_prime", "fixed_point"),
        main=True,
    ),
    Exercise(
        "window_width",
        "4.4",
        NOTEBOOK,
        reference.window_width,
        (
            Values("widths for weights of either sign", 1.0, _open_windows),
            Values("0 for weights from -4 to 4", 0.5, _closed_windows, public=_closed_windows),
            Values("weights as large as 100", 0.5, _large_weights, public=_large_weights),
        ),
        lambda rng: [*_open_windows(rng), (3.0,)],
        needs=("sigmoid", "sigmoid_prime", "z_with_slope"),
    ),
    Exercise(
        "explosive_biases",
        "4.5",
        NOTEBOOK,
        reference.explosive_biases,
        (
            Values(
                "biases of chains with 2 to 5 units",
                1.5,
                lambda rng: [chain(rng, n) for n in (2, 3, 4, 5)],
            ),
            Values(
                "a list of weights, a chain of one unit, and one of 20",
                0.5,
                _deep_and_lists,
                public=_deep_and_lists,
            ),
            Property("with them dy/dx is as large as its ceiling", 0.5, _reaches_the_ceiling),
            Property(
                "x and w are not changed",
                0.5,
                Shared(keeps_input, lambda rng: [(float(rng.uniform(0.3, 1.5)), _weights(rng, 4))]),
                "any.input_changed",
                of_right_values=True,
            ),
        ),
        lambda rng: [chain(rng, 3), chain(rng, 4)],
        needs=("sigmoid", "chain_forward"),
        version=2,
    ),
)
