"""What the checks try: their titles tell students in numbers, and here are the inputs that are sampled."""

from __future__ import annotations

import inspect
from functools import cache
from math import floor, log10
from typing import Any

import numpy as np

from vanishing_gradients import exercises
from vanishing_gradients.reference import sigmoid, sigmoid_prime

SEEDS = 30
"""A check samples its inputs anew for each student; so many samples are looked at."""
__all__ = ["decade_below", "deep_factor", "default", "least_units", "most_units", "tried", "within"]


@cache
def tried(name: str, check: int = 0, part: int = 0) -> tuple[Any, ...]:
    """Return one argument of all calls that a check of an exercise samples."""
    sample = next(exercise for exercise in exercises.ALL if exercise.name == name).checks[check].sample
    calls = (args for seed in range(SEEDS) for args in sample(np.random.default_rng(seed)))
    return tuple(args[part] for args in calls if len(args) > part)


def least_units(name: str, check: int = 0, part: int = 1) -> int:
    """Return the length of the shortest list of weights, or of matrices, that a check tries."""
    return min(map(len, tried(name, check, part)))


def most_units(name: str, check: int = 0, part: int = 1) -> int:
    """Return the length of the longest one."""
    return max(map(len, tried(name, check, part)))


def within(low: float, high: float, name: str, check: int = 0, share: float = 0.8) -> bool:
    """Return whether the numbers that a check tries lie in an interval and use most of it."""
    numbers = [float(number) for number in tried(name, check)]
    return low <= min(numbers) and max(numbers) <= high and np.ptp(numbers) >= share * (high - low)


def decade_below(number: float) -> float:
    """Return the power of ten at or below a number."""
    return float(10.0 ** floor(log10(number)))


def default(name: str, parameter: str) -> Any:
    """Return what a function takes for a parameter that is not given."""
    reference = next(exercise for exercise in exercises.ALL if exercise.name == name).reference
    return inspect.signature(reference).parameters[parameter].default


@cache
def deep_factor(n: int) -> float:
    """Return the most that layer n leaves of dy/dx, over positive weights and the inputs of the widget."""
    w, x = np.meshgrid(np.arange(0.05, 12.05, 0.05), np.arange(-3.0, 3.05, 0.05))
    for _ in range(n - 1):
        x = sigmoid(w * x)
    return float((w * sigmoid_prime(w * x)).max())
