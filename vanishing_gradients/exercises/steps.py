"""Samples steps of which one is the best beyond doubt, and which one only the function can tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.content import Args, Rng
from vanishing_gradients.exercises.functions import Function, cubic, growth

STEPS = 10.0 ** -np.arange(1.0, 12.0, 2.0)
RATES, FASTEST = (0.009, 0.8, 800.0), 4e5
"""Rates of waves of which the second, third and fourth of these steps is the best, and the fifth."""
WAVES = 3
LOW, HIGH = (0.4, 0.6), (1.2, 1.4)
BEND = 40.0
"""By how many powers of e the rate of a chirp changes from one t to t + 1."""
ULPS = (-2, -1, 0, 1, 2)
"""By how many units in the last place another right way to the same samples may move their difference."""

Draw = Callable[[Rng, float], tuple[Function, Function]]
"""Returns (f, f') of which x is the place to look at."""


def clear_steps(rng: Rng) -> list[Args]:
    """Sample (f, f', x, steps) such that at least three of the four inner steps are the best of a function.

    So no answer that is blind to f fits all: no place in the list, no rank, no size. Two functions are fast
    near their own x alone, one at a low x and one at a high one: no answer that is blind to x fits both. The
    largest and the smallest step, which a slip chooses, are never the best.
    """
    while len(set(places := rng.integers(0, len(RATES), WAVES).tolist())) < 2:
        continue
    drawn = [
        *(_clear(rng, _wave_of(RATES[place]), (LOW, HIGH)[rng.integers(2)]) for place in places),
        _clear(rng, _chirp(-BEND), LOW),
        _clear(rng, _chirp(BEND), HIGH),
    ]
    return [drawn[place] for place in rng.permutation(len(drawn))]


def _wave_of(rate: float) -> Draw:
    """Return a draw of functions whose best step is that of waves of this rate, wherever x is."""

    def wave(rng: Rng, _: float) -> tuple[Function, Function]:
        if rate == RATES[1] and rng.integers(2):
            return (cubic, growth)[rng.integers(2)](rng)
        r = rate * float(np.exp(rng.uniform(-0.5, 0.5)))
        size, phase = float(rng.uniform(0.6, 2.0)), float(rng.uniform(0.3, 1.2))
        # The size of the slope does not tell the rate.
        return (lambda t: size / r * np.sin(r * t + phase)), (lambda t: size * np.cos(r * t + phase))

    return wave


def _chirp(bend: float) -> Draw:
    """Return a draw of waves that are as fast as the fastest at x, and straight lines on one side of it."""

    def chirp(rng: Rng, x: float) -> tuple[Function, Function]:
        r = FASTEST * float(np.exp(rng.uniform(-0.5, 0.5)))
        size, tilt = rng.uniform(0.6, 2.0, 2).tolist()

        def f(t: Any) -> Any:
            return size / r * np.sin(r / bend * np.exp(bend * (t - x))) + tilt * t

        def slope(t: Any) -> Any:
            return size * np.exp(bend * (t - x)) * np.cos(r / bend * np.exp(bend * (t - x))) + tilt

        return f, slope

    return chirp


def _clear(rng: Rng, draw: Draw, where: tuple[float, float]) -> Args:
    """Sample until the best step is clear, and neither the largest nor the smallest."""
    while True:
        x = float(rng.uniform(*where))
        (f, slope), steps = draw(rng, x), rng.permutation(STEPS * rng.uniform(0.7, 1.4, STEPS.size))
        if _is_clear(f, slope(x), x, steps):
            return f, slope, x, steps


def clear_place(rng: Rng, f: Function, slope: Function, steps: np.ndarray) -> Args:
    """Sample x until the best step is clear there; x has four digits, so that a student can type it."""
    while True:
        x = round(float(rng.uniform(0.5, 1.5)), 3)
        if _is_clear(f, slope(x), x, steps):
            return f, slope, x, steps


def _is_clear(f: Function, slope: float, x: float, steps: np.ndarray) -> bool:
    """Return whether one step beats all others fourfold, however the last digits of the samples fall."""
    errors = [sorted(_errors(f, slope, x, h)) for h in steps.tolist()]
    best = min(range(len(errors)), key=lambda place: errors[place][-1])
    rival = min(error[0] for place, error in enumerate(errors) if place != best)
    return 4 * errors[best][-1] < rival and steps.min() < steps[best] < steps.max()


def _errors(f: Function, slope: float, x: float, h: float) -> Iterator[float]:
    """Yield the relative error of the central difference, once for each way its samples may round."""
    above, below = f(x + h), f(x - h)
    ulp = np.spacing(max(abs(above), abs(below)))
    for width in (2 * h, (x + h) - (x - h)):
        for ulps in ULPS:
            yield float(abs((above - below + ulps * ulp) / width / slope - 1.0))
