"""Wrong answers for logarithms of dy/dx and the depth at which floats end."""

from __future__ import annotations

from autograder.mistakes.base import Mistake

MISTAKES: tuple[Mistake, ...] = ()
