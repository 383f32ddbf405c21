"""Known answers, handed in: each mistake is caught and named, each right variant is right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from autograder.content import Exercise, ExerciseSet, Mistake, Values
from autograder.content.values import agrees, matches
from autograder.doctor.finding import Diagnosis, Finding, Findings
from autograder.doctor.own_check import OwnCheck, own_check
from autograder.judging.judge import Ruling, judge
from autograder.judging.local import LocalCalls

SEEDS = (3, 14, 159)
"""Each answer meets the inputs of three students."""
VARIANTS_LEAST = 5
"""Right variants that must be known of a main exercise."""


def rulings(exercises: ExerciseSet, name: str, function: Callable[..., Any]) -> Iterator[Ruling]:
    """Yield the judge's ruling on a function for each of the seeds."""
    for seed in SEEDS:
        yield judge(exercises, name, LocalCalls({name: function}), np.random.SeedSequence(seed))


def mistakes(package: Path | None, diagnosis: Diagnosis) -> Findings:
    """Yield what is not right with the catalogue of mistakes.

    Parameters
    ----------
    package
        Folder of the students' package, whose check must name them too; None if there is none.
    """
    check = own_check(package)
    for exercise in diagnosis.exercises.values():
        for mistake in diagnosis.exercises.mistakes_of(exercise.name):
            diagnosis.counts["formulas of mistakes"] += 1
            yield from _mistake(exercise, mistake, check, diagnosis)
    diagnosis.counts["mistakes"] = len(diagnosis.named)


def _mistake(exercise: Exercise, mistake: Mistake, check: OwnCheck | None, diagnosis: Diagnosis) -> Findings:
    exercises = diagnosis.exercises
    for ruling in rulings(exercises, exercise.name, mistake.wrong):
        if ruling.score >= exercise.points:
            yield Finding(
                mistake.id,
                "it scores full marks.",
                "Sample inputs on which it shows, or take it out: it is right.",
            )
            return
        if ruling.mistake != mistake.id:
            named = ruling.mistake or "nothing"
            yield Finding(
                mistake.id,
                f"the judge names {named} instead ({mistake.evidence})",
                "Sample inputs that tell the two apart, or give them one id.",
            )
            return
    slip = (exercise.name, mistake.slip)
    if check is None or not check.compares(exercise):
        diagnosis.named.setdefault(slip, "judge")
        return
    passes, said = check.finds(exercise, mistake.wrong)
    if passes:
        yield Finding(
            mistake.id,
            "it loses marks, and the students' own check praises it.",
            "Give the check that it fails `public` inputs, or a property that students may try (`Shared`).",
        )
    elif _hint(exercises, mistake) in said:
        diagnosis.named[slip] = "both"
    else:
        yield Finding(
            mistake.id,
            "the students' own check does not name it.",
            f"Run `autograder release {exercises.assignment}`, then look at its inputs.",
        )


def _hint(exercises: ExerciseSet, mistake: Mistake) -> str:
    """Return the first hint of a mistake; one without words is a finding of its own."""
    try:
        return exercises.hints.first(mistake.id)
    except KeyError:
        return ""


def variants(package: Path | None, diagnosis: Diagnosis) -> Findings:
    """Yield right variants that lose a mark, and main functions with too few of them."""
    check = own_check(package)
    for exercise in diagnosis.exercises.values():
        known = diagnosis.exercises.variants_of(exercise.name)
        if exercise.main and len(known) < VARIANTS_LEAST:
            yield Finding(
                exercise.name,
                f"only {len(known)} right variants are known.",
                f"Write at least {VARIANTS_LEAST} of it.",
            )
        for variant in known:
            diagnosis.counts["right variants"] += 1
            for ruling in rulings(diagnosis.exercises, exercise.name, variant.right):
                if ruling.outcome != "correct":
                    yield Finding(
                        f"{exercise.name} ({variant.style})",
                        f"a right answer loses marks. {ruling.reason}",
                        "Loosen the check, or take the variant out: it is wrong.",
                    )
                    break
            if check is None or not check.compares(exercise):
                continue
            passes, said = check.finds(exercise, variant.right)
            if not passes:
                yield Finding(
                    f"{exercise.name} ({variant.style})",
                    f"the students' own check refuses a right answer: {said[:200]}",
                    "Look at the digits that it compares, and at the properties that it tries.",
                )


def zeros(diagnosis: Diagnosis) -> Findings:
    """Yield exercises that accept 0 although something else is right, as a comparison by np.isclose would."""
    for exercise in diagnosis.exercises.values():
        for check in exercise.checks:
            if not isinstance(check, Values):
                continue
            for seed in SEEDS:
                for args in check.sample(np.random.default_rng(seed)):
                    right = exercise.reference(*args)
                    diagnosis.counts["values held against 0"] += 1
                    if not matches(right, _zeroed(right)) and agrees(
                        right, _zeroed(right), check.rtol, check.atol
                    ):
                        yield Finding(
                            exercise.name,
                            f"0 counts as right ({check.title}).",
                            "Compare relative to the value.",
                        )


def _zeroed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _zeroed(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(_zeroed(inner) for inner in value)
    return np.asarray(value) * 0.0
