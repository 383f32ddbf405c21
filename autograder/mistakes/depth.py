"""Wrong answers for what depth does: the decay curve, the fixed point, the rate and the window."""

from __future__ import annotations

from autograder.mistakes.base import Mistake

MISTAKES: tuple[Mistake, ...] = ()
