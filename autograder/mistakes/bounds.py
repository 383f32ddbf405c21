"""Wrong answers for the ceiling of dy/dx, its logarithm, and the biases that reach it."""

from __future__ import annotations

from autograder.mistakes.base import Mistake

MISTAKES: tuple[Mistake, ...] = ()
