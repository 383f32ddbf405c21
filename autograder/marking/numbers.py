r"""The numbers of a rubric in an answer, as students write them: 1/4, 0.25, 0,25, 2.5e-1, \frac14."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from autograder.content import RubricNumber
from autograder.content.numerals import flat

WRITTEN = re.compile(
    r"(?<![\w.,])(?P<sign>(?<![\w)\]}])[-−+–]\s?)?"
    r"(?P<digits>\d{1,18}(?:[.,]\d{1,18})?|\.\d{1,18})"
    r"(?:\s?/\s?(?P<bottom>\d{1,18}(?:[.,]\d{1,18})?)(?![\d/])"
    r"|[eE](?P<power>[-−+]?\d{1,3})"
    r"|\s?[·⋅×*x]\s?10\s?(?:\^|\*\*)\s?[{(]?(?P<ten>[-−+]?\d{1,3})[)}]?"
    r"|\s?[·⋅×*x]\s?10(?P<raised>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})"
    r"|\s?(?P<percent>%))?"
    r"(?![\w]|[.,]\d)"
)
_RAISED = str.maketrans("⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹−", "-+0123456789-")
_DECIMAL_COMMA = re.compile(r"(\d)\{,\}(\d)")
_PERCENT = re.compile(r"\\%")


@dataclass(frozen=True)
class Hit:
    """A number of the rubric in a text: from where to where, and which one it is."""

    start: int
    end: int
    number: RubricNumber

    @property
    def title(self) -> str:
        """What it means, in words."""
        return f"{self.number.value:g}: {self.number.meaning}"


def values(found: re.Match[str]) -> Iterator[float]:
    """Yield what a written number may say: 1,234 may be large, or have three decimals."""
    sign = -1.0 if (found["sign"] or "+").strip() in {"-", "−"} else 1.0
    power = found["power"] or found["ten"] or found["raised"] or "0"
    share = 100.0 if found["percent"] else 1.0
    bottom = float((found["bottom"] or "1").replace(",", "."))
    if not bottom:
        return
    digits = found["digits"]
    whole, comma, rest = digits.partition(",")
    readings = [digits.replace(",", ".")]
    if comma and len(rest) == 3 and len(whole) <= 3 and not whole.startswith("0"):
        readings.append(whole + rest)
    for reading in readings:
        yield sign * float(reading) * 10.0 ** int(power.translate(_RAISED)) / bottom / share


def hits(text: str, numbers: Sequence[RubricNumber]) -> list[Hit]:
    """Return the numbers of a rubric in a text; a right one before one that tells of a mix-up.

    A sign may be a hyphen or an argument's own, so a number also counts with the other sign, if none of the
    rubric's has this one.
    """
    found = []
    for match in WRITTEN.finditer(text):
        said = list(values(match))
        fitting = [n for n in numbers if any(n.fits(value) for value in said)]
        fitting = fitting or [n for n in numbers if match["sign"] and any(n.fits(-value) for value in said)]
        if fitting:
            best = min(fitting, key=lambda number: (not number.right, _distance(number, said)))
            found.append(Hit(match.start(), match.end(), best))
    return found


def _distance(number: RubricNumber, said: list[float]) -> float:
    return min(abs(abs(value) - abs(number.value)) for value in said)


def marked_text(text: str, numbers: Sequence[RubricNumber], plain: Callable[[str], str]) -> str:
    """Return a text as HTML in which these numbers are marked; `plain` makes HTML of what is between them."""
    parts, end = [], 0
    for hit in hits(text, numbers):
        parts += [plain(text[end : hit.start]), mark(plain(text[hit.start : hit.end]), [hit])]
        end = hit.end
    return "".join([*parts, plain(text[end:])])


def marked_formula(source: str, rendered: str, numbers: Sequence[RubricNumber]) -> str:
    """Return a formula's HTML, marked as a whole if one of these numbers stands in it."""
    plain = flat(_PERCENT.sub("%", _DECIMAL_COMMA.sub(r"\1,\2", source)))
    found = hits(plain, numbers)
    return mark(rendered, found) if found else rendered


def mark(inner: str, found: Sequence[Hit]) -> str:
    """Return HTML as a marked piece that says what its numbers mean."""
    kind = "right" if all(hit.number.right for hit in found) else "mixup"
    title = "; ".join(dict.fromkeys(hit.title for hit in found))
    return f'<mark class="{kind}" title="{html.escape(title)}">{inner}</mark>'
