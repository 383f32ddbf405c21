"""Where submissions are graded: in processes of this machine, or one after the other in this one.

A judge computes while its box runs, so threads in one Python would wait for one another; processes do not.
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
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, Protocol

from autograder.box.selftest import verify
from autograder.errors import GraderError, summary
from autograder.grading.engine import Engine
from autograder.grading.interrupts import uninterrupted
from autograder.results.result import Result
from autograder.submission.reading import Submission

USABLE_CPUS: list[int] = sorted(getattr(os, "sched_getaffinity", lambda _: [0])(0))
"""The cores that this program may use."""
WORKERS = min(max(len(USABLE_CPUS), 2), 8)
"""Processes that grade by default: one for each core, and not more than the writing process keeps up with."""
PR_SET_PDEATHSIG = 1
Read = Callable[[str], Submission]
"""Reads a student's submission."""


class Pool(Protocol):
    """Where submissions are graded."""

    @property
    def window(self) -> int:
        """How many submissions should be on their way, so that no worker waits."""

    def submit(self, student: str) -> Future[Result]:
        """Let a student's submission be graded."""

    def renew(self) -> None:
        """Replace workers of which one was killed from outside."""

    def stop(self) -> None:
        """End the workers."""


@dataclass(frozen=True)
class GradingTask:
    """How one student's submission becomes a result: a pure function of its bytes.

    Parameters
    ----------
    engine
        Grades the submission.
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
            If the grader itself failed: in this form the failure can leave its process.
        """
        try:
            begun = time.monotonic()
            result = self.engine.grade(self.read(student))
            return replace(result, seconds=time.monotonic() - begun)
        except Exception as error:
            raise GraderError(summary(error)) from None


OpenPool = Callable[[GradingTask, int], Pool]
"""Opens a pool for a task, with so many workers if it is of this machine."""


def open_local_pool(task: GradingTask, count: int) -> Pool:
    """Return a pool of this machine whose sandbox passed its self-test.

    Raises
    ------
    autograder.errors.NoSandboxError
        If no sandbox works here.
    """
    verify(task.engine.sandbox)
    return LocalPool(task, count)


class InProcessExecutor(Executor):
    """Runs each call at once, in this process: for one submission, or if processes cannot be forked."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Return a future that is done."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


_TASK: list[GradingTask] = []
"""The task of a worker process. It came with the fork, so that nothing of it was copied or pickled."""


def cpu_sets(count: int, usable: list[int]) -> list[set[int]]:
    """Return the cores that each of so many workers may use: one, or all of them.

    A judge and its box take turns: on one core neither waits until another core has woken up. Workers that
    are too few to keep every core busy, or more than fill each core alike, may use any core.
    """
    single = usable * (count // len(usable))
    return [*({cpu} for cpu in single), *[set(usable)] * (count - len(single))]


def _start_worker(task: GradingTask, writer: int, cpus: list[set[int]]) -> None:
    _TASK[:] = [task]
    # If the process that writes ends, in whatever way, its workers end too, and their boxes with them.
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != writer:
        os._exit(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that writes decides when to stop
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # A process's name ends with its number among its parent's children, and workers are forked in order.
    number = int(re.split("[-:]", multiprocessing.current_process().name)[-1])
    with contextlib.suppress(OSError):  # these cores were taken from us meanwhile: then any will do
        os.sched_setaffinity(0, cpus[number % len(cpus)])


def _run(student: str) -> Result:
    return _TASK[0](student)


@dataclass
class LocalPool:
    """Worker processes of this machine.

    Parameters
    ----------
    task
        What each does.
    count
        How many work at a time.
    """

    task: GradingTask
    count: int

    def __post_init__(self) -> None:
        # A fork copies the locks of other threads as they are, held for ever: then this process grades.
        alone = threading.active_count() == 1
        self._forks = self.count > 1 and alone and "fork" in multiprocessing.get_all_start_methods()
        self._executor = self._new_executor()

    def _new_executor(self) -> Executor:
        if not self._forks:
            return InProcessExecutor()
        self.task.engine.sandbox.zygotes.close()  # each worker starts one of its own
        # What exists at the fork stays shared: garbage collection no longer writes to its pages.
        gc.freeze()
        context = multiprocessing.get_context("fork")
        arguments = (self.task, os.getpid(), cpu_sets(self.count, USABLE_CPUS))
        return ProcessPoolExecutor(
            self.count, mp_context=context, initializer=_start_worker, initargs=arguments
        )

    @property
    def window(self) -> int:
        """How many submissions should be on their way, so that no worker waits."""
        return 2 * self.count

    def submit(self, student: str) -> Future[Result]:
        """Let a student's submission be graded."""
        if not self._forks:
            return self._executor.submit(self.task, student)
        # Stopped in the middle of it, we would go with a lock that the executor's own thread waits for.
        with uninterrupted():
            return self._executor.submit(_run, student)

    def renew(self) -> None:
        """Replace workers of which one was killed from outside."""
        self.stop()
        self._executor = self._new_executor()

    def stop(self) -> None:
        """End the workers; their boxes end with them."""
        # Asked for first: an executor that was shut down no longer knows its processes, and waits for them.
        processes = list((getattr(self._executor, "_processes", None) or {}).values())
        results = getattr(self._executor, "_result_queue", None)
        self._executor.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()
        if results is not None:
            # Half a result may be on its way: whoever waits for the rest hears that nobody writes any more.
            results._writer.close()
