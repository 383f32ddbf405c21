"""The time that limits count: a grader that was stopped meanwhile costs no student a mark.

A TA presses Ctrl-Z, a scheduler suspends a worker, a machine has no processor to give: what a grader sleeps
through is not the student's. No clock of the system stops then. So this one counts no more than a
moment between two looks at it; whoever waits for a student's code looks more often (`wire.LOOK_SECONDS`), and
all of that wait counts.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

MOMENT_SECONDS = 0.5
"""The most that counts between two looks."""


class Clock:
    """Seconds that count.

    Parameters
    ----------
    system
        The system's clock.
    """

    def __init__(self, system: Callable[[], float] = time.monotonic) -> None:
        self._system, self._lock = system, threading.Lock()
        self._counted, self._seen = 0.0, system()

    def now(self) -> float:
        """Return the seconds that have counted until now."""
        with self._lock:
            moment = self._system()
            self._counted += min(moment - self._seen, MOMENT_SECONDS)
            self._seen = moment
            return self._counted


now = Clock().now
"""The clock of this process."""


def until(end: float) -> Callable[[], float]:
    """Return a function that gives the seconds left until `now()` reaches `end`."""
    return lambda: end - now()


def within(seconds: float) -> Callable[[], float]:
    """Return a function that gives how many of these seconds are left."""
    return until(now() + seconds)
