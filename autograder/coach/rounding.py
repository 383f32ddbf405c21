"""Numbers as short texts and salted digests of them, for `check` and for the command that writes the digests.

An answer is known to be right by its digest alone, so that no expected value stands in the students' folder.
Both sides round with this one definition: to a few significant digits, on inputs chosen so that no number
lies at the edge of its rounding cell.
"""

import hashlib

import numpy as np


class NotNumbersError(TypeError):
    """An answer holds something that is not a number; the text names its type."""


def is_number(value):
    """Return whether `value` is one number; a truth value is not."""
    if isinstance(value, np.ndarray):
        return value.ndim == 0 and value.dtype.kind in "iufc"
    return isinstance(value, int | float | complex | np.number) and not isinstance(value, bool)


def leaves(value, path=""):
    """Return [(path, array), ...] for every number or array inside tuples, lists and dicts.

    A list or tuple of plain numbers counts as one array, and a list of such rows of one length as a table, so
    that an answer may be returned as either.

    Raises
    ------
    NotNumbersError
        If something is neither a number nor an array of numbers.
    """
    if isinstance(value, dict):
        items = ((f"{path}[{key!r}]", value[key]) for key in sorted(value, key=repr))
    elif _is_table(value):
        return leaves(np.stack([np.asarray(row) for row in value]), path)
    elif isinstance(value, tuple | list) and not all(is_number(item) for item in value):
        items = ((f"{path}[{index}]", item) for index, item in enumerate(value))
    elif isinstance(value, np.ndarray | tuple | list) or is_number(value):
        array = np.array(value)
        if array.dtype.kind not in "iufc":
            raise NotNumbersError(f"an array of {array.dtype.name}")
        return [(path, array)]
    else:
        raise NotNumbersError(type(value).__name__)
    return [leaf for inner_path, inner in items for leaf in leaves(inner, inner_path)]


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


def form(row):
    """Return the paths and shapes of one answer's leaves, as plain lists."""
    return [[path, list(array.shape)] for path, array in row]


def spell(number, digits):
    """Return a number rounded to some significant digits; 0, -0.0 and 0.0 are spelled alike."""
    if isinstance(number, complex):
        return f"{spell(number.real, digits)}+{spell(number.imag, digits)}j"
    try:
        return f"{float(number):.{digits - 1}e}" if number else "0"
    except OverflowError:  # an int beyond the range of floats
        return "inf"


def digest(salt, rows, digits):
    """Return the digest of all answers of one function.

    Parameters
    ----------
    salt : str
        Put in front.
    rows : list
        For each input the answer's `leaves`.
    digits : int
        Significant digits to which every number is rounded.
    """
    text = "|".join(
        ";".join(f"{path}{list(array.shape)}" + _spell_all(array, digits) for path, array in row)
        for row in rows
    )
    return hashlib.sha256(f"{salt}|{text}".encode()).hexdigest()[:16]


def _spell_all(array, digits):
    return ",".join(spell(number, digits) for number in array.ravel().tolist())
