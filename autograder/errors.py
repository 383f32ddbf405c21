"""What can go wrong beside a student's work: what happened, to what, what to do next, which exit code.

Both front doors, the commands and nbgrader's own, show the text of an `AutograderError` and nothing else.
"""

from __future__ import annotations


class AutograderError(Exception):
    """Something went wrong, and the text says what to do."""

    exit_code = 1


class UsageError(AutograderError):
    """The command cannot be carried out as it was given; the text says what to do."""

    exit_code = 2
