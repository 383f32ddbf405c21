"""What an exercise is: a function with points, the checks that earn them, and what it may build on."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

Args = tuple[Any, ...]
Rng = np.random.Generator

RTOL = 1e-9
"""Default relative tolerance. The absolute one is 0: another would accept 0 for a deep gradient."""


class Ask(Protocol):
    """How a check asks the student's function, which lives in another process."""

    def __call__(self, *args: Any, quiet: bool = False) -> Any:
        """Return the function's value; with `quiet`, floating-point warnings count as errors.

        Raises
        ------
        autograder.judging.errors.Raised
            When the student's function raised; carries the name of the exception's class.
        """

    def keeps_input(self, *args: Any) -> bool:
        """Return whether the arguments are the same after the call as before it."""


@dataclass(frozen=True)
class Values:
    """The function's numbers on drawn inputs, compared with the reference.

    Parameters
    ----------
    title
        What is compared, in words that a student may read.
    points
        Points it earns.
    draw
        Draws the list of arguments from a seeded generator.
    rtol, atol
        Largest relative and absolute error of any number; an absolute one is for counts alone.
    """

    title: str
    points: float
    draw: Callable[[Rng], Iterable[Args]]
    rtol: float = RTOL
    atol: float = 0.0


@dataclass(frozen=True)
class Property:
    """An identity that needs no reference, or manners such as an unchanged input.

    It counts only where all values are right.

    Parameters
    ----------
    title
        What should hold, in words that a student may read.
    points
        Points it earns.
    holds
        Asks the function and says whether the property holds.
    mistake
        Id of the mistake that a failure means, if it can mean only one.
    """

    title: str
    points: float
    holds: Callable[[Ask, Rng], bool]
    mistake: str | None = None


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
        The first one is the gate: where it fails, the exercise earns nothing.
        `Property` checks count only where all `Values` checks pass.
    public
        Draws the inputs of the student's own check; of their right outputs only salted hashes are shipped.
        None where the numbers themselves are the answer: then the own check sees the form alone.
    needs
        Exercises whose functions this one may build on.
    measured_on
        The exercise whose function has this one as its derivative: the student's own check measures it there.
    version
        Raised when the checks change, so that inputs are drawn anew.
    """

    name: str
    number: str
    notebook: str
    reference: Callable[..., Any]
    checks: tuple[Values | Property, ...]
    public: Callable[[Rng], list[Args]] | None
    needs: tuple[str, ...] = ()
    measured_on: str | None = None
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
