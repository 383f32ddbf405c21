"""What a rubric is: the lines that earn the points of one written answer, and what helps to mark by them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import tomli_w

from autograder.content.fields import Fields
from autograder.content.marking_aids import RubricNumber, Sample


@dataclass(frozen=True)
class Anchor:
    """What an answer has to say to earn so many points of a line; for markers.

    Parameters
    ----------
    points
        What is earned: from 0 to the line's points.
    when
        What stands in such an answer.
    """

    points: float
    when: str

    @classmethod
    def of(cls, fields: Fields) -> Anchor:
        """Read it from a table of a rubric's file."""
        return cls(fields.number("points"), fields.text("when"))


@dataclass(frozen=True)
class RubricLine:
    """One thing that earns points, or costs some.

    Parameters
    ----------
    id
        Stable, speaking name, unique in its rubric.
    points
        What it earns at most; below 0 what it costs.
    sentence
        What earns them, in the words of the question.
    anchors
        What earns how much; without any it is all or nothing.
    """

    id: str
    points: float
    sentence: str
    anchors: tuple[Anchor, ...] = ()

    @property
    def costs(self) -> bool:
        """Whether it takes points away."""
        return self.points < 0

    @property
    def steps(self) -> tuple[float, ...]:
        """What it can earn besides nothing, all of it first."""
        found = {self.points, *(anchor.points for anchor in self.anchors)} - {0}
        return tuple(sorted(found, key=abs, reverse=True))

    @classmethod
    def of(cls, fields: Fields) -> RubricLine:
        """Read it from a table of a rubric's file."""
        line = cls(
            fields.text("id"),
            fields.number("points"),
            fields.text("sentence"),
            fields.tables("anchors", Anchor.of),
        )
        if not line.id or not line.points:
            raise ValueError(f"{fields.place} needs an id, and points that are not 0")
        low, high = sorted((0, line.points))
        for count, anchor in enumerate(line.anchors, start=1):
            if not low <= anchor.points <= high:
                place = f"{fields.named('anchors')}[{count}]"
                raise ValueError(f"{place}.points has to be from {low:g} to {high:g}")
        return line


@dataclass(frozen=True)
class Rubric:
    """The lines of one written answer, and what helps to mark by them.

    Parameters
    ----------
    written
        The grade_id of its cell, such as "written_proof".
    lines
        In the order of the question; one that costs points does not stand there, the note speaks of it.
    note
        What the question says behind the last line, such as "A plot alone earns 2 of the 6."; "" if nothing.
    title
        What the question is called in a list, such as "SA1: how steep can it be?".
    anchors
        What whole answers earn; for markers.
    remark
        What else markers should know, in Markdown.
    numbers
        Numbers worth looking for in an answer, and wrong ones that betray a mix-up.
    comments
        Comments ready to be given.
    samples
        Answers that are marked already.
    """

    written: str
    lines: tuple[RubricLine, ...]
    note: str = ""
    title: str = ""
    anchors: tuple[Anchor, ...] = ()
    remark: str = ""
    numbers: tuple[RubricNumber, ...] = ()
    comments: tuple[str, ...] = ()
    samples: tuple[Sample, ...] = ()

    @property
    def points(self) -> float:
        """What the lines earn together."""
        return sum(line.points for line in self.lines if not line.costs)

    def score(self, ticks: Mapping[str, float]) -> float:
        """Return the mark of an answer whose lines earn so much: from 0 to the points of the rubric."""
        return min(max(sum(ticks.get(line.id, 0) for line in self.lines), 0), self.points)

    @staticmethod
    def read(files: Iterable[Path | Traversable]) -> tuple[Rubric, ...]:
        """Read rubrics, each from a TOML file of its own.

        Raises
        ------
        ValueError
            If a file is not a rubric; the text names the file and the field.
        """
        ordered = sorted(files, key=lambda file: file.name)
        return tuple(Rubric.parse(file.read_text(encoding="utf-8"), file.name) for file in ordered)

    @staticmethod
    def parse(text: str, name: str) -> Rubric:
        """Read a rubric from TOML text; the name is for what is said of a fault.

        Raises
        ------
        ValueError
            If it is not a rubric; the text names the file and the field.
        """
        try:
            return Fields(tomllib.loads(text.replace("\r\n", "\n"))).whole(Rubric.of)
        except ValueError as error:  # TOML's own errors are ValueErrors
            raise ValueError(f"{name} is not a rubric: {str(error).rstrip('.')}.") from error

    @classmethod
    def of(cls, fields: Fields) -> Rubric:
        """Read it from the fields of its file."""
        lines = fields.tables("lines", RubricLine.of)
        ids = [line.id for line in lines]
        if not lines:
            raise ValueError("lines is missing, and each [[lines]] has id, points and sentence")
        if twice := next((each for each in ids if ids.count(each) > 1), None):
            raise ValueError(f"two of its lines have the id {twice!r}")
        return cls(
            written=fields.text("written"),
            lines=lines,
            note=fields.text("note", ""),
            title=fields.text("title", ""),
            anchors=fields.tables("anchors", Anchor.of),
            remark=fields.text("remark", "").strip(),
            numbers=fields.tables("numbers", RubricNumber.of),
            comments=fields.tables("comments", lambda comment: comment.text("text")),
            samples=fields.tables("samples", Sample.of),
        )

    def toml(self) -> str:
        """Return TOML text that is read as an equal rubric."""
        table = asdict(self, dict_factory=_told) | {"comments": [{"text": text} for text in self.comments]}
        order = ("written", "title", "note", "remark", "anchors", "lines", "numbers", "comments", "samples")
        return tomli_w.dumps({name: table[name] for name in order if table.get(name)}, multiline_strings=True)


def _told(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the fields of a table without those that are empty lists or tables."""
    return {name: value for name, value in fields if value not in ((), {})}
