"""People's names as people write them: whether two are one, without case, accents, order and trimmings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import islice, product

from autograder.collecting.naming import COPY_WORDS
from autograder.text import UNDIVIDED

Letter = tuple[str, str]
"""A letter without its accents, and these."""
Word = tuple[Letter, ...]
APOSTROPHES = re.compile(r"['’‘ʼ`´]")
SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
"""How some letters are written out: Müller is Mueller, and Ødegård is Oedegaard."""
TRIMMING = re.compile(
    r"(?:late|final|new|latest|last|fixed|corrected|updated|revised|again|re|real|done|my|the|of|for|from"
    r"|sub|submission|submissions|submitted|resubmission|resubmitted|resubmit|handin|attempt|try|version|ver|v"
    r"|hw|homework|ps|ex|exercise|exercises|assignment|task|lab|problem|set|sheet|week|unit|part|work"
    r"|project|notebook|notebooks|nb|ipynb|zip|folder|file|files|upload|no|nr"
    r"|spät|abgabe|übung|hausaufgabe|aufgabe|neu|tarde|tarea|entrega|nuevo|retard|devoir|rendu|nouveau"
    rf"|consegna|compito|ritardo|nuovo|tardi|{COPY_WORDS})\d*"
)
"""A word that people add to a name in the name of a folder."""
ALIKE = 0.75
"""How alike two names must be to be asked about: 1 is the same."""
WAYS = 16
"""How many ways to write one name are looked at."""
PART = 3
"""How many letters a part of a name must have to stand for all of it."""


@dataclass(frozen=True)
class Name:
    """A name in its parts, each with its letters.

    Parameters
    ----------
    words
        The parts in their order.
    """

    words: tuple[Word, ...]

    @classmethod
    def of(cls, text: str) -> Name:
        """Read a name; what is neither letter nor digit divides it, but an apostrophe does not."""
        return cls(tuple(map(_word, _divided(_folded(text)))))

    @cached_property
    def plain(self) -> tuple[str, ...]:
        """The parts without accents."""
        return tuple("".join(base for base, _ in word) for word in self.words)

    @cached_property
    def key(self) -> str:
        """The parts without accents and in no order: two names that are one have the same."""
        return " ".join(sorted(self.plain))

    @property
    def joined(self) -> Name:
        """The name as one word, as Canvas writes it."""
        return Name((tuple(letter for word in self.words for letter in word),))

    @cached_property
    def numbers(self) -> list[str]:
        """The parts that hold digits."""
        return sorted(plain for plain in self.plain if any(map(str.isdigit, plain)))

    @cached_property
    def has_accents(self) -> bool:
        """Whether any letter has one."""
        return any(accents for word in self.words for _, accents in word)

    def is_as(self, known: Name) -> bool:
        """Return whether a name is a known one with the same key: it may lack accents, but have no others.

        Only where the known one has none at all may it have some that are not there.
        """
        pairs = zip(sorted(self.words, key=_plain), sorted(known.words, key=_plain), strict=True)
        return not known.has_accents or all(_agree(mine, theirs) for mine, theirs in pairs)

    def is_part_of(self, known: Name) -> bool:
        """Return whether it has some of a known name's parts and no other ones."""
        if not 0 < len(self.words) < len(known.words):
            return False
        by_plain = dict(zip(known.plain, known.words, strict=True))
        return all(
            plain in by_plain and (not known.has_accents or _agree(word, by_plain[plain]))
            for plain, word in zip(self.plain, self.words, strict=True)
        )

    def only(self, kept: Collection[int]) -> Name:
        """Return the name with these of its parts."""
        return Name(tuple(word for at, word in enumerate(self.words) if at in kept))


def writings(text: str) -> Iterator[Name]:
    """Yield the ways to write a name: each part with letters written out or not, and all parts as one."""
    parts = _divided(_folded(text))
    ways = (dict.fromkeys((part, unicodedata.normalize("NFC", part).translate(SPELLED))) for part in parts)
    for way in islice(product(*ways), WAYS):
        name = Name(tuple(map(_word, way)))
        yield name
        if len(name.words) > 1:
            yield name.joined


def trimmed(name: Name, own: Collection[str]) -> Iterator[tuple[Name, set[str]]]:
    """Yield a name without its trimmings, and these: first without words, then also without numbers.

    Parameters
    ----------
    own
        More words that may be trimmings, such as those of the assignment's name.
    """
    words = {at for at, plain in enumerate(name.plain) if TRIMMING.fullmatch(plain) or plain in own}
    numbers = {at for at, plain in enumerate(name.plain) if plain.isdigit()}
    for out in dict.fromkeys((frozenset(words), frozenset(words | numbers))):
        kept = set(range(len(name.words))) - out
        if out and kept:
            yield name.only(kept), {name.plain[at] for at in out}


def likeness(one: Name, other: Name) -> float:
    """Return how alike two names are, from 0 to 1; parts with different numbers are not alike at all.

    Below `ALIKE` it may be said to be 0.
    """
    if one.numbers != other.numbers and one.numbers and other.numbers:
        return 0.0
    matcher = SequenceMatcher(None, one.key, other.key, autojunk=False)
    for bound in (matcher.real_quick_ratio, matcher.quick_ratio):  # each takes longer than the one before
        if bound() < ALIKE:
            return 0.0
    return matcher.ratio()


def _folded(text: str) -> str:
    return APOSTROPHES.sub("", unicodedata.normalize("NFKC", text).casefold())


def _divided(text: str) -> list[str]:
    """Return the parts of a text; signs of vowels and accents belong to their letters."""
    return "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in text).split()


def _word(text: str) -> Word:
    letters: list[Letter] = []
    for char in unicodedata.normalize("NFD", text):
        if letters and _is_accent(char):
            base, accents = letters[-1]
            letters[-1] = base, accents + char
        elif char in UNDIVIDED:
            letters += [(base, char) for base in UNDIVIDED[char]]
        else:
            letters.append((char, ""))
    return tuple(letters)


def _is_accent(char: str) -> bool:
    """Return whether a mark may be left out: accents, and the points of Hebrew and Arabic.

    Signs of vowels in Indian scripts, tones in Thai and the voiced sounds of Japanese make another letter.
    """
    return 10 <= (order := unicodedata.combining(char)) <= 35 or order >= 200


def _agree(word: Word, known: Word) -> bool:
    return all(accents in {"", theirs} for (_, accents), (_, theirs) in zip(word, known, strict=True))


def _plain(word: Word) -> str:
    return "".join(base for base, _ in word)
