"""On a cluster's worker: a sandbox that passed its self-test there, and an engine that grades in it.

A `GradingWorker` is the result of a task, which the cluster keeps for the client. When the client leaves, in
whatever way, the cluster drops it, and with it the course key.
"""

from __future__ import annotations

import pickle
import tempfile
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.box.pythons import Python
from autograder.box.selftest import prepare
from autograder.content import ExerciseSet
from autograder.course.limits import Limits
from autograder.course.student_package import files, student_package
from autograder.errors import KernelError, NoSandboxError, summary
from autograder.grading.engine import Engine
from autograder.grading.provenance import grader_digest
from autograder.results.result import Result
from autograder.submission.assignment import Assignment
from autograder.submission.reading import Submission


class UnusableWorkerError(Exception):
    """Raised on a worker that cannot grade; the client shows the text and grades on the others."""


@dataclass(frozen=True)
class JobSpec:
    """What a worker needs besides submissions: an engine without its sandbox.

    Parameters
    ----------
    assignment
        The engine's.
    exercises
        The engine's; they travel by name, and the worker loads them from its own installation.
    package
        The students' package: contents by path.
    limits
        Of each box.
    kernel
        What starts the Python of the boxes, and its environment variables: see `Python.of`.
    code
        Digest of the client's grader, and versions of that Python and its numpy.
    key
        The engine's.
    """

    assignment: Assignment
    exercises: ExerciseSet
    package: dict[str, bytes]
    limits: Limits
    kernel: tuple[tuple[str, ...], tuple[tuple[str, str], ...]]
    code: tuple[str, object]
    key: bytes  # the last one: a worker's log shows the beginning of what a failed task was called with

    @classmethod
    def of(cls, engine: Engine) -> JobSpec:
        """Return what a worker needs to grade as this engine does."""
        folder = student_package(engine.assignment.folder, engine.exercises)
        package = (
            {str(path.relative_to(folder.parent)): path.read_bytes() for path in files(folder)}
            if folder is not None
            else {}
        )
        return cls(
            # A path of the client's machine means nothing on another one.
            assignment=replace(engine.assignment, folder=Path()),
            exercises=engine.exercises,
            package=package,
            limits=engine.sandbox.limits,
            kernel=(engine.sandbox.python.command, engine.sandbox.python.variables),
            code=(grader_digest(engine.exercises), engine.sandbox.python.versions),
            key=engine.key,
        )

    def pack(self) -> bytes:
        """Return bytes that become a `GradingWorker` where they are unpickled.

        So a worker on which this grader is not installed fails in the task, which says why, and not in its
        connection with the scheduler, which would try for ever.
        """
        return pickle.dumps(_PackedJobSpec(self))


@dataclass(frozen=True)
class _PackedJobSpec:
    spec: JobSpec

    def __reduce__(self) -> tuple[Callable[[JobSpec], GradingWorker], tuple[JobSpec]]:
        return prepare_worker, (self.spec,)


@dataclass(frozen=True)
class Failure:
    """Why there is no result, and whether the worker can grade no other submission either."""

    reason: str
    unusable: bool


class GradingWorker:
    """Grades on a worker: one submission at a time, as a judge computes in one thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._lock = engine, threading.Lock()
        weakref.finalize(self, engine.sandbox.close)

    def __reduce__(self) -> str:
        raise TypeError("a grading worker stays on the machine where its sandbox passed its self-test")

    def grade(self, packed: bytes) -> Result | Failure:
        """Return a packed submission's result; errors too, as a worker's log keeps what is raised."""
        try:
            submission: Submission = pickle.loads(packed)  # noqa: S301  (packed by the client)
            with self._lock:
                return self._engine.grade(submission)
        except NoSandboxError as error:
            return Failure(error.reason, unusable=True)
        except Exception as error:
            return Failure(summary(error), unusable=False)


def prepare_worker(spec: JobSpec) -> GradingWorker:
    """Let a sandbox pass its self-test on this machine, and return what grades in it.

    Raises
    ------
    UnusableWorkerError
        If this worker cannot grade.
    """
    try:
        python = Python.of(*spec.kernel)
    except KernelError as error:
        raise UnusableWorkerError(error.reason) from None
    if spec.code != (grader_digest(spec.exercises), python.versions):
        raise UnusableWorkerError(
            "its grader, its exercises, Python or numpy are of another version than here"
        )
    with tempfile.TemporaryDirectory() as scratch:
        for name, content in spec.package.items():
            path = Path(scratch, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        try:
            package = student_package(Path(scratch), spec.exercises)
            imports = spec.assignment.packages
            sandbox = prepare(package, spec.limits, spec.exercises, python=python, imports=imports)
        except (NoSandboxError, KernelError) as error:
            raise UnusableWorkerError(error.reason) from None
    return GradingWorker(Engine(spec.assignment, spec.exercises, sandbox, spec.key))
