"""A check of one exercise that is changed for one course: its exercise set is a file beside the configuration."""

from __future__ import annotations

from pathlib import Path

from autograder.course.course import CONFIG
from vanishing_gradients import ASSIGNMENT, EXERCISES

CHANGED = "sigmoid_second"
"""The exercise with the changed check."""
VERSION = EXERCISES[CHANGED].version
TOO_STRICT = 0.0
"""A mistake of the teacher's: nothing but exact equality passes."""
CHANGED_SET = """
from dataclasses import replace

from vanishing_gradients import EXERCISES as ORIGINAL

gate, *others = ORIGINAL["{exercise}"].checks


def sample(rng):
    return gate.sample(rng)


checks = (replace(gate, sample=sample, rtol={rtol}), *others)
changed = replace(ORIGINAL["{exercise}"], checks=checks, version={version})
EXERCISES = replace(
    ORIGINAL, exercises=tuple(changed if one.name == changed.name else one for one in ORIGINAL.exercises)
)
"""


def change_check(course: Path, *, rtol: float, version: int = VERSION) -> None:
    """Give the course its own exercise set, in a file beside the configuration, with a changed check."""
    module = f"changed_{version}"
    text = CHANGED_SET.format(exercise=CHANGED, rtol=rtol, version=version)
    (course / f"{module}.py").write_text(text)
    with (course / CONFIG).open("a") as config:
        config.write(f'c.Autograder.exercise_sets = {{"{ASSIGNMENT}": "{module}:EXERCISES"}}\n')
