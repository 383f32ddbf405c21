"""Gradient descent on a chain, with places for slips: in each step, and in what is recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from vanishing_gradients.mistakes.base import Vector, sigma, slope


@dataclass(frozen=True)
class Task:
    """What is asked for: the start, the samples, the learning rate and the number of steps."""

    w: Vector
    b: Vector
    inputs: Vector
    targets: Vector
    rate: float
    steps: int

    @property
    def m(self) -> int:
        """Number of samples."""
        return len(self.inputs)


@dataclass(frozen=True)
class Batch:
    """All samples in one chain: a row for each unit, a column for each sample."""

    w: Vector
    b: Vector
    a: Vector
    slopes: Vector
    miss: Vector

    @classmethod
    def of(cls, task: Task, w: Vector, b: Vector) -> Batch:
        """Run the forward pass for each sample."""
        a = np.empty((len(w) + 1, task.m))
        slopes = np.empty((len(w), task.m))
        a[0] = task.inputs
        for i in range(len(w)):
            z = w[i] * a[i] + b[i]
            a[i + 1], slopes[i] = sigma(z), slope(z)
        return cls(w, b, a, slopes, a[-1] - task.targets)

    @property
    def n(self) -> int:
        """Number of units."""
        return len(self.w)

    @property
    def m(self) -> int:
        """Number of samples."""
        return len(self.miss)

    @property
    def y(self) -> Vector:
        """Output for each sample."""
        return np.asarray(self.a[-1])

    @property
    def by_bias(self) -> Vector:
        """dy/db_i of each sample."""
        back, result = np.ones(self.m), np.empty_like(self.slopes)
        for i in reversed(range(self.n)):
            result[i] = back * self.slopes[i]
            back = result[i] * self.w[i]
        return result

    @property
    def by_weight(self) -> Vector:
        """dy/dw_i of each sample."""
        return np.asarray(self.a[:-1] * self.by_bias)


Step = tuple[Vector, Vector]
"""What is taken off w and off b."""
Move = Callable[[Task, Batch], Step]
Factors = Callable[[Batch], Any]
"""By what each sample's derivatives are multiplied, before the sum and the learning rate."""
Note = Callable[[Batch], Any]
History = dict[str, Any]


def loss(c: Batch) -> float:
    """Return the mean of the squared misses."""
    return float(np.mean(c.miss**2))


def right_factors(c: Batch) -> Vector:
    """Return the derivative of the loss by each sample's y."""
    return np.asarray(2 * c.miss / c.m)


def descend(task: Task, move: Move, note: Note = loss) -> History:
    """Return the history of a descent; `move` gives each step, `note` each recorded loss."""
    w, b = task.w, task.b
    losses, on_w, on_b = [], [], []
    for _ in range(task.steps + 1):
        batch = Batch.of(task, w, b)
        losses.append(note(batch))
        on_w.append(w)
        on_b.append(b)
        off_w, off_b = move(task, batch)
        w, b = w - off_w, b - off_b
    return {"loss": np.array(losses), "w": np.array(on_w), "b": np.array(on_b)}


def along(task: Task, batch: Batch, factors: Any) -> Step:
    """Return the step with a factor for each sample, or one for all."""
    each = task.rate * np.broadcast_to(factors, batch.miss.shape)
    return batch.by_weight @ each, batch.by_bias @ each


def right_move(task: Task, batch: Batch) -> Step:
    """Return the step that was asked for."""
    return along(task, batch, right_factors(batch))
