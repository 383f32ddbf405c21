"""Numbers as short texts and salted digests of them, for `check` and for the command that writes the digests.

An answer is known to be right by its digest alone, so that no expected value stands in the students' folder.
Both sides round with this one definition: to a few significant digits, on inputs chosen so that no number
lies at the edge of its rounding cell.
"""

import hashlib

import numpy as np

MARK = 2
"""Characters of a leaf's mark."""
LONG, PICKED = 12, 6
"""Of an array of more numbers than `LONG` only `PICKED` are spelled, the first and the last among them."""


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


def picked(array):
    """Return the numbers of an array that are spelled, in one row."""
    numbers = np.ravel(array)
    if len(numbers) <= LONG:
        return numbers
    return numbers[np.linspace(0, len(numbers) - 1, PICKED).round().astype(int)]


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


def as_real(rows):
    """Return answers that may be known mistakes, complex numbers with imaginary parts 0 as real ones.

    A formula may compute with complex numbers where a student's function does not, and the other way round.
    What is right is never read so: where a real number is asked for, a complex one is no answer.
    """
    return [
        [(path, numbers if np.any(np.imag(numbers)) else np.real(numbers)) for path, numbers in row]
        for row in rows
    ]


def marks(salt, row, digits):
    """Return one byte for each leaf of one answer: it may say that a leaf is wrong, and no number."""
    return "".join(digest(salt, [[leaf]], digits)[:MARK] for leaf in row)


def _spell_all(array, digits):
    return ",".join(spell(number, digits) for number in picked(array).tolist())
