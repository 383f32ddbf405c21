"""Which answers are alike: empty, the same but for blanks, or nearly the same with the same numbers in them.

Marks are never given by likeness: a group is marked by whoever looks at it, and ticks are only offered.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from rapidfuzz import fuzz, process

from autograder.marking.numbers import WRITTEN, values

NEARLY, LIKE = 90.0, 70.0
"""From which likeness (0 to 100) answers are a group; from which one the ticks of another are offered."""
LONGEST, MOST_WORDS = 2_000, 0xC000
"""Of longer answers so many words are compared; a class uses fewer different ones."""
WORD = re.compile(r"[^\W_]+(?:[.,][^\W_]+)*|[^\w\s]")
EMPTY = "empty"


@dataclass(frozen=True)
class Group:
    """Answers that are alike.

    Parameters
    ----------
    id
        The same as long as its first answer is: "empty", or made of the answer's id.
    answers
        Their ids.
    likeness
        That of the two which are least alike of those that were compared, 0 to 100.
    """

    id: str
    answers: tuple[str, ...]
    likeness: float

    def without(self, apart: Collection[str]) -> Group | None:
        """Return it without some answers; None if that leaves no group."""
        left = tuple(id_ for id_ in self.answers if id_ not in apart)
        return replace(self, answers=left) if len(left) > 1 else None


def normal(text: str) -> str:
    """Return a text as it is compared: blanks, case and the marks of markdown do not count."""
    return " ".join(re.sub(r"[*_`#>$]+", " ", text).casefold().split())


class Words(dict[str, str]):
    """A letter of its own for each word: texts are then compared word by word, quickly.

    "It grows" and "it never grows" differ by a third, not by six letters of thirteen.
    """

    def __missing__(self, word: str) -> str:
        """Return the letter of a new word."""
        letter = self[word] = chr(0x1000 + len(self)) if len(self) < MOST_WORDS else "\0"
        return letter

    def letters(self, text: str) -> str:
        """Return a text with a letter for each word."""
        return "".join(self[word] for word in WORD.findall(normal(text))[:LONGEST])


def numbers_of(text: str) -> frozenset[float]:
    """Return the numbers in a text: where they differ, answers do."""
    return frozenset(value for found in WRITTEN.finditer(text) for value in values(found))


def groups(texts: Mapping[str, str], given: str = "") -> list[Group]:
    """Return the groups of more than one answer, the largest one first.

    Parameters
    ----------
    texts
        The answers by their ids.
    given
        What there was before students wrote: an answer that is still the same is empty.
    """
    blank = normal(given)
    alike: dict[str, list[str]] = {}
    empty = []
    for id_, text in texts.items():
        plain = normal(text)
        if plain in {"", blank}:
            empty.append(id_)
        else:
            alike.setdefault(plain, []).append(id_)
    found = [Group(EMPTY, tuple(empty), 100.0)] if len(empty) > 1 else []
    same_numbers: dict[frozenset[float], list[str]] = {}
    for plain in alike:
        same_numbers.setdefault(numbers_of(plain), []).append(plain)
    words = Words()
    for some in same_numbers.values():
        for members, likeness in _nearly(some, words):
            ids = tuple(id_ for plain in members for id_ in alike[plain])
            if len(ids) > 1:
                found.append(Group(f"like-{ids[0]}", ids, likeness))
    return sorted(found, key=lambda group: (group.id != EMPTY, -len(group.answers)))


def _nearly(plain: Sequence[str], words: Words) -> Iterable[tuple[list[str], float]]:
    """Yield texts that are nearly the same as the first of them, and how near the farthest one is."""
    letters = [words.letters(text) for text in plain]
    likeness = process.cdist(
        letters, letters, scorer=fuzz.ratio, score_cutoff=NEARLY, dtype=np.uint8, workers=-1
    )
    left = dict.fromkeys(range(len(plain)))
    while left:
        first = next(iter(left))
        near = [at for at in left if at == first or likeness[first, at]]
        for at in near:
            del left[at]
        yield [plain[at] for at in near], float(min([100, *(likeness[first, at] for at in near[1:])]))


class Marked:
    """Answers that were marked, to find the one that is most like another."""

    def __init__(self) -> None:
        self._words = Words()
        self._letters: dict[str, str] = {}

    def add(self, id_: str, text: str) -> None:
        """Add an answer."""
        self._letters[id_] = self._words.letters(text)

    def most_like(self, id_: str, text: str, among: Collection[str]) -> tuple[str, float] | None:
        """Return the answer among some that is most like this one, and how like it is; None if none is."""
        others = {other: self._letters[other] for other in among if other != id_ and other in self._letters}
        letters = self._words.letters(text)
        if not (letters and others):
            return None
        found = process.extractOne(letters, others, scorer=fuzz.ratio, score_cutoff=LIKE)
        return (found[2], round(float(found[1]), 1)) if found is not None else None
