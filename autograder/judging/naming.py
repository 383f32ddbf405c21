"""Names a mistake from its numbers alone: a known wrong formula first, then slips that need no formula.

A formula is named only if it gives every number that the student's function gave. If two do, neither is
named: no diagnosis is better than a wrong one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograder.coach.naming import is_constant
from autograder.coach.rounding import form
from autograder.content import ExerciseSet, JudgedCall, Mistake, Slip
from autograder.content.calls import UnusableAnswerError
from autograder.content.values import Leaf, agrees, leaves, matches

Observed = Sequence[tuple[tuple[Any, ...], Any, Any]]
"""(arguments, expected value, returned value) of each call."""

RTOL = 1e-6
"""How near a wrong formula must come to the numbers; answers of one family differ by far more."""
LONG = 2000
"""Numbers in an argument from which on a call tells nothing new: wrong formulas overflow, each in its way."""


class Named(NamedTuple):
    """A mistake that was recognised: its id, and a sentence of evidence for staff."""

    id: str
    evidence: str


def name_mistake(
    exercises: ExerciseSet, name: str, observed: Observed, stopped: Sequence[tuple[Any, ...]] = ()
) -> Named | None:
    """Return the mistake that explains what a function returned, or None.

    Parameters
    ----------
    exercises
        The course's exercises, with their known mistakes.
    name
        Name of the exercise.
    observed
        (args, expected, got) of every call of its Values checks that gave a value, the right ones included.
    stopped
        Arguments with which the function stopped, where a formula may give nan.
    """
    exercise = exercises[name]
    rtol, atol = exercise.tolerance
    with np.errstate(all="ignore"):
        try:
            calls = [
                JudgedCall(exercise.named(a), want, have, agrees(want, have, rtol, atol))
                for a, want, have in observed
            ]
        except UnusableAnswerError:
            return None
        ends = [tuple(exercise.named(args).values()) for args in stopped]
        if all(call.right for call in calls) and not ends:
            return None
        named = _formulas(exercises.mistakes_of(name), calls, ends, rtol, atol)
        if named:
            return Named(*named.popitem()) if len(named) == 1 else None
        if all(call.right for call in calls):
            return None
        rtol = max(RTOL, rtol)
        shown = (slip for slip in (*_SLIPS, *exercises.slips, *_LAST) if slip.shows(calls, rtol))
        return next((Named(exercises.hints.own(name, slip.id), slip.evidence) for slip in shown), None)


def _formulas(
    mistakes: Sequence[Mistake],
    calls: list[JudgedCall],
    ends: list[tuple[Any, ...]],
    rtol: float,
    atol: float,
) -> dict[str, str]:
    """Return {id: evidence} of the known mistakes that give all the numbers."""
    telling = [call for call in calls if call.length <= LONG]
    return {m.id: m.evidence for m in mistakes if _explains(m.wrong, telling, ends, rtol, atol)}


def _explains(
    wrong: Callable[..., Any],
    calls: list[JudgedCall],
    ends: list[tuple[Any, ...]],
    rtol: float,
    atol: float,
) -> bool:
    """Return whether a formula gives all numbers, the wrong ones among them.

    A formula that is itself nearly right must explain the small error: being near is not enough. Where the
    function stopped, a formula gives nan throughout or nowhere: then it stopped for another reason.
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
    undefined = [not np.isfinite(_flat(wrong(*args))).all() for args in ends]
    return all(undefined) if undefined and not tells else tells and len({*undefined}) <= 1


def _accounts(call: JudgedCall, value: Any) -> bool:
    """Return whether a formula's own error is the error of the answer, to one part in a hundred."""
    pairs = zip(leaves(value), call.pairs, strict=True) if call.pairs else ()
    for (_, formula), (want, have) in pairs:
        if want.shape == have.shape == formula.shape:
            off, left = np.abs(formula - want), np.abs(formula - have)
            if np.any(left > np.maximum(0.01 * off, RTOL * 1e-6 * np.abs(want))):  # nan is no contradiction
                return False
    return True


# Slips without a formula: each test sees all calls, of which at least one is wrong.

Test = Callable[[list[JudgedCall], float], bool]


def _after(change: Callable[[np.ndarray], np.ndarray]) -> Test:
    """Return a test: all numbers are right once each array is changed in this way."""

    def test(calls: list[JudgedCall], rtol: float) -> bool:
        return all(
            call.right or (bool(call.pairs) and all(_near(w, change(h), rtol) for w, h in call.pairs))
            for call in calls
        )

    return test


def _near(want: np.ndarray, have: np.ndarray, rtol: float) -> bool:
    return want.shape == have.shape and np.allclose(have, want, rtol=rtol, atol=0.0)


def _up_to_sign(calls: list[JudgedCall], rtol: float) -> bool:
    return all(
        bool(call.pairs) and all(_near(np.abs(w), np.abs(h), rtol) for w, h in call.pairs) for call in calls
    )


def _other_keys(calls: list[JudgedCall], rtol: float) -> bool:
    """Tell whether all numbers are there, under other names."""
    keyed = (isinstance(call.expected, dict) and isinstance(call.got, dict) for call in calls)
    return all(keyed) and _other_form(calls, rtol)


def _other_form(calls: list[JudgedCall], rtol: float) -> bool:
    """Tell whether all numbers are there in the right order, in another arrangement."""
    return all(call.right or _near(_flat(call.expected), _flat(call.got), rtol) for call in calls)


def _flat(value: Any) -> np.ndarray:
    parts: list[Leaf] = list(leaves(value))
    return np.concatenate([array.ravel() for _, array in parts]) if parts else np.zeros(0)


def _single_precision(calls: list[JudgedCall], rtol: float) -> bool:
    """Tell whether a result holds float32, and all numbers are right to its precision."""
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


def _close(calls: list[JudgedCall], rtol: float, atol: float) -> bool:
    return all(
        bool(call.pairs)
        and all(w.shape == h.shape and np.allclose(h, w, rtol=rtol, atol=atol) for w, h in call.pairs)
        for call in calls
    )


def _whole_numbers_cut(calls: list[JudgedCall], rtol: float) -> bool:
    """Tell whether whole numbers as input give whole numbers as output: the buffer has their dtype."""
    return all(
        call.right
        or (
            all(map(_is_whole, call.args.values()))
            and bool(call.pairs)
            and all(_near(np.trunc(w.real), h, rtol) for w, h in call.pairs)
        )
        for call in calls
    )


def _whole_results(calls: list[JudgedCall], rtol: float) -> bool:
    """Tell whether a row of numbers holds whole ones alone, where they should not be."""
    del rtol
    return any(not call.right and any(map(_is_row_of_ints, _arrays(call.got))) for call in calls)


def _is_row_of_ints(array: np.ndarray) -> bool:
    return array.size > 1 and array.dtype.kind in "iu"


def _arrays(value: Any) -> Iterator[np.ndarray]:
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, tuple):
        for part in value:
            yield from _arrays(part)
    elif isinstance(value, list | np.ndarray):
        try:
            yield np.asarray(value)
        except ValueError:  # rows of several lengths
            for part in value:
                yield from _arrays(part)


def _constant(calls: list[JudgedCall], rtol: float) -> bool:
    """Tell whether all results are the same, to the last bit, though the right ones differ."""
    del rtol
    rows = [list(leaves(call.got)) for call in calls]
    wanted = [list(leaves(call.expected)) for call in calls]
    return list(map(form, rows)) == list(map(form, wanted)) and is_constant(rows) and not is_constant(wanted)


def _is_whole(argument: Any) -> bool:
    """Tell whether an argument is made of whole numbers; a list may hold matrices of several shapes."""
    kinds = [np.asarray(part).dtype.kind for part in (argument if isinstance(argument, list) else [argument])]
    return bool(kinds) and set(kinds) <= set("iu")


def _nearly(calls: list[JudgedCall], rtol: float) -> bool:
    """Tell whether the first digits are right; a numerical difference of tiny numbers has none left."""
    if not _close(calls, 0.03, 1e-9):
        return False
    ordinary = (call for call in calls if not call.right and np.abs(_flat(call.expected)).max() > rtol)
    return next(ordinary, None) is not None


def _not_finite(calls: list[JudgedCall], rtol: float) -> bool:
    del rtol
    return not all(np.isfinite(_flat(call.got)).all() for call in calls)


_SLIPS = (
    # First those that leave every number nearly right: the others would hold for them too.
    Slip("any.float32", "Right as far as float32 carries, and no further.", _single_precision),
    Slip("any.nearly_right", "Every number is within 3% of the right one.", _nearly),
    Slip("any.sign", "The sizes are right, signs are not.", _up_to_sign),
    Slip(
        "any.reversed",
        "The right numbers in reversed order.",
        _after(lambda array: array[::-1] if array.ndim else array),
    ),
    Slip("any.transposed", "The right numbers, rows and columns exchanged.", _after(np.transpose)),
    Slip("any.wrong_keys", "The right numbers under other names.", _other_keys),
    Slip("any.wrong_shape", "The right numbers in another arrangement.", _other_form),
    Slip(
        "any.integer_buffer", "Whole numbers as input give results cut to whole numbers.", _whole_numbers_cut
    ),
)
_LAST = (
    Slip("any.whole_results", "Results are whole numbers where they should not be.", _whole_results),
    Slip("any.same_result", "The result is the same for every input.", _constant),
    Slip("any.not_a_number", "Some results are nan or inf.", _not_finite),
)
"""Tried after the course's own slips: they would hold for many of them too."""
