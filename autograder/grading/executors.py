"""Where submissions are graded: in processes of this machine, or one after the other in this one.

A judge computes while it asks, so threads in one Python would wait for one another; processes do not.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import multiprocessing
import os
import re
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol

from autograder.grading.engine import Engine
from autograder.results.result import Result
from autograder.submission.reading import Submission

USABLE: list[int] = sorted(getattr(os, "sched_getaffinity", lambda _: [0])(0))
"""The cores that this program may use."""
WORKERS = min(max(len(USABLE), 2), 8)
"""Processes that grade, unless told otherwise: one a core, and no more than one that writes keeps up with."""
PR_SET_PDEATHSIG = 1
Read = Callable[[str], Submission]
"""Reads a student's submission."""


class GraderError(Exception):
    """The grader itself failed at some submissions; all others have their marks."""


class NobodyLeftError(Exception):
    """Nobody is left who could grade; the text says why. What was written stands."""


class Pool(Protocol):
    """Where submissions are graded."""

    @property
    def window(self) -> int:
        """How many submissions are to be on their way, so that no grader waits."""

    def submit(self, student: str) -> Future[Result]:
        """Let a student's submission be graded."""

    def renew(self) -> None:
        """Replace graders of which one was killed from outside."""

    def stop(self) -> None:
        """End the graders."""


@dataclass(frozen=True)
class Task:
    """How one student's submission becomes a result: a pure function of its bytes.

    Parameters
    ----------
    engine
        Grades.
    read
        Reads the submission.
    """

    engine: Engine
    read: Read

    def __call__(self, student: str) -> Result:
        """Return the result.

        Raises
        ------
        GraderError
            Where the grader itself failed: in this form it can leave its process.
        """
        try:
            return self.engine.grade(self.read(student))
        except Exception as error:
            raise GraderError(f"{type(error).__name__}: {error}") from None


Hire = Callable[[Task, int], Pool]
"""Finds graders for a task, as many as are wanted of this machine."""


class Here(Executor):
    """Grades in this process, when it is asked: for one submission, and where processes cannot be forked."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Return a future that is done."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


_TASK: list[Task] = []
"""In a grading process: what it does. It came with the fork, so that nothing of it was copied or pickled."""


def places(count: int, usable: list[int]) -> list[set[int]]:
    """Return the cores that each of so many graders keeps to: one, or all of them.

    A judge and its box take turns: on one core neither waits until another core has woken up. Graders that
    are too few to keep every core busy, or more than fill each core alike, go where there is room.
    """
    kept = usable * (count // len(usable))
    return [*({core} for core in kept), *[set(usable)] * (count - len(kept))]


def _adopt(task: Task, writer: int, cores: list[set[int]]) -> None:
    _TASK[:] = [task]
    # Whatever ends the process that writes ends its graders too, and they their boxes.
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != writer:
        os._exit(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that writes decides when to stop
    # Its name ends with which child of its parent it is, and graders are forked one after the other.
    number = int(re.split("[-:]", multiprocessing.current_process().name)[-1])
    with contextlib.suppress(OSError):  # they were taken from us meanwhile: then anywhere
        os.sched_setaffinity(0, cores[number % len(cores)])


def _run(student: str) -> Result:
    return _TASK[0](student)


@dataclass
class Graders:
    """The graders of a class.

    Parameters
    ----------
    task
        What each does.
    count
        How many work at a time.
    """

    task: Task
    count: int

    def __post_init__(self) -> None:
        # A fork copies the locks of other threads as they are, for ever held: then the work is done here.
        alone = threading.active_count() == 1
        self._forks = self.count > 1 and alone and "fork" in multiprocessing.get_all_start_methods()
        self._pool = self._fresh()

    def _fresh(self) -> Executor:
        if not self._forks:
            return Here()
        self.task.engine.sandbox.zygotes.close()  # each grader gets one of its own
        # What is there at the fork stays shared: no collection of garbage writes to its pages any more.
        gc.freeze()
        context = multiprocessing.get_context("fork")
        adopted = (self.task, os.getpid(), places(self.count, USABLE))
        return ProcessPoolExecutor(self.count, mp_context=context, initializer=_adopt, initargs=adopted)

    @property
    def window(self) -> int:
        """How many submissions are to be on their way, so that no grader waits."""
        return 2 * self.count

    def submit(self, student: str) -> Future[Result]:
        """Let a student's submission be graded."""
        return self._pool.submit(_run if self._forks else self.task, student)

    def renew(self) -> None:
        """Replace graders of which one was killed from outside."""
        self.stop()
        self._pool = self._fresh()

    def stop(self) -> None:
        """End the graders; their boxes end with them."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in list((getattr(self._pool, "_processes", None) or {}).values()):
            process.terminate()
