"""Samples inputs on which wrong answers show: chains that are neither symmetric nor saturated."""

from __future__ import annotations

import numpy as np

from autograder.content import Args, Rng

Z_MAX = 12.0
"""Largest |z| in a sampled chain: beyond it `a * (1 - a)`, a right answer, loses its last digits."""

SIGNS = np.array([-1.0, 1.0])


def away_from_zero(rng: Rng, low: float, high: float, size: int) -> np.ndarray:
    """Return `size` numbers of either sign with low <= |number| <= high."""
    signs = SIGNS[rng.integers(0, 2, size)]
    numbers: np.ndarray = rng.uniform(low, high, size) * signs
    return numbers


def chain(rng: Rng, n: int, *, biases: bool = False) -> Args:
    """Sample (x, w) or (x, w, b) for a chain of n units.

    x and the weights stay away from 0 and 1, at least one weight is negative if n > 1, and neighbours differ,
    so that a wrong formula cannot agree by symmetry.
    """
    while True:
        x = float(away_from_zero(rng, 0.4, 2.5, 1)[0])
        w = away_from_zero(rng, 0.5, 3.2, n)
        clear = np.all(np.abs(np.abs(w) - 1.0) > 0.1) and abs(abs(x) - 1.0) > 0.1
        mixed = n == 1 or (w.min() < 0 and np.all(np.abs(np.diff(np.abs(w))) > 0.1))
        if clear and mixed and abs(w[0] * x) <= Z_MAX - 1.5:
            return (x, w, away_from_zero(rng, 0.2, 1.5, n)) if biases else (x, w)


def chains(rng: Rng, lengths: tuple[int, ...], *, biases: bool = False) -> list[Args]:
    """Sample one chain for each length."""
    return [chain(rng, n, biases=biases) for n in lengths]
