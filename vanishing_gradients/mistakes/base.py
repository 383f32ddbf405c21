"""What wrong formulas share: quiet warnings, the sigmoid, and a chain with all its values to pick from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.content import Mistake

Vector = NDArray[np.float64]


def quiet(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function with its floating-point warnings switched off."""

    def silent(*args: Any) -> Any:
        with np.errstate(all="ignore"):
            return function(*args)

    return silent


def sigma(z: ArrayLike) -> Vector:
    """Return the sigmoid; it takes infinities and NaN as they come."""
    z = np.asarray(z, dtype=np.float64)
    return np.asarray(np.exp(np.minimum(z, 0.0)) / (1.0 + np.exp(-np.abs(z))))


def slope(z: ArrayLike) -> Vector:
    """Return the slope of the sigmoid, right far out too."""
    e = np.exp(-np.abs(np.asarray(z, dtype=np.float64)))
    return np.asarray(e / (1.0 + e) ** 2)


@dataclass(frozen=True)
class Chain:
    """A chain with all its values, for wrong formulas to pick from.

    Parameters
    ----------
    x, w, b
        Input, weights, biases (zeros if there are none).
    z, a
        Pre-activations, shape (n,); activations, shape (n + 1,), a[0] = x.
    """

    x: float
    w: Vector
    b: Vector
    z: Vector
    a: Vector

    @classmethod
    def of(cls, x: float, w: ArrayLike, b: ArrayLike | None = None) -> Chain:
        """Run the forward pass."""
        weights = np.asarray(w, dtype=np.float64)
        biases = np.zeros_like(weights) if b is None else np.asarray(b, dtype=np.float64)
        z, a = np.empty(len(weights)), np.empty(len(weights) + 1)
        a[0] = x
        for i, (weight, bias) in enumerate(zip(weights.tolist(), biases.tolist(), strict=True)):
            z[i] = weight * a[i] + bias
            a[i + 1] = sigma(z[i])
        return cls(float(x), weights, biases, z, a)

    @property
    def n(self) -> int:
        """Number of units."""
        return len(self.w)

    @property
    def slopes(self) -> Vector:
        """Slope of each unit at its own pre-activation."""
        return slope(self.z)

    @property
    def links(self) -> Vector:
        """Weight times slope, for each unit."""
        return self.w * self.slopes


Row = tuple[str, str, Callable[[Chain], Any]]
"""(slip, evidence, wrong formula on a chain)."""


def on_chains(exercise: str, rows: Iterable[Row]) -> tuple[Mistake, ...]:
    """Return the mistakes of a table whose formulas take a `Chain`."""
    return tuple(Mistake(f"{exercise}.{slip}", exercise, _chained(f), said) for slip, said, f in rows)


def _chained(formula: Callable[[Chain], Any]) -> Callable[..., Any]:
    @quiet
    def wrong(x: float, w: ArrayLike, b: ArrayLike | None = None) -> Any:
        return formula(Chain.of(x, w, b))

    return wrong
