"""What students hold already, handed in: no helper of their package, and no answer to another exercise."""

from __future__ import annotations

import contextlib
import copy
import inspect
import io
import itertools
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np

from autograder.coach.values import NotNumbersError, leaves, plain
from autograder.content import Args, Exercise, Values
from autograder.content.values import agrees
from autograder.course import student_package
from autograder.doctor.blind import DRAWS, Draw, gate_of, most
from autograder.doctor.finding import Diagnosis, Finding, Findings
from autograder.judging.judge import judge
from autograder.judging.local import LocalCalls

TRIES, LOOKS = 3, 20
"""Draws after which a function is not called again that gave nothing of the right form, or nothing right."""
TAKE_OUT = "Students hold it in their hands: take it out, or ask for something else."
ARGUMENTS = 4
"""Of how many arguments every order is tried."""


@dataclass(frozen=True)
class Held:
    """A function that students hold, and where they have it from."""

    name: str
    function: Callable[..., Any]

    def takes(self, count: int) -> bool:
        """Return whether it can be called with so many arguments."""
        try:
            inspect.signature(self.function).bind(*range(count))
        except (TypeError, ValueError):
            return False
        return True


def borrowed(package: Path | None, diagnosis: Diagnosis) -> Findings:
    """Yield functions in students' hands that pass the gate of an exercise, on its arguments in any order."""
    helpers = [Held(*pair) for pair in _callables(package)] if package is not None else []
    diagnosis.counts["helpers handed in as answers"] = len(helpers)
    silent: Counter[str] = Counter()
    for exercise in diagnosis.exercises.values():
        others = [
            Held(other.name, other.reference)
            for other in diagnosis.exercises.values()
            if other.name != exercise.name
        ]
        gate = gate_of(exercise)
        if gate is None:
            yield from _scoring(exercise, diagnosis, [*helpers, *others])
        else:
            draws = [Draw.of(exercise, gate, seed) for seed in range(DRAWS)]
            yield from _passing(exercise, gate, draws, [*helpers, *others], silent)


def _scoring(exercise: Exercise, diagnosis: Diagnosis, held: list[Held]) -> Findings:
    """Yield the functions that earn something where no arguments are handed over."""
    for one in held:
        if one.takes(0):
            calls = LocalCalls({exercise.name: one.function})
            with contextlib.redirect_stdout(io.StringIO()):
                ruling = judge(diagnosis.exercises, exercise.name, calls, np.random.SeedSequence(0))
            if ruling.score > 0:
                yield Finding(exercise.name, f"{one.name}() earns {ruling.score:g} points.", TAKE_OUT)


def _passing(
    exercise: Exercise, gate: Values, draws: list[Draw], held: list[Held], silent: Counter[str]
) -> Findings:
    """Yield the functions that pass.

    Parameters
    ----------
    silent
        How often in a row each function gave no numbers at all: one that only draws is soon left alone.
    """
    for one in held:
        for order in _orders(len(draws[0].inputs[0])):
            if silent[one.name] > TRIES or not one.takes(len(order)):
                continue
            passed = _times(one, order, gate, draws, silent)
            if passed > most(gate.chance):
                names = list(exercise.named(draws[0].inputs[0]))
                call = f"{one.name}({', '.join(names[place] for place in order)})"
                yield Finding(
                    exercise.name,
                    f"{call} passes {gate.title!r} at {passed} of {DRAWS} draws.",
                    TAKE_OUT,
                )
                break


def _orders(count: int) -> Iterator[tuple[int, ...]]:
    """Yield in which order how many of the arguments are handed over."""
    for taken in range(1, min(count, ARGUMENTS) + 1):
        yield from itertools.permutations(range(count), taken)
    if count > ARGUMENTS:
        yield tuple(range(count))


def _times(one: Held, order: tuple[int, ...], gate: Values, draws: list[Draw], silent: Counter[str]) -> int:
    """Return at how many of the draws a function passes."""
    passed, fitting = 0, 0
    for number, draw in enumerate(draws):
        if (number >= TRIES and not fitting) or (number >= LOOKS and not passed):
            break
        for args, right in zip(draw.inputs, draw.right, strict=True):
            try:
                value = _called(one.function, tuple(args[place] for place in order if place < len(args)))
            except NotNumbersError:
                silent[one.name] += 1
                break
            except KeyboardInterrupt:
                raise
            except BaseException:  # whatever a helper raises at arguments that are none of its own
                break
            silent[one.name] = 0
            fitting += _form(value) == _form(right)
            if not agrees(right, value, gate.rtol, gate.atol):
                break
        else:
            passed += 1
    return passed


def _called(function: Callable[..., Any], args: Args) -> Any:
    """Return what a function gives, as plain numbers.

    Raises
    ------
    NotNumbersError
        If that is nothing of numbers.
    """
    try:
        with (
            contextlib.redirect_stdout(io.StringIO()),
            np.errstate(all="ignore"),
            warnings.catch_warnings(action="ignore"),
        ):
            value = plain(function(*copy.deepcopy(args)))
    finally:
        plt.close("all")
    list(leaves(value))
    return value


def _form(value: Any) -> list[tuple[str, tuple[int, ...]]]:
    return [(path, array.shape) for path, array in leaves(value)]


def _callables(package: Path) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield every function and class of the package's modules whose name has no underscore in front."""
    for module in student_package.module_names(package):
        loaded = None
        with contextlib.suppress(Exception):  # that it cannot be imported is a finding of its own
            loaded = student_package.load(module, package)
        if loaded is None:
            continue
        for name, value in list(vars(loaded).items()):  # a loaded submodule adds itself
            own = getattr(value, "__module__", "") == loaded.__name__ and not name.startswith("_")
            if own and (inspect.isfunction(value) or inspect.isclass(value)):
                yield f"{package.name}.{module}.{name}", value
