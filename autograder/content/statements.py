"""What a course's texts state in numbers, and the expressions that prove it; a table beside the texts.

A line of the table is a piece of text as it reads, with holes for its numbers::

    A square of side {a} has the area {=a * a}

The hole {a} takes whatever number stands there, {=a * a} a number that has to be this value, rounded to its
last written digit. So the text itself brings the numbers that are given, and a line proves every text that
says the same of other numbers. What is written can also be {~ value} (about), {< value}, {<= value},
{> value}, {>= value}; {*w} is a list, {*=...} a list of values, {? ...} stands for no number and has to be
true, and ... stands for words without numbers. A number may have a name and a value, {b=a * a}, for other
holes of its line. `$`, braces and LaTeX's spaces do not count, and neither do capitals.

A line without values says of its numbers that nothing is to be proved: exercise numbers, inputs that are
chosen. `== ` begins a group, whose title says what is in it; `# ` a comment. Where lines overlap, the
longest piece of text decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NamedTuple

from autograder.content.numerals import NUMERAL, Numeral, flat, numeral, numerals

GENERAL = Path(__file__).with_name("general_labels.txt")
"""Numbers that no course has to prove: of exercises, notebooks and points."""
GROUP, COMMENT = "== ", "# "

_HOLE = re.compile(r"\{(\*?)([A-Za-z]\w*)?(?:\s*(=|~|<=|>=|<|>|\?)\s*([^{}]+))?\}")
_LIST = rf"{NUMERAL}(?:(?:,? and |, ?){NUMERAL})*"
_FIRST_MARK = 0xE000
"""Characters of private use stand for holes while a line is laid flat."""


class Hole(NamedTuple):
    """A place for a number, or for a list of numbers, or for a fact."""

    is_list: bool
    name: str
    relation: str
    expression: str


class Reading(NamedTuple):
    """What is known of one number in a text.

    Parameters
    ----------
    numeral
        The number.
    statement
        The line that decides on it; None if none does.
    hole
        The hole in which it stands; None where the line has the number itself.
    value
        What it has to be, if it has to be something.
    fault
        What is wrong with it, or "".
    """

    numeral: Numeral
    statement: Statement | None
    hole: Hole | None = None
    value: Any = None
    fault: str = ""

    @property
    def is_bound(self) -> bool:
        """Whether an expression says what it has to be."""
        return self.hole is not None and bool(self.hole.relation)


@dataclass(frozen=True)
class Statement:
    """One line of the table.

    Parameters
    ----------
    line
        As it is written.
    group
        The title above it.
    place
        File and number of the line.
    """

    line: str
    group: str
    place: str

    @cached_property
    def holes(self) -> tuple[Hole, ...]:
        """Its holes, in order."""
        return tuple(Hole(bool(h[1]), h[2] or "", h[3] or "", h[4] or "") for h in _HOLE.finditer(self.line))

    @property
    def is_label(self) -> bool:
        """Whether it claims no value."""
        return all(hole.relation in {"", "?"} for hole in self.holes)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What finds it in a flat text; the nth group is the nth hole."""
        line = self._flat
        pattern = re.escape(line).replace(r"\.\.\.", r"[^\d]*?").replace(r"\ ", " ")
        for index, hole in enumerate(self.holes):
            place = "()" if hole.relation == "?" else f"({_LIST if hole.is_list else NUMERAL})"
            pattern = pattern.replace(chr(_FIRST_MARK + index), place)
        before = r"(?<!\w)" if line[:1].isalnum() else ""
        after = r"(?!\w)(?!\.\d)" if line[-1:].isalnum() else ""
        return re.compile(before + pattern + after, re.IGNORECASE)

    @cached_property
    def core(self) -> str:
        """The longest piece without holes: a text without it need not be searched."""
        pieces = re.split(rf"\.\.\.|[{chr(_FIRST_MARK)}-{chr(_FIRST_MARK + 99)}]", self._flat)
        return max(pieces, key=len).strip().lower()

    @cached_property
    def _flat(self) -> str:
        marks = iter(range(_FIRST_MARK, _FIRST_MARK + 99))
        return flat(_HOLE.sub(lambda _: chr(next(marks)), self.line))


@dataclass(frozen=True)
class Statements:
    """The table of a course.

    Parameters
    ----------
    lines
        Its lines, those of the grader's own labels among them.
    names
        What the expressions may use.
    """

    lines: tuple[Statement, ...] = ()
    names: Mapping[str, Any] = field(default_factory=dict)
    _known: dict[Any, tuple[Any, str]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def read(cls, files: Iterable[Path | Traversable], names: Mapping[str, Any]) -> Statements:
        """Read the table from text files."""
        every = (GENERAL, *sorted(files, key=lambda file: file.name))
        return cls(tuple(statement for file in every for statement in _statements(file)), names)

    @property
    def own(self) -> tuple[Statement, ...]:
        """The lines of the course itself."""
        return tuple(s for s in self.lines if not s.place.startswith(GENERAL.name))

    def readings(self, line: str) -> list[Reading]:
        """Return what is known of each number in a flat text."""
        lowered = line.lower()
        found = [
            (match, statement)
            for statement in self.lines
            if statement.core in lowered
            for match in statement.pattern.finditer(line)
            if match.end() > match.start()
        ]
        # Longest first; of two equals the one that claims something.
        found.sort(key=lambda pair: (pair[0].start() - pair[0].end(), pair[1].is_label))
        found = [(match, statement) for match, statement in found if self._applies(match, statement)]
        deciding = ((n, next((f for f in found if _covers(f[0], n)), None)) for n in numerals(line))
        return [Reading(n, None) if f is None else self._reading(n, *f) for n, f in deciding]

    def _applies(self, match: re.Match[str], statement: Statement) -> bool:
        """Whether a line is about these numbers: of one that claims no value the facts are conditions."""
        given = _given(match, statement)
        facts = [hole.expression for hole in statement.holes if hole.relation == "?"]
        return given is not None and (
            not statement.is_label or all(self._value(fact, given)[0] for fact in facts)
        )

    def _reading(self, number: Numeral, match: re.Match[str], statement: Statement) -> Reading:
        given = _given(match, statement) or {}
        facts = [hole for hole in statement.holes if hole.relation == "?"]
        for fact in facts:
            value, fault = self._value(fact.expression, given)
            if fault or not value:
                return Reading(number, statement, fact, value, fault or f"{fact.expression} is not true")
        for index, hole in enumerate(statement.holes, start=1):
            if hole.relation != "?" and match.start(index) <= number.start < match.end(index):
                return self._judged(number, match, statement, hole, given)
        return Reading(number, statement, facts[0] if facts else None)

    def _judged(
        self,
        number: Numeral,
        match: re.Match[str],
        statement: Statement,
        hole: Hole,
        given: Mapping[str, Any],
    ) -> Reading:
        index = statement.holes.index(hole) + 1
        if not hole.relation:
            return Reading(number, statement, hole)
        value, fault = self._value(hole.expression, given)
        if fault:
            return Reading(number, statement, hole, None, fault)
        if hole.is_list:
            written = list(numerals(match[index]))
            at = [n.start + match.start(index) for n in written].index(number.start)
            if len(value) != len(written):
                return Reading(number, statement, hole, value, f"there should be {len(value)} numbers")
            value = value[at]
        right = _holds(number, hole.relation, float(value))
        return Reading(number, statement, hole, float(value), "" if right else f"it is {float(value):.6g}")

    def _value(self, expression: str, given: Mapping[str, Any]) -> tuple[Any, str]:
        """Return the value of an expression, or what happened instead."""
        used = {name: given[name] for name in re.findall(r"[A-Za-z]\w*", expression) if name in given}
        key = expression, repr(sorted(used.items()))
        if key not in self._known:
            try:
                self._known[key] = eval(expression, {**self.names, **used}), ""  # noqa: S307  (the course's own)
            except Exception as error:
                self._known[key] = None, f"{expression} cannot be computed ({type(error).__name__}: {error})"
        return self._known[key]


def _covers(match: re.Match[str], number: Numeral) -> bool:
    return match.start() <= number.start and number.end <= match.end()


def _given(match: re.Match[str], statement: Statement) -> dict[str, Any] | None:
    """Return the named numbers of a place in a text; None if a name stands for two numbers."""
    given: dict[str, Any] = {}
    for hole, text in zip(statement.holes, match.groups(), strict=True):
        if hole.name:
            value = [n.given for n in numerals(text)] if hole.is_list else numeral(text).given
            if given.setdefault(hole.name, value) != value:
                return None
    return given


def _holds(written: Numeral, relation: str, value: float) -> bool:
    if relation == "=":
        return written.rounds(value)
    if relation == "~":
        return written.is_about(value)
    return {
        "<": written.value < value,
        "<=": written.value <= value,
        ">": written.value > value,
        ">=": written.value >= value,
    }[relation]


def _statements(file: Path | Traversable) -> Iterator[Statement]:
    group = ""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith(GROUP):
            group = line.removeprefix(GROUP).strip()
        elif line.strip() and not line.startswith(COMMENT):
            yield Statement(line.strip(), group, f"{file.name}:{number}")
