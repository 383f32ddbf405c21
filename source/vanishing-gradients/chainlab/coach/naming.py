"""Names what is wrong with a function's numbers, without holding any right one.

Numbers are compared by digests of all inputs together. Of the digest of each single input one byte is kept:
it tells which inputs differ, and no number. The rest is told by a few more calls.
"""

import itertools
import math
from typing import NamedTuple

import numpy as np

from . import words
from .forms import spell_difference
from .inputs import argument, moves, spell_call
from .messages import ARITHMETIC
from .rounding import MARK, as_real, digest, form, marks
from .values import NotNumbersError, finished, leaves, plain

NEARLY_DIGITS = 2
FLOAT32_DIGITS = 7
"""Digits that a number of single precision has: where more are compared, it is not enough."""
MOST_NEAR = 3
UNKNOWN = "unknown"
NOT_FINITE = "any.not_a_number"
_MEASUREMENTS, _OBJECTIONS = [], []


class Named(NamedTuple):
    """What is wrong with the numbers of a function.

    Parameters
    ----------
    shown : int or None
        Which input to show; None if the sentences say all.
    hint_id : str or None
        Whose hint fits.
    sentences : list of str
        What else to tell.
    """

    shown: int | None
    hint_id: str | None
    sentences: list


def use_measurement(measurement, objections=None):
    """Let a course hold a student's answer against what the student's other functions say.

    Parameters
    ----------
    measurement : function
        Takes the name of the exercise, the student's function, the name of another one of the student's
        functions on which to measure (`measured_on` in fingerprints.json) and an input of the check; returns
        a list of sentences.
    objections : function or None
        Takes the name of an exercise whose right numbers no check may know, the answer, and the student's own
        functions by their names (`tried_on`); returns a list of sentences on what does not fit.
    """
    _MEASUREMENTS[:] = [measurement]
    _OBJECTIONS[:] = [objections] if objections is not None else []


def own_hint(book, name, hint_id):
    """Return the id of the exercise's own words for a general slip, if it has some; else the id itself."""
    special = f"{name}.{hint_id.partition('.')[2]}"
    return special if hint_id.startswith("any.") and special in book["hints"] else hint_id


def named(book, name, function, part, rows):
    """Return what is wrong, as `Named`; None if every number is right.

    Parameters
    ----------
    book : dict
        The contents of fingerprints.json.
    name : str
        Name of the exercise.
    function : callable
        The student's function.
    part : dict
        What is known of the inputs of one kind.
    rows : list
        For each input the answer's `leaves`.
    """
    answers = _Answers(book["salt"] + name, part, rows)
    if answers.is_right(rows):
        return Named(0, "any.float32", []) if answers.float32 else None
    hint_id = answers.known()
    refused = None if hint_id else _refused(name, answers)
    if refused is not None:
        return refused._replace(hint_id=refused.hint_id and own_hint(book, name, refused.hint_id))
    hint_id = hint_id or answers.changed()
    shown, sentences = answers.differing(hint_id), answers.parts()
    if "title" not in part:
        for measurement in _MEASUREMENTS if "measured_on" in part else ():
            sentences += measurement(name, function, part["measured_on"], arguments(part, shown))
        ignored = None if hint_id else _ignored(function, part, rows)
        if ignored is not None:
            sentences.append(words.IGNORES.format(name=name, argument=ignored))
            hint_id = "any.ignores_argument"
    return Named(shown, own_hint(book, name, hint_id or f"{name}.{UNKNOWN}"), sentences)


def stopped(book, name, part, rows, slip):
    """Return the id of the known mistake that stops at some inputs, or None.

    Parameters
    ----------
    rows : list
        For each input the answer's `leaves`; None where the function stopped.
    slip : str or None
        What the error means: one of arithmetic may be all that is known.
    """
    if all(row is None for row in rows) and slip not in ARITHMETIC:
        return None
    filled = [[("", np.array(np.nan))] if row is None else row for row in rows]
    return _Answers(book["salt"] + name, part, filled).known()


def arguments(part, index):
    """Return fresh arguments: an input of the check."""
    return tuple(map(argument, part["inputs"][index]))


class _Answers:
    """The answers of a function to the inputs of one kind, compared by digests.

    Parameters
    ----------
    salt : str
        Put in front.
    part : dict
        What is known of the inputs.
    rows : list
        For each input the answer's `leaves`.
    """

    def __init__(self, salt, part, rows):
        self.salt, self.part, self.rows = salt, part, rows
        self.float32 = part["digits"] > FLOAT32_DIGITS and any(
            _is_single(array) for row in rows for _, array in row
        )

    def is_right(self, rows):
        return digest(self.salt, rows, self.part["digits"]) in self.part["right"]

    def known(self):
        """Return the id of the known mistake that gives these numbers, or None."""
        return self.part["wrong"].get(digest(self.salt, as_real(self.rows), self.part["digits"]))

    def changed(self):
        """Return the id of a slip that needs no formula, or None."""
        if self._right_once(np.negative):
            return "any.sign"
        if self._right_once(lambda array: array[::-1] if array.ndim else array):
            return "any.reversed"
        if self._right_once(np.transpose):
            return "any.transposed"
        if self._is_near():
            return "any.float32" if self.float32 else "any.nearly_right"
        right = self._right_ones()
        if not all(right) and all(ok or self._is_cut(index) for index, ok in enumerate(right)):
            return "any.integer_buffer"
        pattern = "".join("01"[ok] for ok in right)
        if pattern in self.part.get("patterns", {}):
            return self.part["patterns"][pattern]
        if any(array.size > 1 and array.dtype.kind in "iu" for row in self.rows for _, array in row):
            return "any.whole_results"
        if is_constant(self.rows):
            return "any.same_result"
        if not all(map(self._is_finite, range(len(self.rows)))):
            return NOT_FINITE
        return None

    def differing(self, hint_id):
        """Return the first input whose answer is not right, and fits the hint; 0 if that cannot be told."""
        wrong = [index for index, ok in enumerate(self._right_ones()) if not ok]
        if hint_id == NOT_FINITE:
            wrong.sort(key=self._is_finite)
        return wrong[0] if wrong else 0

    def _is_finite(self, index):
        return all(np.isfinite(array).all() for _, array in self.rows[index])

    def parts(self):
        """Return a sentence on which parts of the results are right already, if some are and some are not."""
        if not self.part.get("each") or len(self.rows[0]) < 2:
            return []
        got = [marks(self.salt, row, self.part["digits"]) for row in self.rows]
        right, wrong = [], []
        for k, (path, _) in enumerate(self.rows[0]):
            mark = slice(k * MARK, (k + 1) * MARK)
            held = (
                any(g[mark] == r[mark] for r in each) for g, each in zip(got, self.part["each"], strict=True)
            )
            (right if all(held) else wrong).append(_spell_path(path))
        if not (right and wrong):
            return []
        return [words.PARTS.format(right=", ".join(right), wrong=", ".join(wrong))]

    def _right_ones(self):
        """Return for each input whether its answer is right; one wrong answer in 256 is taken for right."""
        digits, each = self.part["digits"], self.part.get("each") or [()] * len(self.rows)
        return [marks(self.salt, row, digits) in kept for row, kept in zip(self.rows, each, strict=True)]

    def _is_near(self):
        """Return whether the first digits are right: of three answers or more one may be further off."""
        if digest(self.salt, self.rows, NEARLY_DIGITS) == self.part.get("nearly"):
            return True
        near = self.part.get("near", ())
        held = [
            marks(self.salt, row, NEARLY_DIGITS) == kept for row, kept in zip(self.rows, near, strict=False)
        ]
        return len(held) >= MOST_NEAR and sum(held) >= len(held) - 1

    def _right_once(self, change):
        """Return whether all is right once the answers to some inputs are changed in one way."""
        both = [(row, changed) for row, changed in zip(self.rows, _changed(self.rows, change), strict=True)]
        return any(self.is_right(list(rows)) for rows in itertools.product(*both))

    def _is_cut(self, index):
        """Return whether whole numbers as input gave an answer of whole numbers."""
        whole = all(map(_is_whole, self.part["inputs"][index]))
        return whole and all(array.dtype.kind in "iu" for _, array in self.rows[index])


def is_constant(rows):
    """Return whether the answers to two or more inputs are all the same, to the last bit."""
    first, *others = rows
    return bool(others) and all(
        form(row) == form(first)
        and all(np.array_equal(a, b, equal_nan=True) for (_, a), (_, b) in zip(row, first, strict=True))
        for row in others
    )


def _spell_path(path):
    top = path[1:].partition("]")[0]
    return words.RESULT.format(number=int(top) + 1) if top.isdigit() else top.replace("'", '"')


def _is_whole(stored):
    if isinstance(stored, dict):
        return "integers" in stored or all(map(_is_whole, stored.get("list", [0.5])))
    return isinstance(stored, int)


def _is_single(array):
    """Return whether numbers are of single precision: it shows in all but whole ones."""
    return array.dtype == np.float32 and bool((array != np.trunc(array)).any())


def _changed(rows, change):
    return [[(path, change(array)) for path, array in row] for row in rows]


# The form


def _refused(name, answers):
    """Return what is said if paths or shapes differ from what the docstring promises; else None."""
    rows, forms = answers.rows, answers.part["forms"]
    index = next((k for k, row in enumerate(rows) if form(row) != forms[k]), None)
    if index is None:
        return None
    turned = _changed(rows, np.transpose)
    hint_id = None
    if answers.is_right(turned):
        hint_id = "any.transposed"
    elif answers.is_right(_recast(rows, forms)):
        keys = [[path for path, _ in each] for each in (form(rows[index]), forms[index])]
        hint_id = "any.wrong_keys" if len(keys[0]) == len(keys[1]) != 1 and keys[0] != keys[1] else None
        hint_id = hint_id or "any.wrong_shape"
    wanted, got = spell_difference(forms[index], form(rows[index]))
    call = spell_call(name, arguments(answers.part, index))
    return Named(None, hint_id, [words.FORM.format(name=name, call=call, expected=wanted, got=got)])


def _recast(rows, forms):
    """Return the numbers of `rows` poured into other forms, if their counts allow it."""
    poured = []
    for row, expected in zip(rows, forms, strict=True):
        numbers = np.concatenate([array.ravel() for _, array in row]) if row else np.zeros(0)
        sizes = [math.prod(shape) for _, shape in expected]
        if len(numbers) != sum(sizes):
            return rows
        parts = np.split(numbers, np.cumsum(sizes)[:-1])
        poured.append([(p, part.reshape(s)) for (p, s), part in zip(expected, parts, strict=True)])
    return poured


# A few more calls


def _ignored(function, part, rows):
    """Return the name of a parameter that makes no difference wherever it should, or None."""
    for name, tried in part["probes"].items():
        if all(_stays(function, part, rows, *each) for each in tried):
            return name
    return None


def _stays(function, part, rows, index, position, way):
    """Return whether the answer stays the same to the last bit when an argument is moved in one way."""
    args = moves(arguments(part, index), position)[way]
    try:
        row = list(leaves(plain(finished(function(*args)))))
    except (Exception, SystemExit, NotNumbersError):  # it makes a difference, of its own kind
        return False
    return form(row) == form(rows[index]) and all(
        np.array_equal(one[1], other[1]) for one, other in zip(row, rows[index], strict=True)
    )


# Answers whose right numbers no check may know


def tried(book, name, function, value, entry, are_right):
    """Hold an answer against the student's own other functions, where those pass.

    Parameters
    ----------
    value
        The answer.
    entry : dict
        What is known of the exercise; `tried_on` names the functions.
    are_right : function
        Takes the name of one of the student's functions and the function; whether its numbers are right.

    Returns
    -------
    Named or None
        Its sentences say what does not fit, and are none if all does; None if it cannot be tried.
    """
    own = {other: getattr(function, "__globals__", {}).get(other) for other in entry.get("tried_on", ())}
    if not (own and _OBJECTIONS and all(callable(f) and are_right(other, f) for other, f in own.items())):
        return None
    try:
        sentences = [said for objections in _OBJECTIONS for said in objections(name, value, own)]
    except Exception:  # whatever the student's functions do with numbers that nobody thought of
        return None
    if not sentences:
        return Named(None, None, [])
    known = entry["wrong"].get(digest(book["salt"] + name, [list(leaves(value))], entry["digits"]))
    return Named(None, known or f"{name}.{UNKNOWN}", sentences)
