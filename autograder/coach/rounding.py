"""Numbers as short texts and salted digests of them, for `check` and for the command that writes the digests.

An answer is known to be right by its digest alone, so that no expected value stands in the students' folder.
Both sides round with this one definition: to a few significant digits, on inputs chosen so that no number
lies at the edge of its rounding cell.
"""

import hashlib


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
