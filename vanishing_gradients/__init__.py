"""The course "Vanishing gradients": all that the grader knows of it, in one `ExerciseSet`."""

from __future__ import annotations

from pathlib import Path

from autograder.content import ExerciseSet, Rubric
from vanishing_gradients import exercises, mistakes, variants
from vanishing_gradients.giveaways import GIVEAWAYS
from vanishing_gradients.slips import SLIPS
from vanishing_gradients.statements import STATEMENTS

ASSIGNMENT = "vanishing-gradients"

EXERCISES = ExerciseSet(
    assignment=ASSIGNMENT,
    exercises=exercises.ALL,
    mistakes=mistakes.ALL,
    slips=SLIPS,
    hints=mistakes.HINTS,
    variants=variants.ALL,
    rubrics=Rubric.read(Path(__file__).with_name("rubrics").glob("*.toml")),
    statements=STATEMENTS,
    student_package="chainlab",
    figure_tag="figure",
    identities=Path(__file__).with_name("identities.py"),
    welcome=Path(__file__).with_name("welcome") / "00-start-here.ipynb",
    giveaways=GIVEAWAYS,
)
"""What `autograder` finds under the name of the assignment."""
