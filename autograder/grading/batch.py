"""Grades many submissions in a pool and writes each result as it comes; a failure at one stops no other."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from contextlib import contextmanager

from autograder.course.storage import storage_trouble
from autograder.errors import GraderError, NoWorkersError
from autograder.grading.executors import Pool
from autograder.results.result import Result

Write = Callable[[Result], Result]
"""Writes a result into course and gradebook; returns it without its notebooks."""
Listener = Callable[[Result], None]
"""Receives each result once it is written, without its notebooks, which are in the course."""


def grade_batch(
    students: Sequence[str], pool: Pool, write: Write, listener: Listener
) -> dict[str, Exception]:
    """Grade students' submissions; return why the grader failed, by student.

    Raises
    ------
    autograder.errors.NoWorkersError
        If there is no worker left.
    OSError, sqlalchemy.exc.DatabaseError
        If disk or gradebook cannot be written.
    """
    failed: dict[str, Exception] = {}
    running: dict[Future[Result], str] = {}
    waiting, suspects = list(reversed(students)), list[str]()
    alone: str | None = None
    while waiting or suspects or running:
        if suspects and not running:
            alone = suspects.pop()
            running[pool.submit(alone)] = alone
        while waiting and alone is None and len(running) < pool.window:
            student = waiting.pop()
            running[pool.submit(student)] = student
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        if any(isinstance(future.exception(), BrokenExecutor) for future in done):
            # A worker was killed, and it is not known at which submission: each of them is tried alone.
            pool.renew()
            if alone is None:
                suspects += running.values()
            else:
                failed[alone] = GraderError("its grader was killed")
            running.clear()
            alone = None
            continue
        for future in done:
            student = running.pop(future)
            try:
                result = write(future.result())
            except NoWorkersError:
                raise
            except Exception as error:  # a fault of ours at one takes no marks from the next
                if storage_trouble(error) is not None:
                    raise  # it would meet each of them
                failed[student] = error
                continue
            listener(result)
        alone = None if not running else alone
    return failed


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
