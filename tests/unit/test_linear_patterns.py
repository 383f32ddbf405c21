"""A pattern that meets a stranger's text takes time in proportion to it: one that does not would hang here."""

from __future__ import annotations

import re

import pytest

from autograder.coach import code
from autograder.collecting import naming
from autograder.grading import absent
from autograder.submission import effects, ingest, markup, pictures, prose

LENGTH = 300_000
PATTERNS = {
    f"{module.__name__.rpartition('.')[2]}.{name}": pattern
    for module in (absent, code, effects, ingest, markup, naming, pictures, prose)
    for name, pattern in vars(module).items()
    if isinstance(pattern, re.Pattern) and isinstance(pattern.pattern, str)
}
BOUNDED = {"naming.MARKED"}
"""Those that meet names alone, of 255 bytes at most."""
PIECES = [
    *(
        "\n",
        " ",
        " \n",
        "\t",
        "-",
        "_",
        "(",
        "#",
        "%",
        "!",
        "?",
        ">",
        "`",
        "a",
        "a ",
        "a\n",
        "1",
        "=",
        "a=",
        ".",
    ),
    *("del ", "def ", "async\n", "return ", "attachment:", "attachment: ", "data:", "data:image/png;base64,"),
    *(
        "<b ",
        "<b>",
        "<b x=",
        '<b x="',
        "</b>",
        '"',
        "copy",
        "-copy",
        " (1)",
        "-1",
        "copy of ",
        "%%time ",
        "In [1]:",
    ),
]
BEGINNINGS = ["", "```", "#", "attachment:", "data:a/b;base64,", "<b ", "a", "%", "(", "-copy"]


@pytest.mark.parametrize("name", sorted(PATTERNS.keys() - BOUNDED))
def test_a_flood_is_searched_through_in_time(name: str) -> None:
    for piece in PIECES:
        for beginning in BEGINNINGS:
            text = beginning + piece * (LENGTH // len(piece)) + "\x00"
            assert len(PATTERNS[name].sub("", text, count=3)) <= len(text)
