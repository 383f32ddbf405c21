"""Bounds what a student's function may take: so many lines of Python, which no machine changes, or a time."""

import contextlib
import signal
import sys
import threading
import time


class TooManyLinesError(BaseException):
    """The function was stopped; no `except Exception` in it goes on after that."""


class TimeUpError(BaseException):
    """What ran was stopped by the clock; no `except Exception` in it goes on after that."""


def within(lines, function, *args):
    """Return the function's value.

    Parameters
    ----------
    lines : int
        How many lines of Python it may run, those of the functions that it calls included.
    function : callable
        The function.
    *args
        Its arguments.

    Raises
    ------
    TooManyLinesError
        If it runs more.
    """
    left = lines

    def count():
        nonlocal left
        left -= 1
        if left < 0:
            raise TooManyLinesError

    with _at_each_line(count):
        return function(*args)


@contextlib.contextmanager
def time_limit(seconds, again=0.5):
    """Stop what runs in the block after so many seconds; it can be used inside of another one.

    A timer's signal does it, and costs nothing. Windows and Pyodide have none, and no thread but the first
    gets one: there the clock is read at each line of Python, which makes plain loops a few times slower, and
    stops them once: what catches everything, with `except:`, goes on. Neither way stops one single call into
    compiled code, such as `sum(range(10**12))`.

    Parameters
    ----------
    seconds : float
        How long it may run.
    again : float
        After how many more seconds it is stopped once more, if it goes on all the same.

    Raises
    ------
    TimeUpError
        When the time is up; by a signal again and again until the block is left.
    """
    with _by_signal(seconds, again) if _has_timer() else _by_clock(seconds):
        yield


def _has_timer():
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


@contextlib.contextmanager
def _by_signal(seconds, again):
    running = True

    def stop(*_):
        if running:
            raise TimeUpError

    handler = signal.signal(signal.SIGALRM, stop)
    before = signal.setitimer(signal.ITIMER_REAL, seconds, again)
    try:
        yield
    finally:
        running = False
        signal.setitimer(signal.ITIMER_REAL, *before)
        signal.signal(signal.SIGALRM, handler)


@contextlib.contextmanager
def _by_clock(seconds):
    end = time.monotonic() + seconds

    def look():
        if time.monotonic() > end:
            raise TimeUpError  # Python takes away what traces when it raises

    with _at_each_line(look):
        yield


@contextlib.contextmanager
def _at_each_line(look):
    """Call `look` before each line of Python in the functions that are called from here."""

    def trace(*_):
        look()
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)
