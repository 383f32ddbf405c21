"""What a rubric is: the lines that earn the points of one written answer, as students read them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path


@dataclass(frozen=True)
class RubricLine:
    """One thing that earns points.

    Parameters
    ----------
    id
        Stable, speaking name, unique in its rubric.
    points
        What it earns at most.
    sentence
        What earns them, in the words of the question.
    """

    id: str
    points: float
    sentence: str


@dataclass(frozen=True)
class Rubric:
    """The lines of one written answer.

    Parameters
    ----------
    written
        The grade_id of its cell, such as "written_proof".
    lines
        In the order of the question.
    note
        What the question says behind the last line, such as "A plot alone earns 2 of the 6."; "" if nothing.
    """

    written: str
    lines: tuple[RubricLine, ...]
    note: str = ""

    @property
    def points(self) -> float:
        """What the lines earn together."""
        return sum(line.points for line in self.lines)

    @staticmethod
    def read(files: Iterable[Path | Traversable]) -> tuple[Rubric, ...]:
        """Read rubrics, each from a TOML file of its own.

        Raises
        ------
        ValueError
            If a file is not a rubric; the text names the file.
        """
        return tuple(_rubric(file) for file in sorted(files, key=lambda file: file.name))


def _rubric(file: Path | Traversable) -> Rubric:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        lines = tuple(RubricLine(**line) for line in table.pop("lines"))
        return Rubric(lines=lines, **table)
    except (KeyError, TypeError, tomllib.TOMLDecodeError) as error:
        raise ValueError(
            f"{file.name} is not a rubric ({error}). It needs `written`, the grade_id of the answer, and for "
            "each line [[lines]] with `id`, `points` and `sentence`."
        ) from error
