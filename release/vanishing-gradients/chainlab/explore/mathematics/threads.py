"""Numbers of the widget Threads: many inputs of one chain, followed through its layers."""

from typing import NamedTuple

import numpy as np

from ...drawing.base import run_forward

COUNT = 25
"""Inputs that are followed."""
REACHES = {"wide": (-2.0, 3.0), "middle": (0.0, 1.0), "near": (0.49, 0.51)}
"""Where the inputs begin and end."""
WEIGHTS, DEPTHS = (-12.0, 12.0), (1, 40)
APART, NEAR, BETWEEN = 0.25, 0.15, 3
"""Two bundles are at least so far apart, this share of it narrow, and leave out at most so many threads."""


class Look(NamedTuple):
    """Threads through a chain whose units share a weight and a bias.

    Parameters
    ----------
    w, b : float
        Weight and bias of every unit.
    a : array
        A row for each input, rising: its activations a_0 = x, a_1, ..., a_n.
    """

    w: float
    b: float
    a: np.ndarray

    def lengths(self):
        """Return how far the outer threads are apart after each layer, from 0."""
        return np.abs(self.a[-1] - self.a[0])

    def distinct(self):
        """Return how many different numbers the threads are after the last layer."""
        return len(np.unique(self.a[:, -1]))

    def bundles(self):
        """Return how many threads end with the first and how many with the last; None if they do not part."""
        end, length = self.a[:, -1], self.lengths()[-1]
        if length < APART:
            return None
        first, last = (int(np.sum(np.abs(end - end[k]) < NEAR * length)) for k in (0, -1))
        return (first, last) if len(end) - first - last <= BETWEEN else None


def look(forward, w, b, n, reach):
    """Return the threads.

    Parameters
    ----------
    forward : function
        The student's chain_forward.
    w, b : float
        Weight and bias of every unit.
    n : int
        Number of units.
    reach : str
        One of `REACHES`.
    """
    weights, biases = [w] * n, [b] * n if b else None
    inputs = np.linspace(*REACHES[reach], COUNT).tolist()
    return Look(w, b, np.array([run_forward(forward, x, weights, biases)[1] for x in inputs]))
