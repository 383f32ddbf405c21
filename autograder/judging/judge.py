"""The judge: samples inputs, calls the student's function, holds the reference, names the mistake."""

from __future__ import annotations

import contextlib
import copy
import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.box.calls import Calls
from autograder.coach.values import is_plain
from autograder.content import Exercise, ExerciseSet, Property, Rng, Values
from autograder.content.calls import CallError, Crashed, Missing, Raised, TimedOut, UnusableAnswerError
from autograder.content.values import agrees
from autograder.judging.naming import Named, name_mistake
from autograder.judging.probing import ignored_argument
from autograder.results.verdict import Outcome

VALUES_LARGEST = 1_000_000
PROPERTY_LARGEST = 1_000
"""Most numbers in a reply; a property broadcasts what it gets, so it takes fewer."""
NAMED_LARGEST = 100_000
"""Most items in all replies together that a mistake is looked for in: each candidate walks all of them."""


@dataclass(frozen=True)
class Ruling:
    """The judge's decision on one function."""

    outcome: Outcome
    score: float
    mistake: str | None
    evidence: str
    reason: str
    checks: tuple[tuple[str, bool], ...]


@dataclass
class _Call:
    """Calls the student's function for a check, and keeps every error for the outcome."""

    exercise: Exercise
    calls: Calls
    errors: list[tuple[type[CallError], str]] = field(default_factory=list)
    largest: int = VALUES_LARGEST

    def __call__(self, *args: Any, quiet: bool = False) -> Any:
        return self._call(args, quiet=quiet)

    def keeps_input(self, *args: Any) -> bool:
        _, after = self._call(copy.deepcopy(args), echo=True)
        return isinstance(after, tuple) and len(after) == len(args) and all(map(_same, args, after))

    def each(self, inputs: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        """Yield the value of each call, or its error; an error that stops the notebook is raised."""
        try:
            yield from map(self._recorded, self.calls.call_each(self.exercise.name, inputs))
        except CallError as error:
            self._recorded(error)
            raise

    def _call(self, args: tuple[Any, ...], *, quiet: bool = False, echo: bool = False) -> Any:
        try:
            reply = self._recorded(self.calls.call(self.exercise.name, args, quiet=quiet, echo=echo))
        except CallError as error:
            self._recorded(error)
            raise
        if isinstance(reply, UnusableAnswerError):
            # A new one: with a traceback the reply would hold this frame, which holds the reply.
            raise UnusableAnswerError(str(reply))
        return reply

    def _recorded(self, reply: Any) -> Any:
        if not isinstance(reply, CallError) and _size(reply) > self.largest:
            reply = UnusableAnswerError("the function returned far more numbers than were asked for")
        if isinstance(reply, CallError):
            # Not the error itself: its traceback holds every reply, however large, that led to it.
            self.errors.append((type(reply), str(reply)))
        return reply


def _size(value: Any) -> int:
    """Return how many numbers and containers a reply holds: a property must not broadcast a huge one."""
    if isinstance(value, dict):
        return 1 + sum(map(_size, value.values()))
    if isinstance(value, tuple | list):
        return 1 + (len(value) if is_plain(value) else sum(map(_size, value)))
    return max(1, value.size) if isinstance(value, np.ndarray) else 1


def _items(value: Any) -> int:
    """Return how many items a reply is made of; an array is one."""
    if isinstance(value, dict):
        return 1 + sum(map(_items, value.values()))
    if isinstance(value, tuple | list):
        return 1 + (len(value) if is_plain(value) else sum(map(_items, value)))
    return 1


def _same(before: Any, after: Any) -> bool:
    return bool(np.array_equal(np.asarray(before), np.asarray(after), equal_nan=True))


def seed_for(
    key: bytes, exercise: Exercise, assignment: str, student: str, sources: str
) -> np.random.SeedSequence:
    """Return the seed of an exercise's inputs: the same for the same submission, another after an edit."""
    parts = (exercise.name, str(exercise.version), assignment, student, sources)
    message = b"".join(len(part.encode()).to_bytes(4, "little") + part.encode() for part in parts)
    return np.random.SeedSequence(int.from_bytes(hmac.digest(key, message, hashlib.sha256), "little"))


def judge(exercises: ExerciseSet, name: str, calls: Calls, seed_sequence: np.random.SeedSequence) -> Ruling:
    """Return the ruling on the function of this name.

    The first check is the gate: if it fails nothing is earned. Properties count only if all values are
    right. An error in one check fails that check alone.
    """
    exercise = exercises[name]
    call = _Call(exercise, calls)
    generators = [np.random.default_rng(s) for s in seed_sequence.spawn(len(exercise.checks))]
    observed: list[tuple[Any, Any, Any]] = []
    results: list[tuple[str, bool]] = []
    score, values_right = 0.0, True
    named: Named | None = None
    for number, (check, rng) in enumerate(zip(exercise.checks, generators, strict=True)):
        before = len(call.errors)
        if isinstance(check, Values):
            passed = _values(exercise, check, call, rng, observed)
            values_right = values_right and passed
        elif values_right:
            passed = _property(check, call, rng)
            if not passed and named is None and check.mistake is not None:
                named = Named(check.mistake, f"Failed: {check.title}.")
        else:
            continue  # a check that was not tried is not reported
        results.append((check.title if passed else _failed(check.title, call.errors[before:]), passed))
        score += check.points if passed else 0.0
        if number == 0 and not passed:
            break
    if not values_right:
        named = _name(exercises, exercise, observed) or (
            None if call.errors else _probe(exercise, calls, observed)
        )
    outcome, reason = _outcome(score, results, call.errors)
    mistake, evidence = named or (None, "")
    return Ruling(outcome, score, mistake, evidence, reason, tuple(results))


def _failed(title: str, errors: list[tuple[type[CallError], str]]) -> str:
    """Return the title of a failed check, with what stopped it."""
    return f"{title}: {errors[0][1]}" if errors else title


def _values(
    exercise: Exercise, check: Values, call: _Call, rng: Rng, observed: list[tuple[Any, Any, Any]]
) -> bool:
    right = True
    inputs = list(check.sample(rng))
    try:
        for args, got in zip(inputs, call.each(inputs), strict=True):
            if isinstance(got, CallError):
                right = False
                continue
            with np.errstate(all="ignore"):
                expected = exercise.reference(*copy.deepcopy(args))
            observed.append((args, expected, got))
            with contextlib.suppress(UnusableAnswerError):
                if agrees(expected, got, check.rtol, check.atol):
                    continue
            right = False
    except (TimedOut, Crashed):
        return False
    return right


def _name(exercises: ExerciseSet, exercise: Exercise, observed: list[tuple[Any, Any, Any]]) -> Named | None:
    """Return the mistake; None for replies that the naming cannot read: they never cost a verdict."""
    if not observed or sum(_items(got) for _, _, got in observed) > NAMED_LARGEST:
        return None
    try:
        with np.errstate(all="ignore"):
            return name_mistake(exercises, exercise.name, observed)
    except Exception:
        return None


def _probe(exercise: Exercise, calls: Calls, observed: list[tuple[Any, Any, Any]]) -> Named | None:
    """Return the mistake that a few more calls show, if there was none yet; they never cost a verdict."""
    probe = _Call(exercise, calls, largest=PROPERTY_LARGEST)
    try:
        with np.errstate(all="ignore"):
            return ignored_argument(exercise, probe, observed)
    except Exception:
        return None


def _property(check: Property, call: _Call, rng: Rng) -> bool:
    call.largest = PROPERTY_LARGEST
    try:
        with np.errstate(all="ignore"):
            return bool(check.holds(call, rng))
    except Exception:  # no reply, or one that is not of the form that the property reads
        return False
    finally:
        call.largest = VALUES_LARGEST


def _outcome(
    score: float, results: list[tuple[str, bool]], errors: list[tuple[type[CallError], str]]
) -> tuple[Outcome, str]:
    failed = [title for title, passed in results if not passed]
    if not failed:
        return "correct", ""
    reason = "Failed: " + "; ".join(failed) + "."
    if score > 0:
        return "partial", reason
    for kind, text in errors:
        if issubclass(kind, TimedOut):
            return "timed_out", reason
        if issubclass(kind, Crashed):
            return "crashed", reason
        if issubclass(kind, UnusableAnswerError):
            return "refused", reason
        if issubclass(kind, Missing):
            return "not_attempted", text + "."
        if issubclass(kind, Raised):
            return "raised", reason
    return "wrong", reason
