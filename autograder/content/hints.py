"""The hints of mistakes: words apart from code, three steps each, so that they can be translated."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path

STEPS = 3
"""Hints of each mistake: a question, a pointer into the notebook, a similar case nearly worked out."""
GENERAL = Path(__file__).with_name("general_hints.toml")
"""The words of slips that any exercise can show."""


@dataclass(frozen=True)
class Hints:
    """The hints of a course.

    Parameters
    ----------
    steps
        The three hints by mistake id, by `<exercise>.unknown`, or by topic.
    families
        Topics under which slips that several exercises share have their words once: with "sums", the mistake
        `f.sign_lost` takes the words of `sums.sign_lost` unless it has its own.
    """

    steps: dict[str, tuple[str, ...]] = field(default_factory=dict)
    families: tuple[str, ...] = ()

    @classmethod
    def from_steps(cls, steps: Mapping[str, Sequence[str]], families: tuple[str, ...] = ()) -> Hints:
        """Return hints written in code; if they say nothing of a general slip, its general words stand."""
        return cls(_table(GENERAL) | _steps(steps), families)

    @classmethod
    def read(cls, files: Iterable[Path | Traversable], families: tuple[str, ...] = ()) -> Hints:
        """Read hints from TOML files; a general slip that they do not mention keeps its general words.

        Raises
        ------
        ValueError
            If two files have the same topic.
        """
        found: dict[str, tuple[str, ...]] = {}
        for file in sorted(files, key=lambda file: file.name):
            table = _table(file)
            if found.keys() & table.keys():
                raise ValueError(f"{file.name} repeats {', '.join(sorted(found.keys() & table.keys()))}")
            found |= table
        return cls(_table(GENERAL) | found, families)

    def topic(self, mistake_id: str) -> str:
        """Return the topic that has the words of a mistake.

        Raises
        ------
        KeyError
            If there are no words for this mistake.
        """
        slip = mistake_id.partition(".")[2]
        for topic in (mistake_id, *(f"{family}.{slip}" for family in self.families)):
            if topic in self.steps:
                return topic
        raise KeyError(f"there is no hint for {mistake_id}: add it to the hints of the exercise set")

    def own(self, exercise: str, mistake_id: str) -> str:
        """Return the id of the exercise's own words for a general slip, or the id itself."""
        special = f"{exercise}.{mistake_id.partition('.')[2]}"
        return special if mistake_id.startswith("any.") and special in self.steps else mistake_id

    def of(self, mistake_id: str) -> tuple[str, ...]:
        """Return the three hints of a mistake.

        Raises
        ------
        KeyError
            If there are no words for this mistake.
        """
        return self.steps[self.topic(mistake_id)]

    def first(self, mistake_id: str) -> str:
        """Return the first hint of a mistake, a question.

        Raises
        ------
        KeyError
            If there are no words for this mistake.
        """
        return self.of(mistake_id)[0]


def _table(file: Path | Traversable) -> dict[str, tuple[str, ...]]:
    return _steps(tomllib.loads(file.read_text(encoding="utf-8")))


def _steps(table: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {topic: tuple(" ".join(step.split()) for step in steps) for topic, steps in table.items()}
