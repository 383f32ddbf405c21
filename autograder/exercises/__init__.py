"""What each exercise asks: one module a notebook."""

from __future__ import annotations

from autograder.exercises import notebook1, notebook2
from autograder.exercises.base import Args, Ask, Exercise, Property, Rng, Values

ASSIGNMENT = "vanishing-gradients"
EXERCISES: dict[str, Exercise] = {e.name: e for e in (*notebook1.EXERCISES, *notebook2.EXERCISES)}
"""Every exercise by the name of its function."""

__all__ = ["ASSIGNMENT", "EXERCISES", "Args", "Ask", "Exercise", "Property", "Rng", "Values"]
