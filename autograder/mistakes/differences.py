"""Wrong answers for derivatives without a formula: differences, the complex step, the error that compares them."""

from __future__ import annotations

from autograder.mistakes.base import Mistake

MISTAKES: tuple[Mistake, ...] = ()
