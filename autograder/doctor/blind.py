"""Blind answers: without the work nothing may be earned, however the inputs fall."""

from __future__ import annotations

import copy
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import comb
from typing import Any

import numpy as np

from autograder.content import Args, Exercise, Values
from autograder.content.values import agrees, leaves
from autograder.doctor.finding import Diagnosis, Finding, Findings
from autograder.doctor.guesses import Guess, guesses

DRAWS = 200
"""Students whose inputs each blind answer meets."""
RARE = 1e-6
"""How unlikely more passes than are allowed may be, if the check states its chance rightly."""


def gate_of(exercise: Exercise) -> Values | None:
    """Return the check without which nothing is earned; None if no inputs are sampled for it.

    The answer to an exercise without arguments is a constant, so a constant is no blind answer to it.
    """
    gate = exercise.checks[0]
    return gate if isinstance(gate, Values) and any(gate.sample(np.random.default_rng(0))) else None


def most(chance: float, draws: int = DRAWS) -> int:
    """Return how often an answer may pass that passes each draw with this chance."""
    passed, total = -1, 0.0
    while total < 1.0 - RARE:
        passed += 1
        total += comb(draws, passed) * chance**passed * (1.0 - chance) ** (draws - passed)
    return passed


@dataclass(frozen=True)
class Draw:
    """The inputs of one student at the gate of an exercise, and the right results."""

    inputs: list[Args]
    right: list[Any]

    @classmethod
    def of(cls, exercise: Exercise, gate: Values, seed: int) -> Draw:
        """Sample them."""
        inputs = list(gate.sample(np.random.default_rng(seed)))
        with np.errstate(all="ignore"):
            return cls(inputs, [exercise.reference(*copy.deepcopy(args)) for args in inputs])


def blind(diagnosis: Diagnosis) -> Findings:
    """Yield the exercises whose gate a guess passes more often than by the chance that the gate states.

    A guess is held against each number or array of the result by itself: an answer may use another guess for
    each of them, and knows the form of the result.
    """
    for exercise in diagnosis.exercises.values():
        gate = gate_of(exercise)
        if gate is None:
            continue
        first = Draw.of(exercise, gate, 0)
        passed: dict[str, Counter[str]] = defaultdict(Counter)
        for seed in range(1, DRAWS + 1):
            diagnosis.counts["draws met by blind answers"] += 1
            for path, whats in _passing(exercise, gate, Draw.of(exercise, gate, seed), first).items():
                passed[path].update(whats)
        best = {path: counts.most_common(1)[0] if counts else ("", 0) for path, counts in passed.items()}
        times = min(times for _, times in best.values())
        if times > most(gate.chance):
            answer = ", ".join(dict.fromkeys(what for what, _ in best.values()))
            yield Finding(
                exercise.name,
                f"{answer} passes {gate.title!r} at {times} of {DRAWS} draws.",
                "Sample inputs that no guess fits, or state the `chance` of one.",
            )


def _passing(exercise: Exercise, gate: Values, draw: Draw, first: Draw) -> dict[str, list[str]]:
    """Return which guesses, the simplest first, are right at every call: for each part of the result."""
    standing: dict[str, list[str]] = {}
    for place, args in enumerate(draw.inputs):
        hopes = {what for whats in standing.values() for what in whats} if place else None
        known = [
            *guesses(list(exercise.named(args)), args),
            *_from_another_student(first, place),
            *_ignoring(exercise, args, first, hopes),
        ]
        for path, want in leaves(draw.right[place]):
            among = [guess for guess in known if path not in standing or guess[0] in standing[path]]
            standing[path] = [what for what, guess in among if _fits(gate, path, want, guess)]
    return standing


def _from_another_student(first: Draw, place: int) -> Iterator[Guess]:
    """Yield what was right for another student."""
    yield "what was right at the same call of another student", first.right[place % len(first.right)]
    for number, right in enumerate(first.right):
        yield f"what was right at call {number} of another student", right


def _ignoring(exercise: Exercise, args: Args, first: Draw, hopes: set[str] | None) -> Iterator[Guess]:
    """Yield right results for arguments of which one is always the same; only `hopes`, if there are any."""
    for position, name in enumerate(exercise.named(args)):
        for number in sorted({0, len(first.inputs) - 1}):
            what = f"an answer with {name} of call {number} for every {name}"
            if hopes is not None and what not in hopes:
                continue
            try:
                exchanged = (*args[:position], first.inputs[number][position], *args[position + 1 :])
                with np.errstate(all="ignore"):
                    right = exercise.reference(*copy.deepcopy(exchanged))
            except Exception:  # noqa: S112 -- whatever a reference raises at arguments that do not go together
                continue
            yield what, right


def _fits(gate: Values, path: str, want: np.ndarray, guess: Any) -> bool:
    """Return whether a guess is right: one number for all, numbers of the same form, or of the same count."""
    if isinstance(guess, dict | tuple | list):
        have = next((array for inner, array in leaves(guess) if inner == path), None)
    else:
        have = np.asarray(guess)
    if have is None or have.size not in (1, want.size):
        return False
    have = np.broadcast_to(have.ravel(), (want.size,)).reshape(want.shape)
    return agrees(want, have, gate.rtol, gate.atol)
