"""Turns whatever goes wrong into an `AutograderError`, which both front doors show and exit with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from autograder.course.storage import storage_errors
from autograder.errors import AutograderError, FileAccessError, GraderError, summary


@contextmanager
def autograder_errors() -> Iterator[None]:
    """Let nothing but an `AutograderError` out: a TA sees a sentence, never our traceback.

    Raises
    ------
    AutograderError
        Instead of any other exception, which it keeps as its cause.
    """
    try:
        with storage_errors():
            yield
    except (AutograderError, BrokenPipeError):  # of a closed pipe, such as that of `head`, nothing is said
        raise
    except OSError as error:
        reason = error.strerror or summary(error)
        raise FileAccessError(f"{error.filename}: {reason}" if error.filename else reason) from error
    except Exception as error:
        raise GraderError(summary(error)) from error
