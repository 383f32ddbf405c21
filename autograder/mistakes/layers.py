"""Wrong answers for the Jacobian of layers of many units and its singular values."""

from __future__ import annotations

from autograder.mistakes.base import Mistake

MISTAKES: tuple[Mistake, ...] = ()
