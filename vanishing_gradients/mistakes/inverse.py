"""Wrong answers for the place with a given slope."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from autograder.content import Mistake
from vanishing_gradients.mistakes.base import quiet, sigma, slope

if TYPE_CHECKING:
    from collections.abc import Callable


def _place(s: float) -> float:
    """Return the right place, from sinh^2(z/2) = (1/4 - s)/s."""
    return float(2 * np.arcsinh(np.sqrt((0.25 - s) / np.float64(s))))


def _root(s: float) -> float:
    return float(np.sqrt(1 - 4 * s))


def _wrong_root(s: float) -> float:
    root = np.sqrt(1 - np.float64(s))
    return float(np.log((1 + root) / (1 - root)))


_ROWS: tuple[tuple[str, str, Callable[[float], float]], ...] = (
    (
        "height_inverted",
        "The place where the height is s: the inverse of sigma, not of sigma'.",
        lambda s: float(np.log(s) - np.log1p(-s)),
    ),
    (
        "height_inverted",
        "The absolute value of the place where the height is s.",
        lambda s: float(np.log1p(-s) - np.log(s)),
    ),
    ("height_for_place", "The height with slope s, right of 0.", lambda s: (1 + _root(s)) / 2),
    ("height_for_place", "The height with slope s, left of 0.", lambda s: (1 - _root(s)) / 2),
    ("left_place", "The place left of 0.", lambda s: -_place(s)),
    ("far_out_rule", "-log(s): nearly right for tiny slopes only.", lambda s: float(-np.log(s))),
    ("forwards", "The slope at the place s.", lambda s: float(slope(s))),
    ("forwards", "The height at the place s.", lambda s: float(sigma(s))),
    ("quadratic_slip", "sqrt(1 - s) stands for sqrt(1 - 4s).", _wrong_root),
    ("half_way", "Half the right place.", lambda s: _place(s) / 2),
    ("other_log", "The logarithm to base 10.", lambda s: _place(s) / float(np.log(10))),
    ("other_log", "The logarithm to base 2.", lambda s: _place(s) / float(np.log(2))),
    ("search_at_end", "0, where a search began.", lambda s: 0.0 * s),
    *(
        ("search_at_end", f"{end}, where a search began.", lambda s, end=end: end + 0.0 * s)
        for end in (10, 20, 30, 40, 50, 60, 100, 200, 500, 700, 1000)
    ),
    *(
        (
            "bracket_too_short",
            f"A search that stops at z = {end}.",
            lambda s, end=end: min(_place(s), float(end)),
        )
        for end in (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 16, 20, 25)
    ),
)

MISTAKES = tuple(Mistake(f"z_with_slope.{slip}", "z_with_slope", quiet(f), said) for slip, said, f in _ROWS)
