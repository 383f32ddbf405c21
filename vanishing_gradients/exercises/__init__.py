"""What each exercise asks: one module a notebook, in the order in which one builds on the other."""

from __future__ import annotations

from vanishing_gradients.exercises import notebook1, notebook2, notebook3, notebook4, notebook5

ALL = tuple(
    exercise
    for notebook in (notebook1, notebook2, notebook3, notebook4, notebook5)
    for exercise in notebook.EXERCISES
)
"""Every exercise of the course."""
