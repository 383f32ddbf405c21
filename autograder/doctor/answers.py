"""Known answers, handed in: each mistake is caught and named, each right variant is right."""

from __future__ import annotations

import contextlib
import inspect
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from autograder.content import Exercise, ExerciseSet, Mistake, Values
from autograder.content.values import agrees, matches
from autograder.course import student_package
from autograder.doctor.finding import Diagnosis, Finding, Findings
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


def mistakes(lab: Path, diagnosis: Diagnosis) -> Findings:
    """Yield what is not right with the catalogue of mistakes."""
    for exercise in diagnosis.exercises.values():
        for mistake in diagnosis.exercises.mistakes_of(exercise.name):
            diagnosis.counts["formulas of mistakes"] += 1
            yield from _mistake(exercise, mistake, lab, diagnosis)
    diagnosis.counts["mistakes"] = len(diagnosis.named)


def _mistake(exercise: Exercise, mistake: Mistake, lab: Path, diagnosis: Diagnosis) -> Findings:
    for ruling in rulings(diagnosis.exercises, exercise.name, mistake.wrong):
        if ruling.score >= exercise.points:
            yield Finding(
                mistake.id,
                "it scores full marks.",
                "Draw inputs on which it shows, or take it out: it is right.",
            )
            return
        if ruling.mistake != mistake.id:
            named = ruling.mistake or "nothing"
            yield Finding(
                mistake.id,
                f"the judge names {named} instead ({mistake.evidence})",
                "Draw inputs that tell the two apart, or give them one id.",
            )
            return
    told = _told(lab, exercise.name, mistake.wrong)
    slip = (exercise.name, mistake.slip)
    if diagnosis.exercises.hints.first(mistake.id) in told:
        diagnosis.named[slip] = "both"
    elif _right_in_public(lab, exercise, mistake):
        diagnosis.named.setdefault(slip, "judge")
    else:
        yield Finding(
            mistake.id,
            "the students' own check does not name it.",
            "Run `make release`, then look at its inputs.",
        )


def _told(lab: Path, name: str, function: Callable[..., Any]) -> str:
    """Return all that a student's check says of a function."""
    with contextlib.redirect_stdout(io.StringIO()):
        return "\n".join(student_package.load("coach.findings", lab).examine(name, function).sentences)


def _right_in_public(lab: Path, exercise: Exercise, mistake: Mistake) -> bool:
    """Return whether a mistake does not show on the inputs of the students' own check."""
    entry = student_package.load("coach.findings", lab).book()["exercises"][exercise.name]
    if "form" in entry:
        return True
    rtol, atol = exercise.tolerance
    for stored in entry["inputs"]:
        args = tuple(map(student_package.load("coach.inputs", lab).argument, stored))
        if not agrees(exercise.reference(*args), mistake.wrong(*args), max(rtol, 1e-5), atol):
            return False
    return True


def variants(lab: Path, diagnosis: Diagnosis) -> Findings:
    """Yield right variants that lose a mark, and main functions with too few of them."""
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
            if "form" not in student_package.load("coach.findings", lab).book()["exercises"][exercise.name]:
                told = _told(lab, exercise.name, variant.right)
                if student_package.load("coach.words", lab).PRAISE.format(name=exercise.name) not in told:
                    yield Finding(
                        f"{exercise.name} ({variant.style})",
                        f"the students' own check refuses a right answer: {told[:200]}",
                        "Look at the digits that it compares.",
                    )


def zeros(diagnosis: Diagnosis) -> Findings:
    """Yield exercises that accept 0 where something else is right, as a comparison by np.isclose would."""
    for exercise in diagnosis.exercises.values():
        for check in exercise.checks:
            if not isinstance(check, Values):
                continue
            for seed in SEEDS:
                for args in check.draw(np.random.default_rng(seed)):
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


def borrowed(lab: Path, diagnosis: Diagnosis) -> Findings:
    """Yield helpers of the students' package that would be a full answer to an exercise."""
    for place, function in _callables(lab):
        diagnosis.counts["helpers handed in as answers"] += 1
        for exercise in diagnosis.exercises.values():
            with contextlib.redirect_stdout(io.StringIO()):
                ruling = judge(
                    diagnosis.exercises,
                    exercise.name,
                    LocalCalls({exercise.name: function}),
                    np.random.SeedSequence(SEEDS[0]),
                )
            if ruling.score >= exercise.points:
                yield Finding(
                    exercise.name,
                    f"{place} scores full marks.",
                    "Students hold it in their hands: take it out.",
                )


def _callables(lab: Path) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield every function and class that stands in the package's modules under a name without underscore."""
    for module in student_package.module_names(lab):
        loaded = student_package.load(module, lab)
        for name, value in list(vars(loaded).items()):  # a loaded submodule adds itself
            own = getattr(value, "__module__", "") == loaded.__name__ and not name.startswith("_")
            if own and (inspect.isfunction(value) or inspect.isclass(value)):
                yield f"{lab.name}.{module}.{name}", value
