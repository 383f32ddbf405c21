"""How results are stored: as JSON with the number of its format, read tolerantly.

A reader ignores fields that it does not know and gives missing ones their defaults, so only a field that
changes its meaning needs a new number. Format 1 had no number.
"""

from __future__ import annotations

import json
from typing import Any

from autograder.errors import NewerFormatError

FORMAT = 2
"""The format that is written, and the newest one that is read."""


class DamagedError(Exception):
    """What is stored is not a result: it counts as never stored, and whoever reads it says so."""


def to_stored(data: dict[str, Any]) -> str:
    """Return data as it is stored."""
    return json.dumps({"format": FORMAT, **data}, separators=(",", ":"))


def from_stored(text: str, what: str) -> tuple[int, dict[str, Any]]:
    """Return the number of the format, and the data.

    Parameters
    ----------
    what
        What is stored, for an error's sentence.

    Raises
    ------
    DamagedError
        If it is something else.
    NewerFormatError
        If a newer version of the grader stored it.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError, TypeError) as error:
        raise DamagedError(f"{what} is not JSON") from error
    version = data.pop("format", 1) if isinstance(data, dict) else None
    if type(version) is not int or version < 1:
        raise DamagedError(f"{what} has no known format")
    if version > FORMAT:
        raise NewerFormatError(
            f"{what} was stored by a newer version of the grader (format {version}; this one reads formats "
            f"up to {FORMAT}). Update the grader on this machine, then run the command again."
        )
    return version, data
