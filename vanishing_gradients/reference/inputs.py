"""What the reference functions accept: one number, one vector, one chain; for every module beside it."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

Vector = NDArray[np.float64]
"""Float64 numbers in an array."""


def real_array(name: str, value: ArrayLike) -> Vector:
    """Turn `value` into a new float64 array of any shape.

    Parameters
    ----------
    name : str
        What the number is called in the error message.
    value : array_like
        Real numbers; infinities and NaN pass.

    Returns
    -------
    ndarray of float64
        A copy, so that nothing done to it reaches the caller.

    Raises
    ------
    ValueError
        If `value` is complex, ragged, or no number at all.
    """
    if np.iscomplexobj(value):
        raise ValueError(f"{name} must be real, got complex numbers.")
    try:
        return np.array(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} must consist of real numbers of one regular shape.") from error


def number(name: str, value: ArrayLike) -> float:
    """Turn `value` into one finite float, or raise ValueError."""
    array = real_array(name, value)
    if array.ndim != 0 or not np.isfinite(array):
        raise ValueError(f"{name} must be one finite number.")
    return float(array)


def vector(name: str, value: ArrayLike) -> Vector:
    """Turn `value` into a finite float64 array of shape (n,), n >= 1, or raise ValueError."""
    array = real_array(name, value)
    if array.ndim != 1 or array.size == 0:
        raise ValueError(
            f"{name} must be one-dimensional with at least one entry, got the shape {array.shape}."
        )
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite, got NaN or an infinity.")
    return array


def chain(x: ArrayLike, w: ArrayLike, b: ArrayLike | None) -> tuple[float, Vector, Vector]:
    """Turn the data of a chain into `(x, w, b)`, with zeros for absent biases, or raise ValueError."""
    start, weights = number("x", x), vector("w", w)
    if b is None:
        return start, weights, np.zeros_like(weights)
    biases = vector("b", b)
    if biases.size != weights.size:
        raise ValueError(
            f"b must have as many entries as w, got {biases.size} biases for {weights.size} weights."
        )
    return start, weights, biases


def depth(name: str, value: int) -> int:
    """Turn a count of layers or steps into an int >= 1, or raise ValueError."""
    if isinstance(value, bool) or not math.isfinite(value) or int(value) != value or value < 1:
        raise ValueError(f"{name} must be a whole number, at least 1.")
    return int(value)
