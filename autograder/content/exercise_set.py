"""What a course brings to one assignment, in one value: the seam between the grader and a course."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

from autograder.content.exercise import Exercise, Property, Shared, Values
from autograder.content.hints import Hints
from autograder.content.mistake import Mistake
from autograder.content.modules import modules_of
from autograder.content.rubric import Rubric
from autograder.content.slip import Slip
from autograder.content.statements import Statements
from autograder.content.variant import Variant

CHECK = "check_"
"""The test cell of the exercise `f` has the grade_id `check_f`."""


@dataclass(frozen=True, eq=False)
class ExerciseSet(Mapping[str, Exercise]):
    """The exercises of an assignment by the names of their functions, and all that is known of them.

    Parameters
    ----------
    assignment
        nbgrader's name of the assignment.
    exercises
        In order: an exercise builds on earlier ones alone.
    mistakes
        Known wrong answers.
    slips
        Slips of this course, beside the grader's general ones.
    hints
        The words for mistakes and slips.
    variants
        Right answers, written differently: none may ever lose a mark.
    rubrics
        What earns the points of the written answers.
    statements
        What the texts state in numbers, with the expressions that prove it.
    student_package
        Folder beside the notebooks that students import, such as "mylab"; "" if there is none.
    figure_tag
        The tag of cells that only draw, such as "figure": grading runs one only if its student changed it.
    welcome
        The notebook with which students begin: handed out beside those of the assignment, never graded.
    identities
        The module of `Shared` properties, which students get beside the coach; it imports numpy alone.
    giveaways
        Pieces of code or of formulas that would give an answer away if they stood in a hint.
    """

    assignment: str
    exercises: tuple[Exercise, ...]
    mistakes: tuple[Mistake, ...] = ()
    slips: tuple[Slip, ...] = ()
    hints: Hints = field(default_factory=lambda: Hints.read(()))
    variants: tuple[Variant, ...] = ()
    rubrics: tuple[Rubric, ...] = ()
    statements: Statements = field(default_factory=Statements)
    student_package: str = ""
    figure_tag: str = ""
    welcome: Path | None = None
    identities: Path | None = None
    giveaways: tuple[str, ...] = ()

    @cached_property
    def _by_name(self) -> dict[str, Exercise]:
        return {exercise.name: exercise for exercise in self.exercises}

    def __getitem__(self, name: str) -> Exercise:
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the set by its name, as functions are: its checks cannot leave their process."""
        if not self.exercises:
            return ExerciseSet, tuple(getattr(self, each.name) for each in fields(self))
        for module in modules_of(self):
            for name, value in vars(module).items():
                if value is self:
                    return _by_name, (module.__name__, name)
        raise TypeError(f"the exercise set of {self.assignment!r} is the value of no module")

    def of_check(self, grade_id: str, notebook: str) -> Exercise | None:
        """Return the exercise that a graded cell checks; None for any other cell."""
        if not grade_id.startswith(CHECK):
            return None
        exercise = self.get(grade_id.removeprefix(CHECK))
        return exercise if exercise is not None and exercise.notebook == notebook else None

    def mistakes_of(self, name: str) -> tuple[Mistake, ...]:
        """Return the known mistakes of an exercise."""
        return self._mistakes.get(name, ())

    @cached_property
    def _mistakes(self) -> dict[str, tuple[Mistake, ...]]:
        found: dict[str, tuple[Mistake, ...]] = {}
        for mistake in self.mistakes:
            found[mistake.exercise] = (*found.get(mistake.exercise, ()), mistake)
        return found

    def variants_of(self, name: str) -> tuple[Variant, ...]:
        """Return the known right variants of an exercise."""
        return tuple(variant for variant in self.variants if variant.exercise == name)

    def functions(self) -> Iterator[Callable[..., Any]]:
        """Yield the functions of the exercises, mistakes, slips and variants."""
        found: list[Any] = []
        for exercise in self.exercises:
            found += [exercise.reference, exercise.public]
            for check in exercise.checks:
                found += _functions_of(check)
        found += [mistake.wrong for mistake in self.mistakes]
        found += [slip.shows for slip in self.slips]
        found += [variant.right for variant in self.variants]
        yield from filter(inspect.isfunction, found)

    def prerequisites(self, name: str) -> set[str]:
        """Return all exercises that this one builds on, directly or not."""
        found: set[str] = set()
        for need in self[name].needs:
            found |= {need} | self.prerequisites(need)
        return found


def _functions_of(check: Values | Property) -> list[Any]:
    if isinstance(check, Values):
        return [check.sample, check.public]
    return [check.holds.test, check.holds.sample] if isinstance(check.holds, Shared) else [check.holds]


def _by_name(module: str, name: str) -> Any:
    return getattr(import_module(module), name)
