"""What tests of known values share."""

from autograder.content.numerals import numeral


def stated(value: float, text: str) -> bool:
    """Return whether a computed value, rounded to the last digit that the text shows, is that number."""
    return numeral(text).rounds(float(value))
