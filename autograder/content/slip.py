"""What a slip is: a wrong answer that is recognised without a formula, by looking at all calls at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.content.values import leaves


@dataclass(frozen=True)
class JudgedCall:
    """One call that was judged.

    Parameters
    ----------
    args
        The arguments by the names of the function's parameters.
    expected, got
        The right value and the one that the function returned.
    right
        Whether they agree.
    """

    args: dict[str, Any]
    expected: Any
    got: Any
    right: bool

    @property
    def pairs(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """(expected, got) of each leaf; empty if their paths differ."""
        want, have = dict(leaves(self.expected)), dict(leaves(self.got))
        return [(want[path], have[path]) for path in want] if list(want) == list(have) else []

    @property
    def length(self) -> int:
        """The number of entries of its longest argument."""
        return max((np.size(arg) for arg in self.args.values() if _is_array(arg)), default=0)


def _is_array(argument: Any) -> bool:
    """Tell whether an argument is one array of numbers: a list of matrices is not."""
    if isinstance(argument, list):
        return not any(isinstance(part, np.ndarray | list) for part in argument)
    return isinstance(argument, np.ndarray)


@dataclass(frozen=True)
class Slip:
    """A slip by name.

    Parameters
    ----------
    id
        Stable, descriptive name, `any.<slip>`: it can show in any exercise.
    evidence
        What the numbers show, in one sentence for staff.
    shows
        Whether all calls, of which at least one is wrong, show this slip, to a relative tolerance.
    """

    id: str
    evidence: str
    shows: Callable[[list[JudgedCall], float], bool]
