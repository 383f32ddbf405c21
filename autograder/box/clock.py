"""The time that limits count: a grader that was stopped meanwhile costs no student a mark.

A TA presses Ctrl-Z, a scheduler suspends a worker, a machine is frozen: what a grader sleeps through is not
the student's. No clock of the system stops then. So of the time between two looks this one counts a moment,
what this process computed in it, and how long it had to wait for a processor: a reply that takes long to read
is no pause, and cannot be made one by keeping the processors busy. Whoever waits for a student's code looks
more often (`wire.LOOK_SECONDS`), and all of that wait counts.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

MOMENT_SECONDS = 0.5
"""The most that counts between two looks, beside what was computed and waited for a processor."""
READ_SECONDS = 1.0
"""How often it is read at least what this process has computed and waited for."""


def busy() -> float:
    """Return the seconds in which this process computed, or had work and no processor."""
    waited = 0.0
    with contextlib.suppress(OSError, ValueError, IndexError):  # a kernel may not count it
        waited = int(Path("/proc/self/schedstat").read_bytes().split()[1]) / 1e9
    return time.process_time() + waited


class _Schedule(threading.local):
    """What the kernel says of a thread's turns, open: it is asked at each call of our functions."""

    process, file = 0, -1

    def read(self) -> bytes:
        if self.process != os.getpid():  # what is open in a forked process tells of its parent
            self.file = os.open("/proc/thread-self/schedstat", os.O_RDONLY)
            self.process = os.getpid()
        return os.pread(self.file, 100, 0)


_schedule = _Schedule()


def delayed() -> float:
    """Return the seconds in which this thread had work and no processor; 0 if the kernel does not count."""
    try:
        return int(_schedule.read().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


class Clock:
    """Seconds that count.

    Parameters
    ----------
    system
        The system's clock.
    busy
        The seconds in which this process had work.
    """

    def __init__(
        self, system: Callable[[], float] = time.monotonic, busy: Callable[[], float] = busy
    ) -> None:
        self._system, self._busy, self._lock = system, busy, threading.Lock()
        self._counted, self._worked = 0.0, busy()
        self._seen = self._read = system()

    def now(self) -> float:
        """Return the seconds that have counted until now."""
        with self._lock:
            moment = self._system()
            passed, most = moment - self._seen, MOMENT_SECONDS
            if passed > MOMENT_SECONDS or moment - self._read > READ_SECONDS:
                worked = self._busy()
                # A process that was forked from this one begins to count its own at 0.
                most += max(0.0, worked - self._worked)
                self._worked, self._read = worked, moment
            self._counted += min(passed, most)
            self._seen = moment
            return self._counted


now = Clock().now
"""The clock of this process."""


def until(end: float, more: Callable[[], float] = lambda: 0.0) -> Callable[[], float]:
    """Return a function that gives the seconds left until `now()` reaches `end`.

    Parameters
    ----------
    more
        Is asked for seconds to add to the end, each time that it is reached.
    """
    ends = [end]

    def left() -> float:
        seconds = ends[0] - now()
        if seconds <= 0:
            given = more()
            ends[0] += given
            seconds += given
        return seconds

    return left


def within(seconds: float) -> Callable[[], float]:
    """Return a function that gives how many of these seconds are left."""
    return until(now() + seconds)
