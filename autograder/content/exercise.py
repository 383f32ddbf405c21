"""What an exercise is: a function with points, the checks that earn them, and what it may build on."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.content.calls import Call

Args = tuple[Any, ...]
Rng = np.random.Generator

RTOL = 1e-9
"""Default relative tolerance. The absolute one is 0: any other would accept 0 for a very small value."""


@dataclass(frozen=True)
class Values:
    """The function's numbers on sampled inputs, compared with the reference.

    Parameters
    ----------
    title
        What is compared, in words that a student may read.
    points
        Points it earns.
    sample
        Samples the list of arguments with a seeded generator.
    rtol, atol
        Largest relative and absolute error of any number; an absolute one is only for counts.
    public
        Samples inputs of this kind for the student's own check; None if `Exercise.public` holds some.
    lines
        How many lines of Python a call of that check may run, if the time of a call is what is checked.
    chance
        How likely a guess without the work passes, such as 1/6 for one of six; the doctor allows no more.
    """

    title: str
    points: float
    sample: Callable[[Rng], Iterable[Args]]
    rtol: float = RTOL
    atol: float = 0.0
    public: Callable[[Rng], Iterable[Args]] | None = field(default=None, compare=False)
    lines: int | None = field(default=None, compare=False)
    chance: float = field(default=0.0, compare=False)


@dataclass(frozen=True)
class Shared:
    """What a `Property` tests, if the student's own check may try it too.

    Parameters
    ----------
    test
        Takes `call` and the arguments, and says whether the property holds. A function of the coach, such as
        `keeps_input`, or of the module `ExerciseSet.identities`, for students get its code.
    sample
        Samples the list of arguments with a seeded generator.
    """

    test: Callable[..., bool]
    sample: Callable[[Rng], Iterable[Args]]

    def __call__(self, call: Call, rng: Rng) -> bool:
        """Return whether the property holds on a sample."""
        return all(self.test(call, *args) for args in self.sample(rng))


@dataclass(frozen=True)
class Property:
    """A property that needs no reference: an identity, or an input that stays unchanged.

    It counts only if all values are right.

    Parameters
    ----------
    title
        What should hold, in words that a student may read.
    points
        Points it earns.
    holds
        Calls the function and says whether the property holds; a `Shared` if students may try it.
    mistake
        Id of the mistake that a failure means, if it can mean only one.
    of_right_values
        Whether what the function returns here has to be right as well. Many wrong values have a property too,
        and an answer that counts its calls knows when it is asked for one.
    """

    title: str
    points: float
    holds: Callable[[Call, Rng], bool]
    mistake: str | None = None
    of_right_values: bool = False


@dataclass(frozen=True)
class Form:
    """The form of an answer whose numbers the student's own check may not look at.

    Parameters
    ----------
    parts
        For each part of the answer 0 for one finite number, or the least length of a row of numbers.
    says
        What the answer should be, for the student: "the result should be ...".
    tried_on
        Exercises whose functions, the student's own, the answer is held against in that check.
    """

    parts: tuple[int, ...]
    says: str
    tried_on: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exercise:
    """One function that a student writes.

    Parameters
    ----------
    name
        Name of the function and grade_id of its cell; the test cell is `check_<name>`.
    number
        As in the notebook's heading, for example "2.3".
    notebook
        Name of the notebook without its ending.
    reference
        The right function.
    checks
        The first one is the gate: if it fails, the exercise earns nothing.
        `Property` checks count only if all `Values` checks pass.
    public
        Samples the inputs of the student's own check; of their right outputs only salted hashes are shipped.
        A `Form` if the numbers themselves are the answer: then that check looks at the form alone.
    needs
        Exercises whose functions this one may build on.
    measured_on
        The exercise whose rate of change this function gives: the student's own check measures it there.
    main
        Whether much builds on it: then at least five right variants of it must be known.
    version
        Raised when the checks change, so that other inputs are sampled.
    """

    name: str
    number: str
    notebook: str
    reference: Callable[..., Any]
    checks: tuple[Values | Property, ...]
    public: Callable[[Rng], list[Args]] | Form
    needs: tuple[str, ...] = ()
    measured_on: str | None = None
    main: bool = False
    version: int = 1
    points: float = field(init=False)

    @property
    def tolerance(self) -> tuple[float, float]:
        """The largest relative and absolute error that any of its checks allows."""
        values = [check for check in self.checks if isinstance(check, Values)]
        return max((v.rtol for v in values), default=RTOL), max((v.atol for v in values), default=0.0)

    def named(self, args: Args) -> dict[str, Any]:
        """Return arguments by the names of its parameters; those that are not given are left out."""
        return dict(inspect.signature(self.reference).bind(*args).arguments)

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", float(sum(check.points for check in self.checks)))
