"""What a course brings to the grader: exercises with their checks, mistakes, hints, variants, rubrics.

A course's package imports this one and nothing else of the grader; `ExerciseSet` is the seam between them.
"""

from __future__ import annotations

from autograder.coach.inputs import spelled
from autograder.coach.properties import alike, is_quiet, keeps_input, refuses, takes_lists
from autograder.content.calls import Call, CallError, Raised
from autograder.content.exercise import RTOL, Args, Exercise, Form, Property, Rng, Shared, Values
from autograder.content.exercise_set import ExerciseSet
from autograder.content.hints import Hints
from autograder.content.marking_aids import RubricNumber, Sample
from autograder.content.mistake import Mistake
from autograder.content.rubric import Anchor, Rubric, RubricLine
from autograder.content.slip import JudgedCall, Slip
from autograder.content.statements import Reading, Statement, Statements
from autograder.content.values import agrees
from autograder.content.variant import Variant, Variants

__all__ = [
    "RTOL",
    "Anchor",
    "Args",
    "Call",
    "CallError",
    "Exercise",
    "ExerciseSet",
    "Form",
    "Hints",
    "JudgedCall",
    "Mistake",
    "Property",
    "Raised",
    "Reading",
    "Rng",
    "Rubric",
    "RubricLine",
    "RubricNumber",
    "Sample",
    "Shared",
    "Slip",
    "Statement",
    "Statements",
    "Values",
    "Variant",
    "Variants",
    "agrees",
    "alike",
    "is_quiet",
    "keeps_input",
    "refuses",
    "spelled",
    "takes_lists",
]
