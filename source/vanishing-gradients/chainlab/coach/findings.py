"""What the public check finds out about a function, without holding any right number."""

import functools
import json
import math
from typing import NamedTuple

import numpy as np

from . import words
from .forms import has_parts, spell_difference
from .inputs import argument, moved, same, short, spell_call
from .loading import FOLDER
from .rounding import digest, form
from .values import NotNumbersError, is_number, leaves

FINGERPRINTS = FOLDER / "fingerprints.json"
NEARLY_DIGITS = 3
_MEASUREMENTS = []


class Finding(NamedTuple):
    """The outcome of one check.

    Parameters
    ----------
    state : str
        "passed", "not_attempted" or "failed".
    sentences : list of str
        What to tell the student.
    """

    state: str
    sentences: list


class _Stopped(Exception):
    """The check ends here, with this finding."""

    def __init__(self, sentence, state="failed", hint_id=None):
        super().__init__(sentence)
        self.sentence, self.state, self.hint_id = sentence, state, hint_id


@functools.cache
def book():
    """Return the contents of fingerprints.json, or None if it cannot be read."""
    try:
        return json.loads(FINGERPRINTS.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def use_measurement(measurement):
    """Let a function of the course hold a wrong answer against what can be measured.

    Parameters
    ----------
    measurement : function
        Takes the name of the exercise, the student's function, the name of the student's function on which to
        measure (`measured_on` in fingerprints.json) and an input of the check; returns a list of sentences.
    """
    _MEASUREMENTS[:] = [measurement]


def examine(name, function, step=1):
    """Return the `Finding` for a function.

    Parameters
    ----------
    name : str
        Name of the exercise.
    function : callable
        The student's function.
    step : int
        Which of the three hints to give.
    """
    if book() is None:
        return Finding("failed", [words.NO_FINGERPRINTS.format(package=FOLDER.name)])
    exercises = book()["exercises"]
    if name not in exercises:
        return Finding("failed", [words.UNKNOWN.format(name=name, names=", ".join(exercises))])
    if not callable(function):
        return Finding("failed", [words.NOT_A_FUNCTION.format(name=name)])
    entry = exercises[name]
    try:
        if "form" in entry:
            return _examine_form(name, function, entry["form"])
        return _examine_numbers(name, function, entry, step)
    except _Stopped as stopped:
        hints = _hint(name, stopped.hint_id, step) if stopped.hint_id else []
        return Finding(stopped.state, [stopped.sentence, *hints])


def _hint(name, hint_id, step):
    hints = book()["hints"][hint_id]
    step = min(max(step, 1), len(hints)) if isinstance(step, int) else 1
    lines = [words.HINT.format(step=step, text=hints[step - 1])]
    if step < len(hints):
        lines.append(words.NEXT_HINT.format(name=name, step=step + 1))
    return lines


# Calling the function


def _call(name, function, args):
    """Return the function's value; whatever it raises ends the check with a kind sentence."""
    try:
        value = function(*args)
    except NotImplementedError as error:
        raise _Stopped(_waiting(name, error), "not_attempted") from None
    except (Exception, SystemExit) as error:
        kind, message = describe(error)
        raise _Stopped(
            words.RAISED.format(name=name, kind=kind, message=message, call=spell_call(name, args))
        ) from None
    if value is None:
        raise _Stopped(words.NONE_RETURNED.format(name=name))
    return value


def describe(error):
    """Return (name of the class, short message) of an exception, for the middle of a sentence."""
    try:
        message = " ".join(str(error).split())
    except Exception:  # an exception of the student's own whose text fails
        message = ""
    if len(message) > 160:
        message = message[:157] + "..."
    return type(error).__name__, f" ({message})" if message else ""


def _waiting(name, error):
    """Say whether the function itself or one that it uses is not written yet."""
    text = str(error)
    if text:
        return words.WAITS_TEXT.format(name=name, text=text)
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    inner = trace.tb_frame.f_code.co_name if trace else name
    if inner != name and inner in book()["exercises"]:
        return words.WAITS.format(name=name, other=inner)
    return words.NOT_ATTEMPTED.format(name=name)


def _leaves(name, value):
    try:
        return [(path, np.array(array)) for path, array in leaves(value)]  # copies: the next call may write
    except NotNumbersError as error:
        raise _Stopped(words.NOT_NUMBERS.format(name=name, kind=error)) from None


# Exercises whose numbers are fingerprinted


def _examine_numbers(name, function, entry, step):
    rows, first, changed = [], None, False
    for stored in entry["inputs"]:
        args, untouched = _arguments(stored), _arguments(stored)
        value = _call(name, function, args)
        rows.append(_leaves(name, value))
        changed = changed or not all(map(same, args, untouched))
        first = first or (spell_call(name, untouched), _spell_value(value))
    hint_id = _slip(name, entry, rows)
    if hint_id is None and not changed:
        return Finding("passed", [words.PRAISE.format(name=name), words.ADDS.format(titles=entry["adds"])])
    sentences = [words.NOT_YET.format(name=name)]
    if hint_id is None:
        return Finding("failed", sentences + _hint(name, "any.input_changed", step))
    sentences.append(words.EXAMPLE.format(call=first[0], value=first[1]))
    for measurement in _MEASUREMENTS if "measured_on" in entry else ():
        sentences += measurement(name, function, entry["measured_on"], _arguments(entry["inputs"][0]))
    if hint_id.endswith(".unknown"):
        ignored = _ignored(name, function, entry, rows)
        if ignored is not None:
            sentences.append(words.IGNORES.format(name=name, argument=ignored))
            hint_id = "any.ignores_argument"
    return Finding("failed", sentences + _hint(name, hint_id, step))


def _arguments(stored):
    return tuple(map(argument, stored))


def _ignored(name, function, entry, rows):
    """Return the name of a parameter that makes no difference to the function's value, or None."""
    for parameter, (number, position) in entry["probes"].items():
        try:
            args = moved(_arguments(entry["inputs"][number]), position)
            row = _leaves(name, _call(name, function, args))
        except _Stopped:  # it makes a difference, of its own kind
            continue
        if form(row) == form(rows[number]) and all(
            np.array_equal(one[1], other[1]) for one, other in zip(row, rows[number], strict=True)
        ):
            return parameter
    return None


def _spell_value(value):
    if isinstance(value, tuple | list | dict) and not all(map(is_number, value)):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        inner = [f"{k!r}: {short(v)}" if isinstance(value, dict) else short(v) for k, v in items]
        return "{" + ", ".join(inner) + "}" if isinstance(value, dict) else "(" + ", ".join(inner) + ")"
    return short(np.asarray(value)) if isinstance(value, tuple | list) else short(value)


def _slip(name, entry, rows):
    """Return the id of the hint that fits, or None if everything is right."""
    salt, digits = book()["salt"] + name, entry["digits"]

    def is_right(changed_rows):
        return digest(salt, changed_rows, digits) in entry["right"]

    float32 = any(array.dtype.name in ("float16", "float32") for row in rows for _, array in row)
    if is_right(rows):
        return "any.float32" if float32 else None
    known = entry["wrong"].get(digest(salt, rows, digits))
    if known:
        return known
    _refuse_form(name, entry, rows, is_right)
    if is_right(_changed(rows, np.negative)):
        return "any.sign"
    if is_right(_changed(rows, lambda array: array[::-1] if array.ndim else array)):
        return "any.reversed"
    if digest(salt, rows, NEARLY_DIGITS) == entry.get("nearly"):
        return "any.float32" if float32 else "any.nearly_right"
    if not all(np.isfinite(array).all() for row in rows for _, array in row):
        return "any.not_a_number"
    return f"{name}.unknown"


def _changed(rows, change):
    return [[(path, change(array)) for path, array in row] for row in rows]


def _refuse_form(name, entry, rows, is_right):
    """Stop if paths or shapes differ from what the docstring promises."""
    for stored, expected, row in zip(entry["inputs"], entry["forms"], rows, strict=True):
        if form(row) != expected:
            turned = _changed(rows, np.transpose)
            numbers_right = is_right(turned) or is_right(_recast(rows, entry["forms"]))
            hint_id = "any.transposed" if is_right(turned) else "any.wrong_shape"
            wanted, got = spell_difference(expected, form(row))
            call = spell_call(name, _arguments(stored))
            sentence = words.FORM.format(name=name, call=call, expected=wanted, got=got)
            raise _Stopped(sentence, hint_id=hint_id if numbers_right else None)


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


# Exercises of which only the form may be looked at


def _examine_form(name, function, wanted):
    if not has_parts(_call(name, function, ()), wanted["parts"]):
        return Finding("failed", [words.OTHER_FORM.format(name=name, says=wanted["says"])])
    return Finding("passed", [words.FORM_ONLY.format(name=name)])
