"""Wrong answers for derivatives without a formula: differences, the complex step, their errors."""

from __future__ import annotations

from autograder.mistakes.base import Mistake

MISTAKES: tuple[Mistake, ...] = ()
