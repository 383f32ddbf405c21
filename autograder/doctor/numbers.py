"""The numbers in what students and markers read: each is proved by the course's statements, or is a label."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from autograder.content import ExerciseSet, Reading, Rubric, Statements
from autograder.content.numerals import Numeral, flat, unnumbered
from autograder.doctor import said
from autograder.doctor.finding import Diagnosis, Finding, Findings
from autograder.doctor.notebooks import name_of
from autograder.notebooks import CRITERION, Cell, read_notebook

SENTENCE_END = re.compile(r"(?<=[.!?:|;]) ")
POINTS = re.compile(rf"(?:(?<=\*\*What earns the points\.\*\* )|{CRITERION.pattern})\d+: ")
"""What the lines of a rubric are worth, in its question; `doctor.rubrics` compares them with the rubric."""


class Text(NamedTuple):
    """Something that is read, and where it stands."""

    where: str
    words: str


class Stated(NamedTuple):
    """A number in a text."""

    text: Text
    line: str
    reading: Reading

    @property
    def written(self) -> str:
        """The number as it stands there."""
        return self.line[self.reading.numeral.start : self.reading.numeral.end]

    @property
    def sentence(self) -> str:
        """The sentence around it."""
        return sentence_around(self.line, self.reading.numeral)


def sentence_around(line: str, number: Numeral) -> str:
    """Return the sentence of a flat text in which a number stands."""
    starts = [0, *(found.end() for found in SENTENCE_END.finditer(line)), len(line)]
    start = max(at for at in starts if at <= number.start)
    end = min((at for at in starts if at >= number.end), default=len(line))
    return line[start:end].strip()


def texts_of(cells: Iterable[Cell], exercises: ExerciseSet, source: Path | None = None) -> Iterator[Text]:
    """Yield every text of an assignment: of notebooks, checks, hints, rubrics and the students' package.

    Parameters
    ----------
    cells
        Of the course's notebooks.
    exercises
        Whose hints and rubrics are read, and the page to start from.
    source
        The folder in which the students' package lies; without it no package is read.
    """
    welcome = read_notebook(exercises.welcome).cells if exercises.welcome is not None else ()
    for cell in (*cells, *welcome):
        if cell.kind == "markdown":
            yield Text(name_of(cell), cell.source)
        elif cell.kind == "code":
            for words in said.in_cell(cell.source):
                yield Text(name_of(cell), words)
    if source is not None and exercises.student_package:
        yield from itertools.starmap(Text, said.in_package(source / exercises.student_package))
    for exercise in exercises.exercises:
        for check in exercise.checks:
            yield Text(f"a check of {exercise.name}", f"{exercise.name}: {check.title}")
    for topic, steps in exercises.hints.steps.items():
        for step, words in enumerate(steps, start=1):
            yield Text(f"hint {step} of {topic}", words)
    for rubric in exercises.rubrics:
        yield from _texts_of(rubric)


def _texts_of(rubric: Rubric) -> Iterator[Text]:
    """Yield every text of a rubric; its anchors and remark are those of the notebook's mark scheme."""
    name = f"rubric of {rubric.written}"
    for line in rubric.lines:
        yield Text(f"{name}, {line.id}", line.sentence)
    yield Text(f"{name}, note", rubric.note)
    for number in rubric.numbers:
        yield Text(f"{name}, a number", f"the number {_as_written(number.value)}: {number.meaning}")
    for comment in rubric.comments:
        yield Text(f"{name}, a comment", comment)
    for sample in rubric.samples:
        for words in (sample.answer, *sample.why.values()):
            yield Text(f"{name}, {sample.name}", words)


def _as_written(value: float) -> str:
    """Return a number with no more digits than were written: 1.07e+9, not 1070000000.0."""
    return str(Decimal(repr(value)).normalize()).lower()


def stated(texts: Iterable[Text], statements: Statements) -> Iterator[Stated]:
    """Yield every number in some texts, with what is known of it."""
    for text in texts:
        line = flat(POINTS.sub(" ", unnumbered(text.words)[0]))
        for reading in statements.readings(line):
            yield Stated(text, line, reading)


def numbers(cells: list[Cell], diagnosis: Diagnosis, source: Path | None = None) -> Findings:
    """Yield numbers that nothing proves, numbers that are false, and statements that stand nowhere."""
    statements = diagnosis.exercises.statements
    if not statements.lines:
        return
    every = list(stated(texts_of(cells, diagnosis.exercises, source), statements))
    diagnosis.counts["numbers in texts"] = len(every)
    diagnosis.counts["numbers bound by value"] = sum(number.reading.is_bound for number in every)
    yield from faults(every)
    yield from unused(every, statements)


def faults(every: Iterable[Stated]) -> Findings:
    """Yield numbers that nothing proves, and numbers that are false."""
    for number in every:
        reading, place = number.reading, number.text.where
        if reading.statement is None:
            yield Finding(
                place,
                f"nothing says what {number.written} is in {number.sentence!r}.",
                "Add a line to the course's statements, or correct the one that fitted before.",
            )
        elif reading.fault:
            yield Finding(
                place,
                f"{number.written} is not right in {number.sentence!r}: {reading.fault}.",
                f"Correct it, or {reading.statement.place}.",
            )


def unused(every: Iterable[Stated], statements: Statements) -> Findings:
    """Yield the course's statements that decide on no number."""
    used = {number.reading.statement for number in every}
    for statement in statements.own:
        if statement not in used:
            yield Finding(
                statement.place,
                f"no text says {statement.line!r}.",
                "Write it as the text does, or take it out.",
            )
