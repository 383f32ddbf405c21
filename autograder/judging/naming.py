"""Names a mistake from its numbers alone: a known wrong formula first, then slips that need no formula.

A formula is named only where it gives every number that the student's function gave. Where two would be
possible, neither is named: no diagnosis is better than a wrong one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from autograder.exercises import EXERCISES
from autograder.judging.compare import Leaf, agrees, leaves, matches
from autograder.judging.errors import Unfit
from autograder.mistakes import CATALOGUE

Observed = Sequence[tuple[tuple[Any, ...], Any, Any]]
"""(arguments, expected value, value that came) of each call."""

RTOL = 1e-6
"""How near a wrong formula must come to the numbers; answers of one family differ by far more."""
LONG = 2000
"""Units beyond which a chain says nothing new, and a wrong formula overflows in its own way."""


@dataclass(frozen=True)
class _Call:
    """One call that was judged."""

    args: dict[str, Any]
    expected: Any
    got: Any
    right: bool

    @property
    def pairs(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """(expected, got) of each leaf; empty where their places differ."""
        want, have = dict(leaves(self.expected)), dict(leaves(self.got))
        return [(want[place], have[place]) for place in want] if list(want) == list(have) else []


class Named(NamedTuple):
    """A mistake that was recognised: its id, and a sentence of evidence for staff."""

    id: str
    evidence: str


def name_mistake(exercise: str, observed: Observed) -> Named | None:
    """Return the mistake that explains what a function returned, or None.

    Parameters
    ----------
    exercise
        Name of the exercise.
    observed
        (args, expected, got) of every call of its Values checks that gave a value, the right ones included.
    """
    asked = EXERCISES[exercise]
    rtol, atol = asked.tolerance
    with np.errstate(all="ignore"):
        try:
            calls = [
                _Call(asked.named(a), want, have, agrees(want, have, rtol, atol))
                for a, want, have in observed
            ]
        except Unfit:
            return None
        if all(call.right for call in calls):
            return None
        named = _formulas(exercise, calls, rtol, atol)
        if named:
            return Named(*named.popitem()) if len(named) == 1 else None
        rtol = max(RTOL, rtol)
        return next((Named(slip, said) for slip, said, test in _SLIPS if test(calls, rtol)), None)


def _formulas(exercise: str, calls: list[_Call], rtol: float, atol: float) -> dict[str, str]:
    """Return {id: evidence} of the catalogue's mistakes that give all the numbers."""
    telling = [call for call in calls if _length(call) <= LONG]
    known = CATALOGUE.get(exercise, ())
    return {m.id: m.evidence for m in known if _explains(m.wrong, telling, rtol, atol)}


def _explains(wrong: Callable[..., Any], calls: list[_Call], rtol: float, atol: float) -> bool:
    """Return whether a formula gives all numbers, and with them whatever is wrong about them.

    A formula that is itself nearly right has to account for what little is wrong: being near is not enough.
    """
    tells = False
    for call in calls:
        value = wrong(*call.args.values())
        if not matches(value, call.got, max(RTOL, rtol), atol):
            return False
        if not agrees(call.expected, value, rtol, atol):
            if atol == 0 and not _accounts(call, value):
                return False
            tells = True
    return tells


def _accounts(call: _Call, value: Any) -> bool:
    """Return whether a formula's own error is what came, to a part in a hundred."""
    pairs = zip(leaves(value), call.pairs, strict=True) if call.pairs else ()
    for (_, formula), (want, have) in pairs:
        if want.shape == have.shape == formula.shape:
            off, left = np.abs(formula - want), np.abs(formula - have)
            if np.any(left > np.maximum(0.01 * off, RTOL * 1e-6 * np.abs(want))):  # nan is no contradiction
                return False
    return True


def _length(call: _Call) -> int:
    """Return the number of units of the chain; 0 where there is no chain."""
    return np.size(call.args.get("w", ()))


# Slips without a formula: each test sees all calls, of which at least one is wrong.

Test = Callable[[list[_Call], float], bool]


def _after(change: Callable[[np.ndarray], np.ndarray]) -> Test:
    """Return a test: all numbers are right once each array is changed in this way."""

    def test(calls: list[_Call], rtol: float) -> bool:
        return all(
            call.right or (bool(call.pairs) and all(_near(w, change(h), rtol) for w, h in call.pairs))
            for call in calls
        )

    return test


def _near(want: np.ndarray, have: np.ndarray, rtol: float) -> bool:
    return want.shape == have.shape and np.allclose(have, want, rtol=rtol, atol=0.0)


def _up_to_sign(calls: list[_Call], rtol: float) -> bool:
    return all(
        bool(call.pairs) and all(_near(np.abs(w), np.abs(h), rtol) for w, h in call.pairs) for call in calls
    )


def _other_form(calls: list[_Call], rtol: float) -> bool:
    """All numbers are there, in the right order, in another arrangement."""
    return all(call.right or _near(_flat(call.expected), _flat(call.got), rtol) for call in calls)


def _flat(value: Any) -> np.ndarray:
    parts: list[Leaf] = list(leaves(value))
    return np.concatenate([array.ravel() for _, array in parts]) if parts else np.zeros(0)


def _single_precision(calls: list[_Call], rtol: float) -> bool:
    """float32 stands in a result, and all numbers are right as far as it carries."""
    del rtol
    return any(_holds_float32(call.got) for call in calls) and _close(calls, 1e-4, 1e-30)


def _holds_float32(value: Any) -> bool:
    inner: Iterator[Any]
    if isinstance(value, dict):
        inner = iter(value.values())
    elif isinstance(value, tuple | list):
        inner = iter(value)
    else:
        return getattr(value, "dtype", None) in (np.dtype(np.float16), np.dtype(np.float32))
    return any(map(_holds_float32, inner))


def _close(calls: list[_Call], rtol: float, atol: float) -> bool:
    return all(
        bool(call.pairs)
        and all(w.shape == h.shape and np.allclose(h, w, rtol=rtol, atol=atol) for w, h in call.pairs)
        for call in calls
    )


def _whole_numbers_cut(calls: list[_Call], rtol: float) -> bool:
    """Whole numbers in give whole numbers out: the buffer has their dtype."""
    return all(
        call.right
        or (
            all(map(_is_whole, call.args.values()))
            and bool(call.pairs)
            and all(_near(np.trunc(w.real), h, rtol) for w, h in call.pairs)
        )
        for call in calls
    )


def _is_whole(argument: Any) -> bool:
    """Tell whether an argument is made of whole numbers; matrices of several shapes are no one array."""
    kinds = [np.asarray(part).dtype.kind for part in (argument if isinstance(argument, list) else [argument])]
    return bool(kinds) and set(kinds) <= set("iu")


def _only_without_bias(calls: list[_Call], rtol: float) -> bool:
    del rtol
    return all(call.right == (call.args.get("b") is None) for call in calls) and any(
        call.right for call in calls
    )


def _only_one_unit(calls: list[_Call], rtol: float) -> bool:
    del rtol
    return all(call.right == (_length(call) == 1) for call in calls) and any(call.right for call in calls)


def _nearly(calls: list[_Call], rtol: float) -> bool:
    """Tell whether the first digits are right; deep in a chain a difference of outputs has none left."""
    if not _close(calls, 0.03, 1e-9):
        return False
    ordinary = (call for call in calls if not call.right and np.abs(_flat(call.expected)).max() > rtol)
    return next(ordinary, None) is not None


def _not_finite(calls: list[_Call], rtol: float) -> bool:
    del rtol
    return not all(np.isfinite(_flat(call.got)).all() for call in calls)


_SLIPS: tuple[tuple[str, str, Test], ...] = (
    # First those that leave every number nearly as it should be: the others would hold for them too.
    ("any.float32", "Right as far as float32 carries, and no further.", _single_precision),
    ("any.nearly_right", "Every number is within 3% of the right one.", _nearly),
    ("any.sign", "The sizes are right, signs are not.", _up_to_sign),
    (
        "any.reversed",
        "The right numbers in reversed order.",
        _after(lambda array: array[::-1] if array.ndim else array),
    ),
    ("any.transposed", "The right numbers, rows and columns exchanged.", _after(np.transpose)),
    ("any.wrong_shape", "The right numbers in another arrangement.", _other_form),
    ("any.integer_buffer", "Whole numbers as input give results cut to whole numbers.", _whole_numbers_cut),
    ("any.only_without_bias", "Right without biases only.", _only_without_bias),
    ("any.only_n1", "Right for one unit only.", _only_one_unit),
    ("any.not_a_number", "Some results are nan or inf.", _not_finite),
)
