"""Grades many submissions in a pool and writes each result as it comes; a failure at one stops no other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait

from autograder.course.storage import storage_trouble
from autograder.errors import GraderError, NoWorkersError
from autograder.grading.executors import Pool
from autograder.grading.interrupts import uninterrupted
from autograder.results.result import Result

Write = Callable[[Result], Result]
"""Writes a result into course and gradebook; returns it without its notebooks."""
Listener = Callable[[Result], None]
"""Receives each result once it is written, without its notebooks, which are in the course."""
LOOK_SECONDS = 0.2
"""How long a Ctrl-C may wait while nothing gets done."""


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
        done = _first_done(running)
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


def _first_done(running: Collection[Future[Result]]) -> set[Future[Result]]:
    """Return what is done as soon as something is; a Ctrl-C is heard between two looks."""
    while True:
        with uninterrupted():
            done, _ = wait(running, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
        if done:
            return done
