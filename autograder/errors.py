"""What can go wrong besides a student's work, in one hierarchy.

::

    AutograderError            exit code
    ├── UsageError                     2
    │   └── LimitsError                2
    ├── StorageError                   1
    ├── FileAccessError                1
    ├── NoSandboxError                 1
    ├── KernelError                    1
    ├── NoWorkersError                 1
    ├── GraderError                    1
    ├── CollectError                   1
    ├── NewerFormatError               1
    └── NoInputsError                  1

Both front doors, the commands and nbgrader's own, show the text of such an error and nothing else, and end
with its exit code. All other exceptions of the grader are handled inside of it.
"""

from __future__ import annotations


class AutograderError(Exception):
    """Something that a TA must know: what happened, to what, and what to do next.

    Parameters
    ----------
    reason
        What happened here.

    Attributes
    ----------
    exit_code
        Exit code of a command that ends with this error.
    sentence
        What is shown; `{reason}` stands for the reason.
    """

    exit_code = 1
    sentence = "{reason}"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return self.sentence.format(reason=self.reason)


class UsageError(AutograderError):
    """The command cannot be carried out as it was given."""

    exit_code = 2


class LimitsError(UsageError):
    """The course sets an unknown limit or an invalid value."""


class StorageError(AutograderError):
    """The course's disk or its gradebook cannot be written, or another grader is at work on the course."""


class FileAccessError(AutograderError):
    """A file cannot be read or written, for another reason than a full or broken disk."""

    sentence = "A file cannot be read or written: {reason}. Correct that, then run the command again."


class NoSandboxError(AutograderError):
    """No sandbox works on this machine."""

    sentence = (
        "Nothing was graded: {reason} "
        "(Only for files that you trust: `autograder grade ASSIGNMENT --no-sandbox`.)"
    )


class KernelError(AutograderError):
    """The kernel of a released notebook cannot be used for grading."""

    sentence = "Nothing was graded: {reason}"


class NoWorkersError(AutograderError):
    """The cluster is lost, or none of its workers can grade."""

    sentence = "{reason} What was graded is in the gradebook; run the command again to grade the rest."


class GraderError(AutograderError):
    """The grader itself failed, at some submissions or as a whole."""

    sentence = (
        "The grader itself failed ({reason}). Marks written so far stand. "
        "Please report it with the command that you typed."
    )


class CollectError(AutograderError):
    """Submissions could not be brought into the course, or not all of them."""

    sentence = "Stopped: {reason}. What was brought in so far is whole; run the command again for the rest."


class NewerFormatError(AutograderError):
    """A newer version of the grader stored what this one must read."""


class NoInputsError(AutograderError):
    """No inputs tell all answers to an exercise apart, so its fingerprints cannot be made."""


def summary(error: BaseException) -> str:
    """Return an error in a few words: the reason of one of ours, else its type and its first line."""
    if isinstance(error, AutograderError):
        return error.reason
    lines = str(error).splitlines()[:1]
    return ": ".join([type(error).__name__, *lines])
