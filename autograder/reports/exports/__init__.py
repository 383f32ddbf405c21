"""Marks in the forms that campus systems take; each format in a module of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from autograder.reports.exports import canvas, gradescope, moodle, plain, words
from autograder.reports.exports.selection import Selection


@dataclass(frozen=True)
class Format:
    """A format of marks.

    Parameters
    ----------
    suffix
        Ending of its files.
    content
        Makes the file's bytes.
    advice
        Says what the TA should know before the file is used.
    for_system
        Whether a campus system reads it: then it holds only students whose mark is final.
    """

    suffix: str
    content: Callable[[Selection], bytes]
    advice: Callable[[Selection], list[str]]
    for_system: bool


FORMATS = {
    "canvas": Format(".csv", canvas.content, canvas.advice, for_system=True),
    "moodle": Format(".csv", moodle.content, moodle.advice, for_system=True),
    "gradescope": Format(".zip", gradescope.content, gradescope.advice, for_system=True),
    "csv": Format(".csv", plain.csv_content, plain.advice, for_system=False),
    "json": Format(".json", plain.json_content, plain.advice, for_system=False),
}
"""Every format of marks by its name."""

__all__ = ["FORMATS", "Format", "Selection", "words"]
