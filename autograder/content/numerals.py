"""Numbers as a text writes them: markdown and LaTeX laid flat, numerals found, rounding judged."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

NUMERAL = (
    r"(?<![\w.])(?:(?<![\w)\]])[-+])?"
    r"\d+(?:\.\d+)?(?:e[-+]?\d+)?(?:/\d+(?!\.?\d))?"
    r"(?![A-Za-z_\d])(?!\.\d)"
)
"""A number by itself: what is glued to a letter, as in float64 or 2h, is part of a name or of a formula."""
ABOUT = 0.1
"""How far off "about" may be, as a share of the number; a bare power of ten means the nearest one."""

_FOUND = re.compile(NUMERAL)
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_RAISED = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"
_LOWERED = str.maketrans(_RAISED, "-0123456789")
_NUMBERING = re.compile(r"^\s*(?:#+ +)?(?:- )?\*{0,2}-?\d+(?:[.)]\*{0,2}|\*\*)(?= |$)", re.MULTILINE)
"""A heading's or a list's own number, and the points at the beginning of a rubric's line."""
_MARKUP = (
    (re.compile(r"!?\[([^\]]*)\]\([^)\s]+\)"), r"\1 "),  # an image says its alt text, a link its words
    (re.compile(r"</?[A-Za-z][^>]*>|<!--.*?-->", re.DOTALL), ""),
)
_BRACED = r"\{((?:[^{}]|\{[^{}]*\})*)\}"
_LATEX = (
    (re.compile(r"\\(?:underbrace|text)(?![A-Za-z])"), " "),
    (re.compile(r"\\[dt]frac"), r"\\frac"),
    (re.compile(r"\\frac(?:\{(\d+)\}|(\d))(?:\{(\d+)\}|(\d))"), r"\1\2/\3\4"),
    (re.compile(rf"\\frac{_BRACED}{_BRACED}"), r"(\1)/(\2)"),
    (re.compile(r"\\\\ *(?=&|$)"), " "),
    (re.compile(r"\\[,;!: ]|\\(?:left|right|bigl|bigr|Bigl|Bigr|big|quad|qquad)(?![A-Za-z])|\{,\}"), ""),
    (re.compile(r"\\(?:cdot|times)(?![A-Za-z])|×"), "·"),
    (re.compile(r"\\pm(?![A-Za-z])"), "±"),
    (re.compile(r"\\(?:le|leq)(?![A-Za-z])"), "≤"),
    (re.compile(r"\\(?:ge|geq)(?![A-Za-z])"), "≥"),
    (re.compile(r"\\approx(?![A-Za-z])"), "≈"),
    (re.compile(r"\\sigma(?![A-Za-z])"), "σ"),
    (re.compile(r"\\lambda(?![A-Za-z])"), "λ"),
    (re.compile(r"\\(?=[A-Za-z%&])"), ""),
    (re.compile("−"), "-"),
    (re.compile(r"(?<![\w.])(\d+(?:\.\d+)?) *· *10\^\{?([-+]?\d+)\}?"), r"\1e\2"),
    (re.compile(r"(?<![\w.])10\^\{?([-+]?\d+)\}?"), r"1e\1"),
    (re.compile(f"(?<![\\w.])10([{_RAISED}]+)"), lambda found: f"1e{found[1].translate(_LOWERED)}"),
    (re.compile(rf"\}}_{_BRACED}"), r"} (\1) "),  # what stands under a brace
    (re.compile(r"_\{[^}]*\}|_\d+"), lambda found: found[0].translate(_SUBSCRIPTS)),
    (re.compile(r"\^\{?2\}?(?![\d.])"), "²"),
    (re.compile(r"\^\{?3\}?(?![\d.])"), "³"),
    (re.compile(r"[$`{}]"), ""),
    (re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d])"), lambda found: found[0].replace(",", "")),
)


class Numeral(NamedTuple):
    """A number in a flat text.

    Parameters
    ----------
    start, end
        Where it stands.
    value
        What it says.
    unit
        What its last written digit counts; 0 for a fraction, which is exact.
    """

    start: int
    end: int
    value: float
    unit: float

    @property
    def given(self) -> float:
        """The value as an expression takes it: an int if it is written as one."""
        return int(self.value) if self.unit == 1.0 else self.value

    def rounds(self, value: float) -> bool:
        """Whether a value, rounded to the last written digit, is this number."""
        return abs(value - self.value) <= self.unit / 2 * (1 + 1e-9) + 1e-12 * abs(value)

    def is_about(self, value: float) -> bool:
        """Whether a value is near this number: within a tenth, or half a step of its last digit."""
        if self.value > 0 and value > 0 and math.log10(self.value).is_integer() and self.value not in {1, 10}:
            return round(math.log10(value)) == round(math.log10(self.value))
        return self.rounds(value) or abs(value - self.value) <= ABOUT * abs(value)


def flat(text: str) -> str:
    """Return a text in one line as it reads: no markup, powers of ten as 3e-6, an index as part of a name."""
    for pattern, plain in (*_MARKUP, *_LATEX):
        text = pattern.sub(plain, text)
    return " ".join(text.split())


def unnumbered(text: str) -> tuple[str, int]:
    """Return a text without the numbers of its headings and list items, and how many there were."""
    return _NUMBERING.subn(" ", text)


def numerals(line: str) -> Iterator[Numeral]:
    """Yield the numbers in a flat text."""
    for found in _FOUND.finditer(line):
        yield numeral(found[0], found.start())


def numeral(text: str, start: int = 0) -> Numeral:
    """Return the number that a numeral writes."""
    top, _, bottom = text.partition("/")
    digits, _, power = top.partition("e")
    unit = 0.0 if bottom else 10.0 ** (int(power or 0) - len(digits.partition(".")[2]))
    value = float(top) / (float(bottom) or math.nan) if bottom else float(top)
    return Numeral(start, start + len(text), value, unit)
