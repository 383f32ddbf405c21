"""Wrong answers for gradient descent on a chain."""

from __future__ import annotations

from autograder.mistakes.base import Mistake

MISTAKES: tuple[Mistake, ...] = ()
