"""What counts as a number and where it stands in a result: one definition, for `check` and for grading."""

import numpy as np


class NotNumbersError(TypeError):
    """An answer holds something that is not a number; the text names its type."""


def is_number(value):
    """Return whether `value` is one number; a truth value is not."""
    if isinstance(value, np.ndarray):  # an array without dimensions is what numpy makes of a number
        return value.ndim == 0 and value.dtype.kind in "iufc"
    return isinstance(value, int | float | complex | np.number) and not isinstance(value, bool)


def is_plain(values):
    """Return whether a list or tuple holds floats and ints alone: most do, and need no look at each entry."""
    return set(map(type, values)) <= {float, int}


def leaves(value, path=""):
    """Yield (path, array) for every number or array inside tuples, lists and dicts.

    A list or tuple of plain numbers counts as one array, and a list of such rows of one length as a table, so
    that an answer may be returned as either.

    Raises
    ------
    NotNumbersError
        If something is neither a number nor an array of numbers.
    """
    if type(value) in (list, tuple) and value and is_plain(value):
        yield path, _numbers(value)
    elif isinstance(value, dict):
        for key in sorted(value, key=repr):
            yield from leaves(value[key], f"{path}[{key!r}]")
    elif _is_table(value):
        yield from leaves(np.stack([np.asarray(row) for row in value]), path)
    elif isinstance(value, tuple | list) and not all(is_number(item) for item in value):
        for index, item in enumerate(value):
            yield from leaves(item, f"{path}[{index}]")
    elif isinstance(value, np.ndarray | tuple | list) or is_number(value):
        yield path, _numbers(value)
    else:
        raise NotNumbersError(type(value).__name__)


def _numbers(value):
    array = np.asarray(value)
    if array.dtype.kind not in "iufc":
        raise NotNumbersError(f"an array of {array.dtype.name}")
    return array


def _is_table(value):
    """Return whether a value is a list of rows, each made of the same count of numbers."""
    # The first row is looked at alone: a reply of very many empty rows is not walked to its end.
    return (
        isinstance(value, list)
        and len(value) > 0
        and _is_row(value[0])
        and all(_is_row(row) and len(row) == len(value[0]) for row in value)
    )


def _is_row(value):
    if isinstance(value, np.ndarray):
        return value.ndim == 1 and len(value) > 0
    return isinstance(value, list) and len(value) > 0 and all(map(is_number, value))
