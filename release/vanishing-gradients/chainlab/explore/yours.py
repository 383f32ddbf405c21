"""The student's functions in a widget: which of them pass their check, and how to say so."""

import contextlib
import io

from ..coach.findings import examine
from . import words


class Yours:
    """The functions that a widget draws with, by the names of their exercises; None is left out.

    Each is checked once, when the widget is made. What is not written yet does not reach the picture.

    Parameters
    ----------
    needed : sequence of str
        Names without which there is no picture.
    functions : functions by name
        The student's functions.
    """

    def __init__(self, needed, **functions):
        given = {name: function for name, function in functions.items() if function is not None}
        with contextlib.redirect_stdout(io.StringIO()):
            self.states = {name: examine(name, function).state for name, function in given.items()}
        self.ready = {n: f for n, f in given.items() if self.states[n] != "not_attempted"}
        self._needed = needed

    def waits(self):
        """Return the sentence that says what the picture waits for, or None."""
        missing = [name for name in self._needed if name not in self.ready]
        return words.WAITS.format(name=missing[0]) if missing else None

    def credits(self):
        """Return sentences that say with whose functions the picture is drawn, and which of them pass."""
        of = {state: [n for n, s in self.states.items() if s == state] for state in set(self.states.values())}
        passing, failing, later = (of.get(state, []) for state in ("passed", "failed", "not_attempted"))
        parts = [
            text[len(names) > 1].format(names=listed(names))
            for text, names in ((words.PASSING, passing), (words.FAILING, failing))
            if names
        ]
        sentences = [words.DRAWN_WITH.format(parts=words.AND.join(parts))] if parts else []
        sentences += [words.FAILING_NOTE] if failing else []
        return sentences + ([words.LATER.format(names=listed(later))] if later else [])


def listed(names):
    """Return names as one text: "a, b and c"."""
    return words.AND.join(filter(None, [", ".join(names[:-1]), names[-1]]))
