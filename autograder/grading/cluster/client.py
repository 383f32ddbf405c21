"""Grading on a Dask cluster that is running already: submissions go out as bytes, results come back.

Every worker first prepares itself (`worker.py`): its sandbox must pass its self-test there. Submissions are
then sent to workers, two at a time, so that no worker waits for the next one. If a worker is lost, what was
on it goes to another.
"""

from __future__ import annotations

import pickle
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from operator import methodcaller
from typing import Any

from autograder.errors import GraderError, NoWorkersError, summary
from autograder.grading.cluster.connection import CONNECT_SECONDS, connect
from autograder.grading.cluster.worker import Failure, JobSpec, UnusableWorkerError
from autograder.grading.executors import GradingTask, OpenPool
from autograder.results.result import Result

POLL_SECONDS = 1.0
AT_A_WORKER = 2
"""Submissions at a worker: the one that it grades, and the next."""
LOSSES = 5
"""Workers that may be lost with a submission on them before it is held to be the cause."""


def open_cluster_pool(address: str, say: Callable[[str], None]) -> OpenPool:
    """Return what opens a pool on the cluster at this address, with as many workers as it has."""
    return lambda task, _: ClusterPool(task, address, say)


@dataclass(eq=False)
class InFlight:
    """A packed submission on its way; `losses` counts the workers that were lost with it."""

    packed: bytes
    future: Future[Result] = field(default_factory=Future)
    losses: int = 0


class ClusterPool:
    """The workers of a Dask cluster that grade a class.

    Parameters
    ----------
    task
        What each does; submissions are read here, on the client.
    address
        The scheduler's.
    say
        Receives a sentence about workers that grade and workers that cannot; called from other threads.
    packed_worker
        Bytes that become what grades on a worker where they are unpickled; by default the engine, prepared.

    Raises
    ------
    autograder.errors.UsageError
        If there is no such cluster.
    """

    def __init__(
        self, task: GradingTask, address: str, say: Callable[[str], None], packed_worker: bytes = b""
    ) -> None:
        self._read, self._address, self._say = task.read, address, say
        self._client = connect(address)
        self._packed_worker = packed_worker or JobSpec.of(task.engine).pack()
        self._lock = threading.RLock()
        # All by the worker's address: its GradingWorker, prepared or not yet, as the cluster's future; ...
        self._workers: dict[str, Any] = {}
        # ... the submissions at each prepared one, by the cluster's future of the result; ...
        self._assigned: dict[str, dict[Any, InFlight]] = {}
        # ... and why it cannot grade.
        self._unusable: dict[str, str] = {}
        self._waiting: deque[InFlight] = deque()
        self._closed = ""
        self._ever_prepared = self._without_workers = False
        self._stopping = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="cluster", daemon=True)
        self._watcher.start()

    @property
    def window(self) -> int:
        """How many submissions should be on their way, so that no worker waits."""
        return AT_A_WORKER * (len(self._assigned) + 1)

    def submit(self, student: str) -> Future[Result]:
        """Let a student's submission be graded.

        Raises
        ------
        autograder.errors.NoWorkersError
            If the cluster is lost, or no worker of it can grade.
        """
        if self._closed:
            raise NoWorkersError(self._closed)
        try:
            submission = InFlight(pickle.dumps(self._read(student)))
        except Exception as error:
            failed: Future[Result] = Future()
            failed.set_exception(GraderError(summary(error)))
            return failed
        with self._lock:
            self._waiting.append(submission)
            self._send()
        return submission.future

    def renew(self) -> None:
        """Do nothing: a lost worker's submissions go to another one by themselves."""

    def stop(self) -> None:
        """Leave the cluster; what is still on it, its workers' engines included, is thrown away there."""
        self._close("The grading was stopped.")
        self._stopping.set()
        self._watcher.join(POLL_SECONDS * 10)
        with self._lock:
            self._workers.clear()
            self._assigned.clear()
        self._client.close(timeout=CONNECT_SECONDS)

    def _send(self) -> None:
        """Send waiting submissions to the workers with the least to do."""
        while self._waiting and self._assigned:
            address, assigned = min(self._assigned.items(), key=lambda entry: len(entry[1]))
            if len(assigned) >= AT_A_WORKER:
                return
            submission = self._waiting.popleft()
            grade = methodcaller("grade", submission.packed)
            sent = self._client.submit(grade, self._workers[address], workers=[address], pure=False)
            assigned[sent] = submission
            sent.add_done_callback(partial(self._on_returned, address, submission))

    def _on_returned(self, address: str, submission: InFlight, sent: Any) -> None:
        """Take a result, or send the submission out again."""
        trouble = "its grader was lost"
        try:
            returned = sent.result() if sent.status == "finished" else None
            if sent.status == "error":
                trouble = str(sent.exception())
        except Exception as error:  # the worker was lost with the result still on it
            returned, trouble = None, str(error)
        if isinstance(returned, Failure) and returned.unusable:
            self._refuse(address, returned.reason)
        with self._lock:
            self._assigned.get(address, {}).pop(sent, None)
            if not submission.future.done():
                if isinstance(returned, Result):
                    submission.future.set_result(returned)
                elif isinstance(returned, Failure) and not returned.unusable:
                    submission.future.set_exception(GraderError(returned.reason))
                else:
                    self._retry(submission, trouble)
            self._send()

    def _retry(self, submission: InFlight, trouble: str) -> None:
        submission.losses += 1
        if self._closed:
            submission.future.set_exception(NoWorkersError(self._closed))
        elif submission.losses < LOSSES:
            self._waiting.appendleft(submission)
        else:
            reason = f"it was sent out {LOSSES} times; the last time: {trouble}"
            submission.future.set_exception(GraderError(reason))

    def _watch(self) -> None:
        while not self._stopping.is_set():
            try:
                self._update_workers()
            except Exception as error:  # the connection is lost, or is being made again
                if self._client.status not in ("running", "connecting"):
                    cause = type(error).__name__
                    self._close(f"The connection with the scheduler at {self._address} was lost ({cause}).")
            self._stopping.wait(POLL_SECONDS)

    def _update_workers(self) -> None:
        """Let new workers prepare themselves, and give up those that are gone."""
        if self._client.status not in ("running", "connecting"):
            raise ConnectionError
        present = set(self._client.scheduler_info()["workers"])
        with self._lock:
            lost = {
                address
                for address, worker in self._workers.items()
                if address not in present or worker.status == "cancelled"
            }
            abandoned: list[Any] = []
            for address in lost:
                del self._workers[address]
                abandoned += self._assigned.pop(address, {})
            for address in self._unusable.keys() - present:
                del self._unusable[address]
            for address in present - self._workers.keys() - self._unusable.keys():
                worker = self._client.submit(pickle.loads, self._packed_worker, workers=[address], pure=False)
                self._workers[address] = worker
                worker.add_done_callback(partial(self._on_prepared, address))
            without_workers = not self._workers
        if abandoned:
            self._client.cancel(abandoned, force=True)  # each of them then returns, and is sent out again
        if lost and not self._stopping.is_set():
            self._say(f"Lost: {', '.join(sorted(lost))}. What was there is graded elsewhere.")
        if without_workers and self._unusable and not self._ever_prepared:
            self._close(f"No worker of the cluster can grade. {'; '.join(self._reasons())}.")
        elif without_workers and not self._without_workers and not self._stopping.is_set():
            self._say("There is no worker to grade now; waiting for one (Ctrl-C stops).")
        self._without_workers = without_workers

    def _on_prepared(self, address: str, worker: Any) -> None:
        if worker.status == "finished":
            with self._lock:
                if self._workers.get(address) is not worker:
                    return
                self._ever_prepared = True
                self._assigned[address] = {}
                self._send()
            self._say(f"{address} grades; {len(self._assigned)} in all.")
        elif worker.status == "error":
            self._refuse(address, _why_unusable(worker.exception()))

    def _refuse(self, address: str, reason: str) -> None:
        with self._lock:
            if self._workers.pop(address, None) is None:
                return
            self._assigned.pop(address, None)
            self._unusable[address] = reason
        self._say(f"Not used: {address}: {reason}")

    def _reasons(self) -> list[str]:
        by_reason: dict[str, list[str]] = {}
        for address, reason in self._unusable.items():
            by_reason.setdefault(reason.rstrip("."), []).append(address)
        return [f"{', '.join(sorted(addresses))}: {reason}" for reason, addresses in by_reason.items()]

    def _close(self, reason: str) -> None:
        """Accept no more submissions, and let those on their way fail with the reason."""
        with self._lock:
            self._closed = self._closed or reason
            assigned = [each for submissions in self._assigned.values() for each in submissions.values()]
            for submission in [*self._waiting, *assigned]:
                if not submission.future.done():
                    submission.future.set_exception(NoWorkersError(self._closed))
            self._waiting.clear()


def _why_unusable(error: BaseException) -> str:
    if isinstance(error, UnusableWorkerError):
        return str(error)
    if isinstance(error, ImportError | AttributeError):
        return f"this grader is not installed there, or another version of it ({error})"
    return f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
