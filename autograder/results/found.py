"""How an answer was found that did not stand in its own cell, in words for students and staff."""

from __future__ import annotations

from collections.abc import Iterable

BY_ID = "taken by its cell id"
BY_FUNCTION = "taken from a cell that defines it"
BY_TOPIC = "taken from a cell that names its topic"
BY_PLACE = "taken by its place in the notebook"
BELOW = "taken from the cell below its own"
ABOVE = "taken from the cell above its own"
IN_CHECK = "taken from its check cell"
IN_OTHER = "taken from the cell of {name}"
AMONG_TEXT = "taken from a cell that is not only code"
TEXT_BELOW = "taken from the text below its own cell"
TEXT_ABOVE = "taken from the text above its own cell"
TEXT_NEAR = "taken from the text beside its question"
TEXT_FAR = "taken from text far from its question"
IN_QUESTION = "taken from the cell of its question"
IN_PARTS = "put together from the cells in which it stands"

SENTENCE = "Your answer was {found}."
GUESS = "Your answer was {found}. That is a guess: if it is not the one you meant, tell your teacher."
NOTE = "{names}: {found}."
NOTE_OF_GUESS = "{names}: {found}. That is a guess."


def sentence(found: str, *, guessed: bool) -> str:
    """Tell a student how an answer was found; "" if it stood in its own cell."""
    return (GUESS if guessed else SENTENCE).format(found=found) if found else ""


def note(names: Iterable[str], found: str, *, guessed: bool) -> str:
    """Tell how the answers to some exercises were found, in the notes on a file."""
    return (NOTE_OF_GUESS if guessed else NOTE).format(names=", ".join(names), found=found)
