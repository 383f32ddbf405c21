"""Lets a Ctrl-C wait where it would leave half of something: a result half written, a lock that is held."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let a Ctrl-C wait until what is inside is done."""
    if threading.current_thread() is not threading.main_thread():
        yield  # a Ctrl-C reaches the main thread alone
        return
    received: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: received.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if received:
        raise KeyboardInterrupt
