"""What each exercise asks: one module a notebook."""

from __future__ import annotations

from autograder.exercises import notebook1, notebook2, notebook3, notebook4, notebook5
from autograder.exercises.base import Args, Ask, Exercise, Property, Rng, Values

ASSIGNMENT = "vanishing-gradients"
NOTEBOOKS = (notebook1, notebook2, notebook3, notebook4, notebook5)
EXERCISES: dict[str, Exercise] = {e.name: e for notebook in NOTEBOOKS for e in notebook.EXERCISES}
"""Every exercise by the name of its function."""

__all__ = ["ASSIGNMENT", "EXERCISES", "Args", "Ask", "Exercise", "Property", "Rng", "Values"]
