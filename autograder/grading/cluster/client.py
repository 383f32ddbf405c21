"""Grading on a Dask cluster that is there already: submissions go out as bytes, results come home.

Every worker first makes a room (`room.py`), which proves its sandbox. Submissions are then sent to rooms, two
at a time, so that no worker waits for the next one. What was on a worker that is lost goes to another.
"""

from __future__ import annotations

import logging
import pickle
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from operator import methodcaller
from typing import Any

from autograder.errors import UsageError
from autograder.grading.cluster.worker import Blueprint, Fault, UnfitError
from autograder.grading.executors import GraderError, Hire, NobodyLeftError, Task
from autograder.results.result import Result

INSTALL = "Grading on a cluster needs the package {package}: pip install {package}"
GATEWAY = "gateway://"
CONNECT_SECONDS = 10
LOOK_SECONDS = 1.0
AT_A_WORKER = 2
"""Submissions at a worker: the one it grades, and the next."""
LOSSES = 5
"""Workers that may be lost with a submission on them before it is held to be the cause."""


def hire_on(address: str, say: Callable[[str], None]) -> Hire:
    """Return what finds graders on the cluster at this address, as many as it has."""
    return lambda task, _: Cluster(task, address, say)


def connect(address: str) -> Any:
    """Return a client of the scheduler at this address.

    Raises
    ------
    UsageError
        Where there is none, or a package is not installed.
    """
    client = _package("distributed", "distributed").Client
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is said in our own words
    security = _credentials(address) if address.startswith(GATEWAY) else None
    try:
        return client(
            address, timeout=CONNECT_SECONDS, set_as_default=False, name="autograder", security=security
        )
    except (OSError, ValueError) as error:
        cause = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise UsageError(
            f"There is no Dask scheduler at {address} ({cause}). Give the address that "
            "`dask scheduler` prints, such as tcp://HOST:8786."
        ) from None


def _package(module: str, package: str) -> Any:
    """Return a module of a package that grading on one machine has no use for."""
    try:
        return import_module(module)
    except ImportError:
        raise UsageError(INSTALL.format(package=package)) from None


def _credentials(address: str) -> Any:
    """Return what lets us into a cluster behind a Dask Gateway.

    Raises
    ------
    UsageError
        Where the gateway does not let us in, or the package is not installed.
    """
    gateway = _package("dask_gateway", "dask-gateway").Gateway
    name = address.rpartition("/")[2]
    try:
        # It closes itself when it is let go of; closed before, it would complain then.
        security = gateway().get_cluster(name).security
    except Exception as error:
        cause = (str(error).splitlines() or [type(error).__name__])[0]
        raise UsageError(
            f"The Dask Gateway does not let you into the cluster {name} ({cause}). Where the gateway is, and "
            "who asks, stands in Dask's settings `gateway.address` and `gateway.auth`."
        ) from None
    if security is None:
        raise UsageError(f"The cluster {name} of the Dask Gateway does not run: start it first.")
    return security


@dataclass(eq=False)
class Job:
    """A submission on its way; `losses` counts the workers that were lost with it."""

    parcel: bytes
    future: Future[Result] = field(default_factory=Future)
    losses: int = 0


class Cluster:
    """The graders of a class on a Dask cluster.

    Parameters
    ----------
    task
        What each does; the reading is done here, at home.
    address
        The scheduler's.
    say
        Told in a sentence who grades, and who cannot; called from other threads.

    Raises
    ------
    UsageError
        Where there is no such cluster.
    """

    def __init__(self, task: Task, address: str, say: Callable[[str], None]) -> None:
        self._read, self._address, self._say = task.read, address, say
        self._client = connect(address)
        self._order = Blueprint.of(task.engine).order()
        self._lock = threading.RLock()
        self._rooms: dict[str, Any] = {}  # the rooms that are being made, by their workers' addresses
        self._ready: dict[
            str, dict[Any, Job]
        ] = {}  # what is at each worker that grades, by the cluster's future
        self._unfit: dict[str, str] = {}
        self._waiting: deque[Job] = deque()
        self._over = ""
        self._graded = self._waits = False
        self._end = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="cluster", daemon=True)
        self._watcher.start()

    @property
    def window(self) -> int:
        """How many submissions are to be on their way, so that no worker waits."""
        return AT_A_WORKER * (len(self._ready) + 1)

    def submit(self, student: str) -> Future[Result]:
        """Let a student's submission be graded.

        Raises
        ------
        NobodyLeftError
            Where the cluster is lost or nobody there can grade.
        """
        if self._over:
            raise NobodyLeftError(self._over)
        try:
            job = Job(pickle.dumps(self._read(student)))
        except Exception as error:
            failed: Future[Result] = Future()
            failed.set_exception(GraderError(f"{type(error).__name__}: {error}"))
            return failed
        with self._lock:
            self._waiting.append(job)
            self._place()
        return job.future

    def renew(self) -> None:
        """Do nothing: a lost worker's submissions go to another one by themselves."""

    def stop(self) -> None:
        """Leave the cluster; what is still on it is thrown away there, rooms included."""
        self._finish("The grading was stopped.")
        self._end.set()
        self._watcher.join(LOOK_SECONDS * 10)
        with self._lock:
            self._rooms.clear()
            self._ready.clear()
        self._client.close(timeout=CONNECT_SECONDS)

    def _place(self) -> None:
        """Send what waits to the workers with the least to do."""
        while self._waiting and self._ready:
            address, there = min(self._ready.items(), key=lambda entry: len(entry[1]))
            if len(there) >= AT_A_WORKER:
                return
            job = self._waiting.popleft()
            grade = methodcaller("grade", job.parcel)
            out = self._client.submit(grade, self._rooms[address], workers=[address], pure=False)
            there[out] = job
            out.add_done_callback(partial(self._landed, address, job))

    def _landed(self, address: str, job: Job, out: Any) -> None:
        """Take a result, or send the submission out again."""
        trouble = "its grader was lost"
        try:
            found = out.result() if out.status == "finished" else None
            if out.status == "error":
                trouble = str(out.exception())
        except Exception as error:  # the worker was lost with the result still on it
            found, trouble = None, str(error)
        if isinstance(found, Fault) and found.unfit:
            self._refuse(address, found.told)
        with self._lock:
            self._ready.get(address, {}).pop(out, None)
            if not job.future.done():
                if isinstance(found, Result):
                    job.future.set_result(found)
                elif isinstance(found, Fault) and not found.unfit:
                    job.future.set_exception(GraderError(found.told))
                else:
                    self._again(job, trouble)
            self._place()

    def _again(self, job: Job, trouble: str) -> None:
        job.losses += 1
        if self._over:
            job.future.set_exception(NobodyLeftError(self._over))
        elif job.losses < LOSSES:
            self._waiting.appendleft(job)
        else:
            job.future.set_exception(GraderError(f"it was sent out {LOSSES} times; the last time: {trouble}"))

    def _watch(self) -> None:
        while not self._end.is_set():
            try:
                self._look()
            except Exception as error:  # the connection is lost, or is being made anew
                if self._client.status not in ("running", "connecting"):
                    cause = type(error).__name__
                    self._finish(f"The connection with the scheduler at {self._address} was lost ({cause}).")
            self._end.wait(LOOK_SECONDS)

    def _look(self) -> None:
        """Let new workers make their rooms, and give up those that are gone."""
        if self._client.status not in ("running", "connecting"):
            raise ConnectionError
        workers = set(self._client.scheduler_info()["workers"])
        with self._lock:
            lost = {a for a, room in self._rooms.items() if a not in workers or room.status == "cancelled"}
            homeless: list[Any] = []
            for address in lost:
                del self._rooms[address]
                homeless += self._ready.pop(address, {})
            for address in self._unfit.keys() - workers:
                del self._unfit[address]
            for address in workers - self._rooms.keys() - self._unfit.keys():
                room = self._client.submit(pickle.loads, self._order, workers=[address], pure=False)
                self._rooms[address] = room
                room.add_done_callback(partial(self._furnished, address))
            nobody = not self._rooms
        if homeless:
            self._client.cancel(homeless, force=True)  # each then lands, and is sent out again
        if lost and not self._end.is_set():
            self._say(f"Lost: {', '.join(sorted(lost))}. What was there is graded elsewhere.")
        if nobody and self._unfit and not self._graded:
            self._finish(f"No worker of the cluster can grade. {'; '.join(self._reasons())}.")
        elif nobody and not self._waits and not self._end.is_set():
            self._say("There is no worker to grade now; waiting for one (Ctrl-C stops).")
        self._waits = nobody

    def _furnished(self, address: str, room: Any) -> None:
        if room.status == "finished":
            with self._lock:
                if self._rooms.get(address) is not room:
                    return
                self._graded = True
                self._ready[address] = {}
                self._place()
            self._say(f"{address} grades; {len(self._ready)} in all.")
        elif room.status == "error":
            self._refuse(address, _why_unfit(room.exception()))

    def _refuse(self, address: str, reason: str) -> None:
        with self._lock:
            if self._rooms.pop(address, None) is None:
                return
            self._ready.pop(address, None)
            self._unfit[address] = reason
        self._say(f"Not used: {address}: {reason}")

    def _reasons(self) -> list[str]:
        by_reason: dict[str, list[str]] = {}
        for address, reason in self._unfit.items():
            by_reason.setdefault(reason.rstrip("."), []).append(address)
        return [f"{', '.join(sorted(addresses))}: {reason}" for reason, addresses in by_reason.items()]

    def _finish(self, told: str) -> None:
        """Take no more work, and say why to whoever waits for a result."""
        with self._lock:
            self._over = self._over or told
            there = [job for jobs in self._ready.values() for job in jobs.values()]
            for job in [*self._waiting, *there]:
                if not job.future.done():
                    job.future.set_exception(NobodyLeftError(self._over))
            self._waiting.clear()


def _why_unfit(error: BaseException) -> str:
    if isinstance(error, UnfitError):
        return str(error)
    if isinstance(error, ImportError | AttributeError):
        return f"this grader is not installed there, or another version of it ({error})"
    return f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
