"""The course key: the secret that the inputs of every submission are sampled from."""

from __future__ import annotations

import secrets
from pathlib import Path

from autograder.atomic import replace_file
from autograder.errors import UsageError

NAME, LENGTH = ".course_key", 32


def course_key(course: Path, *, keep: bool = True) -> bytes:
    """Return the course's key; the first grading makes it, with mode 600.

    If it is lost, a new one is made: a regrade then samples other inputs, and marks stay the same for right
    and wrong answers alike. Keep it in the course's backup, and away from students.

    Parameters
    ----------
    keep
        Whether a key that is made is also stored.

    Raises
    ------
    UsageError
        If the file holds something else.
    """
    path = course / NAME
    if path.exists():
        return _read(path)
    key = secrets.token_bytes(LENGTH)
    if keep:
        # In one step: half a key would be one that others can guess.
        replace_file(path, f"{key.hex()}\n".encode(), mode=0o600)
    return key


def _read(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text().strip())
    except ValueError:
        key = b""
    if len(key) != LENGTH:
        raise UsageError(
            f"{path} holds no course key. Put it back from your backup, or delete it: then a new one is made."
        )
    return key
