"""The inputs of the students' own checks: as fingerprints.json stores them, as arguments, and as texts.

A number stands as itself, an array as a list. Whatever else an exercise takes stands under a word that says
what it is: {"function": "lambda t: t**3"}, {"dtype": "float32"}, {"complex": [1, 2]}, {"matrices": [...]}.
"""

import functools

import numpy as np

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
        return {"matrices": [matrix.tolist() for matrix in argument]}
    if isinstance(argument, int | float):
        return argument
    if isinstance(argument, np.ndarray) and argument.dtype.kind == "f":
        return argument.tolist()
    raise TypeError(f"a check cannot store {type(argument).__name__}")


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
    return [np.array(matrix, dtype=float) for matrix in value]


def same(one, other):
    """Return whether two arguments hold the same numbers."""
    if isinstance(one, list):
        return len(one) == len(other) and all(map(np.array_equal, one, other))
    return one is other or bool(np.array_equal(one, other))


def moved(args, position):
    """Return the arguments with the one at `position` changed a little, or None if it is no number."""
    old = args[position]
    if isinstance(old, bool) or not isinstance(old, int | float | complex | list | np.ndarray):
        return None
    if isinstance(old, list):
        new = [1.1 * matrix for matrix in old]
    else:
        new = old + 1 if isinstance(old, int) else 1.1 * old
    return (*args[:position], new, *args[position + 1 :])


def spell_call(name, args):
    """Return the call as a student would type it."""
    return f"{name}({', '.join(map(_spell, args))})"


def _spell(argument):
    if id(argument) in _TEXTS:
        return _TEXTS[id(argument)]
    if isinstance(argument, type):
        return f"np.{argument.__name__}"
    if isinstance(argument, list):
        return f"[{', '.join(map(_spell, argument))}]"
    return f"np.array({short(argument)})" if isinstance(argument, np.ndarray) else short(argument)


def short(value):
    """Return a value as one short line."""
    if isinstance(value, np.ndarray):
        value = np.round(value, 6).tolist()
    elif isinstance(value, float | np.floating):
        value = float(f"{value:.6g}")
    text = " ".join(repr(value).split())
    return text if len(text) <= 120 else text[:117] + "..."
