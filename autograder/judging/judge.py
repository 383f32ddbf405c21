"""The judge: samples inputs, calls the student's function, holds the reference, names the mistake."""

from __future__ import annotations

import copy
import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.box.calls import Calls
from autograder.coach import causes
from autograder.coach.messages import ARITHMETIC
from autograder.coach.words import not_numbers
from autograder.content import Exercise, ExerciseSet, Property, Rng, Values
from autograder.content.calls import (
    Account,
    CallError,
    Crashed,
    Missing,
    Raised,
    Stop,
    TimedOut,
    UnusableAnswerError,
)
from autograder.content.values import agrees
from autograder.judging.naming import Named, name_mistake
from autograder.judging.probing import ignored_argument
from autograder.judging.sizes import allowed, exceeds, items
from autograder.results.verdict import Outcome

PROPERTY_LARGEST = 1_000
"""Most numbers in a reply to a property, which broadcasts what it gets."""
UNWRITTEN = NotImplementedError.__name__
"""With it a scaffold stops; that tells of no mistake."""
NAMED_LARGEST = 100_000
"""Most items in all replies together that a mistake is looked for in: each candidate walks all of them."""

NOTHING = Stop.of(UnusableAnswerError(not_numbers("None")))


class WrongValueError(Exception):
    """A function that a property asks for right values returned a wrong one."""


@dataclass(frozen=True)
class Failing:
    """The first call that was not right, for staff.

    Parameters
    ----------
    check
        The title of the check that made it.
    args
        What the function was called with.
    got
        What it returned; None if it was stopped.
    stop
        What stopped it; None if it returned something.
    value
        Whether the right value was asked for: a property may also fail with right ones.
    """

    check: str
    args: tuple[Any, ...]
    got: Any
    stop: Stop | None
    value: bool


@dataclass(frozen=True)
class Ruling:
    """The judge's decision on one function."""

    outcome: Outcome
    score: float
    mistake: str | None
    evidence: str
    reason: str
    checks: tuple[tuple[str, bool], ...]
    stops: tuple[Stop, ...] = ()
    """What stopped calls, each once."""
    failing: Failing | None = field(default=None, compare=False, repr=False)

    @property
    def is_missing(self) -> bool:
        """Whether there was no function of this name to call."""
        return bool(self.stops) and issubclass(self.stops[0].kind, Missing)


@dataclass
class _Call:
    """Calls the student's function for a check, and keeps every error for the outcome."""

    exercise: Exercise
    calls: Calls
    errors: list[Stop] = field(default_factory=list)
    failing: Failing | None = None
    last: tuple[tuple[Any, ...], Any] = ((), None)
    """The last call that a property made: its arguments, and the reply or what stopped it."""
    compares: bool = False
    """Whether what a property is told has to be right."""

    def failed(self, check: str, args: tuple[Any, ...], reply: Any, *, value: bool) -> None:
        """Note the first call that was not right."""
        if self.failing is None:
            stop = Stop.of(reply) if isinstance(reply, CallError) else reply
            stop = stop if isinstance(stop, Stop) else None
            self.failing = Failing(check, args, None if stop else reply, stop, value)

    def __call__(self, *args: Any, quiet: bool = False) -> Any:
        return self._call(args, quiet=quiet)

    def keeps_input(self, *args: Any) -> bool:
        _, after = self._call(copy.deepcopy(args), echo=True)
        return isinstance(after, tuple) and len(after) == len(args) and all(map(_same, args, after))

    def each(self, inputs: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, Any]]:
        """Yield what is right and the value, or the error, of each call; one that stops all is raised."""
        try:
            yield from map(self._beside, inputs, self.calls.call_each(self.exercise.name, inputs))
        except CallError as error:
            self._recorded(error)
            raise

    def _beside(self, args: tuple[Any, ...], reply: Any) -> tuple[Any, Any]:
        """Return the right result and the reply, which is let go if it is too large to look at."""
        if isinstance(reply, CallError):
            return None, self._recorded(reply)
        right = self._right(args)
        if exceeds(reply, allowed(right)):
            reply = UnusableAnswerError(not_numbers("many"))
        return right, self._recorded(reply)

    def _right(self, args: tuple[Any, ...]) -> Any:
        with np.errstate(all="ignore"):
            return self.exercise.reference(*copy.deepcopy(args))

    def _call(self, args: tuple[Any, ...], *, quiet: bool = False, echo: bool = False) -> Any:
        try:
            reply = self.calls.call(self.exercise.name, args, quiet=quiet, echo=echo)
            if exceeds(reply, PROPERTY_LARGEST):
                reply = UnusableAnswerError(not_numbers("many"))
            self._recorded(reply)
        except CallError as error:
            self._recorded(error)
            self.last = args, Stop.of(error)
            raise
        value = reply[0] if echo and isinstance(reply, tuple) and reply else reply
        self.last = args, value
        if isinstance(reply, UnusableAnswerError):
            # A new one: with a traceback the reply would hold this frame, which holds the reply.
            raise UnusableAnswerError(str(reply))
        if reply is None:
            self.errors.append(NOTHING)  # said if the property does not hold
        if self.compares and not agrees(self._right(args), value, *self.exercise.tolerance):
            raise WrongValueError
        return reply

    def _recorded(self, reply: Any) -> Any:
        if isinstance(reply, CallError):
            self.errors.append(Stop.of(reply))
        return reply


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
    stopped: list[tuple[Any, ...]] = []
    results: list[tuple[str, bool]] = []
    score, values_right = 0.0, True
    named: Named | None = None
    for number, (check, rng) in enumerate(zip(exercise.checks, generators, strict=True)):
        before = len(call.errors)
        if isinstance(check, Values):
            passed = _values(check, call, rng, observed, stopped)
            values_right = values_right and passed
        elif values_right:
            passed = _property(check, call, rng)
            if not passed:
                call.failed(check.title, *call.last, value=False)
            if not passed and named is None:
                named = _broken(exercises, exercise, check, call.errors[before:])
        else:
            continue  # a check that was not tried is not reported
        results.append((check.title if passed else _failed(check.title, call.errors[before:]), passed))
        score += check.points if passed else 0.0
        if number == 0 and not passed:
            break
    if not values_right:
        slip = _slip(exercises, exercise, call.errors)
        if not observed and slip is not None and slip.id not in ARITHMETIC:
            stopped = []  # nothing was computed, so no formula tells why
        named = _name(exercises, exercise, observed, stopped) or slip
        if named is None and not call.errors:
            named = _probe(exercise, calls, observed)
    outcome, reason = _outcome(score, results, call.errors)
    mistake, evidence = named or (None, "")
    stops = tuple(dict.fromkeys(call.errors))
    return Ruling(outcome, score, mistake, evidence, reason, tuple(results), stops, call.failing)


def _slip(exercises: ExerciseSet, exercise: Exercise, errors: Sequence[Stop]) -> Named | None:
    """Return what the first error of the student's function means; None if it raised none."""
    stop = next((stop for stop in errors if issubclass(stop.kind, Raised)), None)
    if stop is None or _is_unwritten(stop.account):
        return None
    slip = causes.slip([kind.rpartition(".")[2] for kind in stop.account.kinds], stop.account.message)
    return Named(exercises.hints.own(exercise.name, slip), f"The function stopped with {stop.account.words}.")


def _broken(
    exercises: ExerciseSet, exercise: Exercise, check: Property, errors: Sequence[Stop]
) -> Named | None:
    """Return the mistake of a property that does not hold: what an error means goes first."""
    slip = _slip(exercises, exercise, errors)
    arithmetic = slip is None or slip.id in (*ARITHMETIC, "any.error")
    if check.mistake is not None and arithmetic:
        return Named(check.mistake, f"Failed: {check.title}.")
    return slip


def _is_unwritten(account: Account) -> bool:
    """Return whether a function stopped as a scaffold does."""
    return any(kind.rpartition(".")[2] == UNWRITTEN for kind in account.kinds)


def _failed(title: str, errors: list[Stop]) -> str:
    """Return the title of a failed check, with what stopped it."""
    return f"{title}: {errors[0].text}" if errors else title


def _values(
    check: Values,
    call: _Call,
    rng: Rng,
    observed: list[tuple[Any, Any, Any]],
    stopped: list[tuple[Any, ...]],
) -> bool:
    right, answered = True, 0
    inputs = list(check.sample(rng))
    try:
        for args, (expected, got) in zip(inputs, call.each(inputs), strict=True):
            answered += 1
            if isinstance(got, CallError):
                right = False
                call.failed(check.title, args, got, value=True)
                if isinstance(got, Raised) and not _is_unwritten(got.account):
                    stopped.append(args)
                continue
            observed.append((args, expected, got))
            try:
                agreed = agrees(expected, got, check.rtol, check.atol)
            except UnusableAnswerError as error:
                call.errors.append(Stop.of(error))
                agreed = False
            if not agreed:
                right = False
                call.failed(check.title, args, got, value=True)
    except (TimedOut, Crashed) as error:
        if answered < len(inputs):
            call.failed(check.title, inputs[answered], error, value=True)
        return False
    return right


def _name(
    exercises: ExerciseSet,
    exercise: Exercise,
    observed: list[tuple[Any, Any, Any]],
    stopped: list[tuple[Any, ...]],
) -> Named | None:
    """Return the mistake; None for replies that the naming cannot read: they never cost a verdict."""
    if not (observed or stopped) or sum(items(got) for _, _, got in observed) > NAMED_LARGEST:
        return None
    try:
        with np.errstate(all="ignore"):
            return name_mistake(exercises, exercise.name, observed, stopped)
    except Exception:
        return None


def _probe(exercise: Exercise, calls: Calls, observed: list[tuple[Any, Any, Any]]) -> Named | None:
    """Return the mistake that a few more calls show, if there was none yet; they never cost a verdict."""
    probe = _Call(exercise, calls)
    try:
        with np.errstate(all="ignore"):
            return ignored_argument(exercise, probe, observed)
    except Exception:
        return None


def _property(check: Property, call: _Call, rng: Rng) -> bool:
    call.compares = check.of_right_values
    try:
        with np.errstate(all="ignore"):
            return bool(check.holds(call, rng))
    except Exception:  # no reply, or one that is not of the form that the property reads
        return False


def _outcome(score: float, results: list[tuple[str, bool]], errors: list[Stop]) -> tuple[Outcome, str]:
    failed = [title for title, passed in results if not passed]
    if not failed:
        return "correct", ""
    reason = "Failed: " + "; ".join(failed) + "."
    if score > 0:
        return "partial", reason
    for stop in errors:
        if issubclass(stop.kind, TimedOut):
            return "timed_out", reason
        if issubclass(stop.kind, Crashed):
            return "crashed", reason
        if issubclass(stop.kind, UnusableAnswerError):
            return "refused", reason
        if issubclass(stop.kind, Missing):
            return "not_attempted", stop.text + "."
        if issubclass(stop.kind, Raised):
            return "raised", reason
    return "wrong", reason
