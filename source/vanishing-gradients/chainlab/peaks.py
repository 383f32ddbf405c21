"""Curves whose peak may be narrower than any even grid: where to sample them, and how long they stay high."""

from typing import NamedTuple

import numpy as np


class Detail(NamedTuple):
    """How closely a peak is looked at.

    Parameters
    ----------
    first : int
        Samples of the even grid at the beginning.
    rounds : int
        How many finer grids there are at most.
    fine : int
        Samples of each finer grid, which reaches from one neighbour of the peak to the other.
    narrowest, flat : float
        No finer grid if the neighbours are nearer than `narrowest`, or higher than this share of the peak.
    nearest : float
        Nearest samples at the end, in units of the distance of the neighbours.
    least, decade : int
        Samples on either side of the peak at the end: some, and more for each power of ten of distances.
    """

    first: int
    rounds: int
    fine: int
    narrowest: float
    flat: float
    nearest: float
    least: int
    decade: int


FIGURE = Detail(401, 25, 21, 1e-13, 0.99, 1.0, 0, 60)
WIDGET = Detail(101, 12, 11, 1e-12, 0.9, 0.5, 12, 14)
"""Coarser: a slider calls the student's functions often."""


def sampled(size_at, low, high, detail):
    """Return positions and sizes, dense around the largest.

    Parameters
    ----------
    size_at : function
        The size at a position.
    low, high : float
        Where the positions begin and end.
    detail : Detail
        How dense they are.
    """
    x = np.linspace(low, high, detail.first)
    sizes = np.array([size_at(at) for at in x.tolist()])
    left = right = None
    for _ in range(detail.rounds):
        k = min(max(int(np.argmax(sizes)), 1), len(x) - 2)
        left, right = float(x[k - 1]), float(x[k + 1])
        if right - left < detail.narrowest or sizes[k - 1 : k + 2].min() > detail.flat * sizes.max():
            break
        x, sizes = _with(x, sizes, np.linspace(left, right, detail.fine)[1:-1], size_at)
    peak = float(x[np.argmax(sizes)])
    # Away from the peak the distances grow step by step, so that every width of a hill is seen.
    decades = np.log10((high - low) / (right - left))
    count = max(2, detail.least + int(detail.decade * decades))
    reach = np.geomspace(detail.nearest * (right - left), high - low, count)
    around = np.concatenate([peak - reach, peak + reach])
    return _with(x, sizes, around[(around > low) & (around < high)], size_at)


def _with(x, sizes, more, size_at):
    new = np.setdiff1d(more, x)
    x, sizes = np.append(x, new), np.append(sizes, [size_at(at) for at in new.tolist()])
    order = np.argsort(x)
    return x[order], sizes[order]


def length(x, sizes, level):
    """Return the length on which straight lines between the samples are at least as high as a level."""
    low, high = np.minimum(sizes[1:], sizes[:-1]), np.maximum(sizes[1:], sizes[:-1])
    share = np.divide(high - level, high - low, out=(low >= level).astype(float), where=high > low)
    return float(np.sum(np.diff(x) * np.clip(share, 0.0, 1.0)))
