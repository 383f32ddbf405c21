"""`check("area", area)`: look at a function, praise it or give the hint that fits."""

import os

from . import words
from .findings import examine
from .frontend import say, tell
from .latest import did_not_run
from .loading import quiet
from .unsaved import keep
from .words import wrapped


class CheckFailedError(AssertionError):
    """A check did not pass while `nbgrader validate` ran; it shows its sentences and no traceback."""

    def _render_traceback_(self):
        return str(self).splitlines()


class CheckStoppedError(KeyboardInterrupt):
    """A check was stopped by hand; the cells below it are not run, and no traceback is shown."""

    def _render_traceback_(self):
        return str(self).splitlines()


def check(name, function, hint=1):
    """Check your function on a few inputs: a line for each promise, and hints that fit what it returns.

    Parameters
    ----------
    name : str
        Name of the exercise.
    function : callable
        Your function, without brackets: check("area", area).
    hint : 1, 2 or 3
        1 asks a question, 2 points to a place in the notebook, 3 shows a similar case. In a notebook the
        further ones open below the first; elsewhere ask for them by their number.

    Raises
    ------
    CheckFailedError
        Only while `nbgrader validate` runs the notebook.
    CheckStoppedError
        If it is interrupted.
    """
    older = did_not_run(name, function)
    if older:
        say(older)
        return
    keep(name, function)
    try:
        finding = examine(name, function, hint)
    except KeyboardInterrupt:
        raise CheckStoppedError(wrapped(words.INTERRUPTED.format(name=name))) from None
    if not finding.is_right and os.environ.get("NBGRADER_EXECUTION") and not quiet():
        raise CheckFailedError(finding.as_text()) from None
    tell(finding.as_html(), finding.as_text())
