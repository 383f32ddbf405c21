"""The course key: the secret that the inputs of every submission are drawn from."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

from autograder.errors import UsageError

NAME, LENGTH = ".course_key", 32


def course_key(course: Path, *, keep: bool = True) -> bytes:
    """Return the course's key, made at the first grading with mode 600; kept there unless told otherwise.

    If it is lost, a new one is made: a regrade then draws other inputs, and marks stay the same for right
    and wrong answers alike. Keep it in the course's backup, and away from students.

    Raises
    ------
    UsageError
        Where the file holds something else.
    """
    path = course / NAME
    if path.exists():
        return _read(path)
    key = secrets.token_bytes(LENGTH)
    if not keep:
        return key
    # Put into place whole: half a key would be one that others can guess.
    descriptor, fresh = tempfile.mkstemp(prefix=f"{NAME}.", dir=course)
    with os.fdopen(descriptor, "w") as file:
        file.write(key.hex() + "\n")
    os.replace(fresh, path)  # noqa: PTH105
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
