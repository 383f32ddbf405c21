"""The inputs of the students' own checks: as fingerprints.json stores them, as arguments, and as texts.

A number stands as itself, an array as a list. Whatever else an exercise takes stands under a word that says
what it is: {"function": "lambda t: t**3"}, {"dtype": "float32"}, {"complex": [1, 2]}, {"matrices": [...]},
{"list": [1, 2]}, {"integers": [1, 2]}, and a long array of few numbers as {"repeated": [[1, 2], 500]}.
"""

import functools

import numpy as np

from .values import is_plain

LONG = 40
"""An array of more numbers is stored and spelled by the numbers that it repeats, if it does."""
_TEXTS = {}
"""Functions by their ids, and the texts that made them; `spelled` keeps them alive."""


@functools.cache
def spelled(text):
    """Return the function that a text makes, such as "lambda t: t**3"; always the same one for a text.

    An exercise whose argument is a function takes it from here, so that it can be stored, compared, and shown
    to a student as something to type.

    Parameters
    ----------
    text : str
        An expression; numpy is `np` in it.

    Raises
    ------
    TypeError
        If it makes something else.
    """
    function = eval(text, {"np": np})  # noqa: S307 -- the course's own text, or the student's own file
    if not callable(function):
        raise TypeError(f"{text!r} is no function")
    _TEXTS[id(function)] = text
    return function


def stored(argument):
    """Return an argument as plain data for JSON.

    Raises
    ------
    TypeError
        If it is of a kind that no check takes.
    """
    if id(argument) in _TEXTS:
        return {"function": _TEXTS[id(argument)]}
    if isinstance(argument, type) and issubclass(argument, np.generic):
        return {"dtype": np.dtype(argument).name}
    if isinstance(argument, complex):
        return {"complex": [argument.real, argument.imag]}
    if isinstance(argument, list):
        return {"list": argument} if is_plain(argument) else {"matrices": [m.tolist() for m in argument]}
    if isinstance(argument, int | float):
        return argument
    if isinstance(argument, np.ndarray) and argument.dtype.kind in "fi":
        part, times = _repeated(argument)
        if times > 1:
            return {"repeated": [part.tolist(), times]}
        return argument.tolist() if argument.dtype.kind == "f" else {"integers": argument.tolist()}
    raise TypeError(f"a check cannot store {type(argument).__name__}")


def _repeated(array):
    """Return (numbers, times): the array is these numbers again and again; a short one is them once."""
    if array.ndim == 1 and len(array) > LONG and array.dtype.kind == "f":
        for size in range(1, LONG // 2 + 1):
            if len(array) % size == 0 and np.array_equal(array, np.resize(array[:size], len(array))):
                return array[:size], len(array) // size
    return array, 1


def argument(data):
    """Return a fresh argument from what is stored, so that no function can change another one's input."""
    if isinstance(data, list):
        return np.array(data, dtype=float)
    if not isinstance(data, dict):
        return data
    ((kind, value),) = data.items()
    if kind == "function":
        return spelled(value)
    if kind == "dtype":
        return np.dtype(value).type
    if kind == "complex":
        return complex(*value)
    if kind == "list":
        return list(value)
    if kind == "integers":
        return np.array(value)
    if kind == "repeated":
        return np.tile(np.array(value[0], dtype=float), value[1])
    return [np.array(matrix, dtype=float) for matrix in value]


def same(one, other):
    """Return whether two arguments hold the same numbers."""
    if isinstance(one, list):
        return len(one) == len(other) and all(map(np.array_equal, one, other))
    return one is other or bool(np.array_equal(one, other))


def moves(args, position):
    """Return the arguments with the one at `position` changed: a little, and with the other sign.

    The list is empty if it is no number.
    """
    old = args[position]
    if isinstance(old, bool) or not isinstance(old, int | float | complex | list | np.ndarray):
        return []
    if isinstance(old, list):
        arrays = [np.asarray(part) for part in old]
        ways = [[1.1 * part for part in arrays], [-part for part in arrays]]
    else:
        ways = [old + 1 if isinstance(old, int) else 1.1 * old, -old]
    return [(*args[:position], new, *args[position + 1 :]) for new in ways]


def spell_call(name, args):
    """Return the call as a student would type it: with every number as it is."""
    return f"{name}({', '.join(map(_spell, args))})"


def _spell(argument):
    function = getattr(argument, "__wrapped__", argument)
    if id(function) in _TEXTS:
        return _TEXTS[id(function)]
    if isinstance(argument, type):
        return f"np.{argument.__name__}"
    if callable(argument):
        return "f"
    if isinstance(argument, list):
        return f"[{', '.join(map(_spell, argument))}]"
    if not isinstance(argument, np.ndarray):
        return repr(_plainly(argument))
    part, times = _repeated(argument)
    return f"np.tile({part.tolist()}, {times})" if times > 1 else f"np.array({argument.tolist()})"


DIGITS, ENTRIES, LINE = 6, 60, 120
"""Of a value that is shown: significant digits of each number, entries of a row, characters in all."""


def short(value):
    """Return a value as one short line, each number with a few significant digits."""
    text = " ".join(repr(_rounded(value)).split())
    return text if len(text) <= LINE else text[: LINE - 3] + "..."


def _rounded(value):
    """Return a value made of Python's own numbers, each rounded to a few significant digits."""
    if isinstance(value, np.ndarray):
        return _rounded(value[:ENTRIES].tolist() if value.ndim else value.item())
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(map(_rounded, value[:ENTRIES])) if type(value) in (tuple, list) else value
    value = _plainly(value)
    if isinstance(value, complex):
        return complex(_rounded(value.real), _rounded(value.imag))
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def _plainly(value):
    """Return a number of numpy as Python's own, which shows as it is typed."""
    return value.item() if isinstance(value, np.generic) else value
